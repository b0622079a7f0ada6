// Installing and removing, over a device that does as the test says.

import { beforeEach, describe, expect, test } from 'vitest';
import { Install } from '../../src/web/state/install.svelte.ts';
import type { OfflineCopy } from '../../src/web/state/offline-copy.ts';
import { page, settled } from './page.ts';

class FakeCopy implements OfflineCopy {
  has: 'none' | 'kept' | 'newer' = 'none';
  readonly asked: string[] = [];
  fails = false;
  changed: (() => void) | undefined;
  state = (changed: () => void) => {
    this.changed = changed;
    this.asked.push('state');
    return this.fails ? Promise.reject(new Error('blocked')) : Promise.resolve(this.has);
  };
  keep = () => this.#do('keep', 'kept');
  remove = () => this.#do('remove', 'none');

  async #do(what: string, then: 'none' | 'kept'): Promise<void> {
    this.asked.push(what);
    if (this.fails) throw new Error('offline');
    this.has = then;
  }
}

let copy: FakeCopy;
let install: Install;

beforeEach(() => {
  copy = new FakeCopy();
  install = new Install(copy);
  install.listen(page.window);
});

/** What the browser offers, and what is then chosen in its dialog. */
function offer(outcome: 'accepted' | 'dismissed') {
  const prompts: string[] = [];
  let prevented = false;
  page.fire('beforeinstallprompt', {
    preventDefault: () => {
      prevented = true;
    },
    prompt: () => {
      prompts.push(copy.asked.join());
      return Promise.resolve({ outcome });
    },
  });
  return { prompts, prevented };
}

test('looking asks, and changes nothing', async () => {
  expect([install.phase, copy.asked]).toEqual(['looking', []]);
  await install.look();
  expect([install.phase, copy.asked]).toEqual(['absent', ['state']]);
});

test('a build that comes while somebody looks is told without another look', async () => {
  copy.has = 'kept';
  await install.look();
  copy.has = 'newer';
  copy.changed?.();
  await settled();
  expect(install.phase).toBe('newer');
});

test('an answer that comes during a tap does not hide its work', async () => {
  const looking = install.look();
  const working = install.install();
  await looking;
  expect(install.phase).toBe('working');
  await working;
  expect(install.phase).toBe('kept');
});

test('a page that can’t be installed says so, and so does one whose browser refuses to tell', async () => {
  const never = new Install(undefined);
  await never.look();
  await never.install();
  copy.fails = true;
  await install.look();
  expect([never.phase, install.phase]).toEqual(['impossible', 'impossible']);
});

describe('a tap', () => {
  test('without an offer of the browser: the files are kept', async () => {
    await install.look();
    const working = install.install();
    const during = install.phase;
    await working;
    expect([during, install.phase, install.offered, install.failed]).toEqual([
      'working',
      'kept',
      false,
      false,
    ]);
  });

  test('with an offer: its dialog opens before anything else, and its banner never', async () => {
    const offered = offer('accepted');
    expect([offered.prevented, install.offered, offered.prompts]).toEqual([true, true, []]);
    copy.asked.length = 0;
    await install.install();
    expect([offered.prompts, install.phase, install.offered]).toEqual([[''], 'kept', false]);
  });

  test('the dialog is dismissed: nothing is left', async () => {
    offer('dismissed');
    await install.install();
    expect([copy.asked, install.phase]).toEqual([['keep', 'remove', 'state'], 'absent']);
  });

  test('the network fails: said, and forgotten with the next tap', async () => {
    copy.fails = true;
    const working = install.install();
    copy.state = () => Promise.resolve('none' as const);
    await working;
    const after = [install.failed, install.phase];
    copy.fails = false;
    copy.state = () => Promise.resolve(copy.has);
    await install.install();
    expect([after, install.failed, install.phase]).toEqual([[true, 'absent'], false, 'kept']);
  });

  test('twice is once', async () => {
    await Promise.all([install.install(), install.install()]);
    expect(copy.asked).toEqual(['keep', 'state']);
  });

  test('removing', async () => {
    await install.install();
    await install.remove();
    expect([copy.asked, install.phase]).toEqual([['keep', 'state', 'remove', 'state'], 'absent']);
  });
});

test('installed by the browser’s own menu: its offer is over', async () => {
  offer('accepted');
  page.fire('appinstalled');
  await settled();
  expect(install.offered).toBe(false);
});
