// The invite in the page's own address: when it is taken out, and what stays there.

import { beforeEach, expect, test, vi } from 'vitest';
import { watchInvites } from '../../src/web/state/followed-invite.ts';
import { page } from './page.ts';

const CODE = `i=${'A'.repeat(43)}`;
let taken: string[];
let addresses: string[];

beforeEach(() => {
  [taken, addresses] = [[], []];
});

function address(href: string): void {
  const { hash } = new URL(href);
  vi.stubGlobal('location', {
    href,
    hash,
    replace: (to: string) => addresses.push(`replaced ${to}`),
  });
}

function rewritable(can = true): void {
  vi.stubGlobal('history', {
    replaceState(_: unknown, __: string, href: string) {
      if (!can) throw new Error('origin null');
      addresses.push(href);
      address(href);
    },
  });
}

function watchAt(href: string): void {
  address(href);
  watchInvites((code) => taken.push(code));
}

test('is taken out at once, and once', () => {
  rewritable();
  watchAt(`https://sotto.example/app/?x=1#${CODE}`);
  page.fire('hashchange');
  expect([taken, addresses]).toEqual([[CODE], ['https://sotto.example/app/?x=1']]);
});

test('also when the link is followed later, and from disk where addresses can’t be rewritten', () => {
  rewritable(false);
  watchAt('file:///home/ana/sotto.html');
  address(`file:///home/ana/sotto.html#${CODE}`);
  page.fire('hashchange');
  expect([taken, addresses]).toEqual([[CODE], ['replaced #']]);
});

test('stays where it is while nobody looks: on a hidden page, and on a prerendered one', () => {
  rewritable();
  page.document.hidden = true;
  Object.assign(page.document, { prerendering: true });
  watchAt(`https://sotto.example/#${CODE}`);
  page.show();
  const before = [...taken];
  Object.assign(page.document, { prerendering: false });
  page.document.dispatchEvent(new Event('prerenderingchange'));
  expect([before, taken, addresses]).toEqual([[], [CODE], ['https://sotto.example/']]);
});

test('nothing else in an address is touched, and no more of it is taken than an invite may have', () => {
  rewritable();
  watchAt('https://sotto.example/#about');
  expect([taken, addresses]).toEqual([[], []]);
  address(`https://sotto.example/#i=${'A'.repeat(1_000_000)}`);
  page.fire('hashchange');
  expect([taken.map(({ length }) => length), addresses]).toEqual([
    [100],
    ['https://sotto.example/'],
  ]);
});
