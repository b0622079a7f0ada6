// What messages become in a real page: only what we make, whatever was written; nothing is fetched;
// copying, folding, searching and picking by keyboard; and axe, on a phone and a desktop, in every look.

import fc from 'fast-check';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Bridge } from '../../relay-node/bridge.ts';
import { launchChromium } from '../support/chromium.ts';
import { HOSTILE } from '../web/markdown/hostile.ts';
import { DESKTOP, PHONE, record } from './app.ts';
import { axeFaultsInLooks, CHOSEN, SYSTEM } from './axe.ts';
import { done, say, serveMessages } from './message-parts.ts';

let browser: Browser;
let bridge: Bridge;

beforeAll(async () => {
  [browser, bridge] = await Promise.all([launchChromium(), serveMessages()]);
});

afterAll(async () => {
  await browser?.close();
  await bridge?.close();
});

async function open(device: BrowserContextOptions = DESKTOP): Promise<Page> {
  const context = await browser.newContext(device);
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(bridge.url);
  await page.getByRole('button', { name: 'React' }).waitFor();
  return page;
}

const EVERYTHING = `# The plan
Meet at the **green door**, *not* the ~~blue~~ one. Run \`make\`; see https://notes.example/plan.

- folders
- and:
  1. names

> Who?

\`\`\`sh
sotto join --phrase-file ./phrase   # never type it into a chat, not even into this very long line
\`\`\`
---
[the archive](https://u:p@archive.example/x), ![the door](https://pictures.example/door.jpg)
<b onclick="x">no tags</b>`;

/** What each message is made of: its elements with their attributes, and its texts. */
function outline(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const tell = (node: Node): string => {
      if (node instanceof Text) return node.data;
      if (!(node instanceof Element)) return '';
      const kept = ['href', 'dir', 'start', 'target', 'rel', 'referrerpolicy'];
      const attributes = kept.filter((name) => node.hasAttribute(name));
      const told = attributes.map((name) => ` ${name}=${node.getAttribute(name)}`).join('');
      return `<${node.localName}${told}>${[...node.childNodes].map(tell).join('')}`;
    };
    return [...document.querySelectorAll('.markdown')].map((message) =>
      [...message.children].map(tell).join('\n'),
    );
  });
}

test('a message with everything in it: these elements, in this order', async () => {
  const page = await open();
  await say(page, EVERYTHING);
  const [message] = await outline(page);
  const away = 'target=_blank rel=noopener noreferrer referrerpolicy=no-referrer';
  expect(message?.split('\n')).toEqual([
    '<p dir=auto><strong>The plan',
    '<p dir=auto>Meet at the <strong>green door, <em>not the <s>blue one. Run <code dir=auto>make; see ' +
      `<a href=https://notes.example/plan dir=auto ${away}><span>https://notes.example/plan.`,
    '<ul dir=auto><li><p>folders<li><p>and:<ol start=1><li><p>names',
    '<blockquote dir=auto><p>Who?',
    '<div><div><span dir=ltr>sh <span> <button><svg><path> Copy <pre dir=ltr><code>' +
      'sotto join --phrase-file ./phrase   # never type it into a chat, not even into this very long line',
    '<hr>',
    `<p dir=auto><a href=https://archive.example/x dir=auto ${away}><span>the archive <bdi dir=ltr>(archive.example), ` +
      `<a href=https://pictures.example/door.jpg dir=auto ${away}><span>Picture <span>the door <bdi dir=ltr>(pictures.example)`,
    '<b onclick="x">no tags</b>',
  ]);
});

describe('whatever is written', () => {
  const TAGS = 'a bdi blockquote button code div em hr li ol p path pre s span strong svg ul'.split(
    ' ',
  );
  const ATTRIBUTES =
    /^(aria-[a-z]+|class|d|data-unsearched|dir|height|href|id|referrerpolicy|rel|role|start|tabindex|target|type|viewBox|width)$/;

  /** Elements, attributes and addresses that are none of ours. */
  function foreign(page: Page): Promise<string[]> {
    return page.evaluate(
      ([tags, attributes]) => {
        const odd = new Set<string>();
        for (const element of document.querySelectorAll('.message .text *')) {
          if (!tags.includes(element.localName)) odd.add(element.localName);
          for (const { name, value } of element.attributes) {
            if (!new RegExp(attributes).test(name)) odd.add(name);
            if (name === 'href' && !/^(https?:\/\/|mailto:)/.test(value)) odd.add(value);
          }
        }
        return [...odd];
      },
      [TAGS, ATTRIBUTES.source] as const,
    );
  }

  const unit = fc.constantFrom(
    ...['<img src=//evil.example/x>', '<script>', '<svg/onload=alert(1)>', 'style=', '"', "'", '>'],
    ...['![a](//evil.example)', '![a](https://evil.example/x.png)', '[a](javascript:alert(1))'],
    ...['[a](https://evil.example)', '`', '```html\n', '\n', '> ', '- ', '**', '](', '{@html x}'],
    ...['javascript:alert(1)', 'data:text/html,x', '<a href="x" onclick=y>', '&lt;', 'a', ' '],
  );
  const texts = fc.array(unit, { minLength: 1, maxLength: 40 }).map((units) => units.join(''));

  test('only our elements come of it, and nothing is asked of any network', async () => {
    const context = await browser.newContext(DESKTOP);
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const heard = record(page);
    await page.goto(bridge.url);
    const written = [...fc.sample(texts, 150), ...HOSTILE];
    expect(written.length).toBeGreaterThan(200);
    await say(page, ...written);
    expect(await foreign(page)).toEqual([]);
    await page.evaluate(() => {
      for (const button of document.querySelectorAll<HTMLElement>('[aria-expanded=false]'))
        button.click();
    });
    expect(await foreign(page)).toEqual([]);
    expect(heard.requests.filter((url) => !url.startsWith(bridge.url))).toEqual([]);
    expect([heard.sockets, heard.complaints]).toEqual([[], []]);
  });

  test('nothing reaches out of its message', async () => {
    const page = await open();
    await say(page, `a\u202eb\n${'Z\u0301'.repeat(3)}${'\u0489'.repeat(500)}`, 'x'.repeat(5_000));
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    const clipped = await page
      .locator('.markdown')
      .first()
      .evaluate((message) => getComputedStyle(message).overflow);
    expect([wide, clipped]).toEqual([false, 'clip']);
  });
});

test('code is copied as it stands, and that is told', async () => {
  const page = await open();
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await say(page, '> ```js\n> let a;\n>   b\u202e();\n> ```');
  const copy = page.getByRole('button', { name: 'Copy' });
  await copy.press('Enter');
  await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('let a;\n  b();');
  const code = page.getByRole('group', { name: 'Code, js' });
  await page.keyboard.press('Tab');
  expect(await code.evaluate((element) => element === document.activeElement)).toBe(true);
});

test('a giant message shows its beginning, and all of it when asked', async () => {
  const page = await open();
  await say(page, Array.from({ length: 100 }, (_, line) => `line ${line}`).join('\n'));
  const lines = () => page.locator('.markdown').first().innerText();
  expect((await lines()).split('\n').length).toBe(40);
  await page.getByRole('button', { name: 'Show all of it' }).press('Enter');
  expect((await lines()).split('\n').length).toBe(100);
  await page.getByRole('button', { name: 'Show less' }).press('Enter');
  expect((await lines()).split('\n').length).toBe(40);
});

describe('search', () => {
  /** What is highlighted, the one that is looked at last; and which messages wear an outline. */
  function highlighted(page: Page): Promise<string[][]> {
    return page.evaluate(() => {
      const texts = (name: string) =>
        'highlights' in CSS
          ? [...(CSS.highlights.get(name) ?? [])].map((range) => String(range))
          : [];
      const outlined = [...document.querySelectorAll('[data-found]')];
      return [
        texts('found'),
        texts('found-current'),
        outlined.map((message) => message.getAttribute('data-found') ?? ''),
      ];
    });
  }

  const SAID = ['The **Do**or, a dóor', 'no', '```\ndoor\n```', 'Code'] as const;

  test('by keyboard: slash, words, up and down, and back to where one was', async () => {
    const page = await open();
    await say(page, ...SAID);
    const react = page.getByRole('button', { name: 'React' });
    await react.focus();
    await page.keyboard.press('/');
    await page.keyboard.type('door');
    const place = page.getByRole('search').getByRole('status');
    await place.filter({ hasText: '3 of 3' }).waitFor();
    expect(await highlighted(page)).toEqual([['Door', 'dóor'], ['door'], []]);
    await page.keyboard.press('Enter');
    await place.filter({ hasText: '2 of 3' }).waitFor();
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.press('ArrowDown');
    await place.filter({ hasText: '1 of 3' }).waitFor();
    expect(await highlighted(page)).toEqual([['dóor', 'door'], ['Door'], []]);
    await page.keyboard.press('Escape');
    await page.getByRole('search').waitFor({ state: 'detached' });
    expect(await highlighted(page)).toEqual([[], [], []]);
    expect(await react.evaluate((button) => button === document.activeElement)).toBe(true);
  });

  test('follows what is said meanwhile, and does not find the words of our own buttons', async () => {
    const page = await open();
    await say(page, ...SAID);
    await page.getByRole('button', { name: 'Search', exact: true }).click();
    await page.keyboard.type('copy');
    const place = page.getByRole('search').getByRole('status');
    await place.filter({ hasText: 'Nothing found' }).waitFor();
    await say(page, ...SAID, 'copy that');
    await place.filter({ hasText: '1 of 1' }).waitFor();
    await say(page, ...SAID);
    await place.filter({ hasText: 'Nothing found' }).waitFor();
    expect(await highlighted(page)).toEqual([[], [], []]);
  });

  test('with an outline where the browser has no highlights', async () => {
    const context = await browser.newContext(DESKTOP);
    onTestFinished(() => context.close());
    await context.addInitScript(() => Reflect.deleteProperty(CSS, 'highlights'));
    const page = await context.newPage();
    await page.goto(bridge.url);
    await say(page, ...SAID);
    await page.keyboard.press('/');
    await page.keyboard.type('door');
    await page.getByText('3 of 3').waitFor();
    expect(await highlighted(page)).toEqual([[], [], ['', 'current']]);
    await page.keyboard.press('Enter');
    await page.getByText('2 of 3').waitFor();
    expect(await highlighted(page)).toEqual([[], [], ['current', '']]);
    await page.keyboard.press('Escape');
    expect(await highlighted(page)).toEqual([[], [], []]);
  });

  test('leaves Ctrl+F to the browser, and the slash to fields', async () => {
    const page = await open();
    await page.keyboard.press('Control+f');
    await page.getByRole('button', { name: 'React' }).click();
    await page.getByRole('textbox', { name: 'Search by name' }).pressSequentially('/');
    expect(await page.getByRole('search').count()).toBe(0);
  });
});

describe('reactions', () => {
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim());

  test('by keyboard: one of the quick ones, one by its name, none; the focus comes back', async () => {
    const page = await open();
    const react = page.getByRole('button', { name: 'React' });
    await react.press('Enter');
    expect(await focused(page)).toBe('👍');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    expect([await done(page), await focused(page)]).toEqual([['❤️'], 'React']);
    await react.press('Enter');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Shift+Tab');
    await page.locator('dialog input:focus').waitFor();
    await page.keyboard.type('candle');
    await page.getByText('1 found').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    expect([await done(page), await focused(page)]).toEqual([['🕯️'], 'React']);
    await react.press('Enter');
    await page.keyboard.press('Escape');
    await page.getByRole('grid').waitFor({ state: 'detached' });
    expect([await done(page), await focused(page)]).toEqual([[], 'React']);
  });

  test('the grid as it is read out, and one tab stop in it', async () => {
    const page = await open();
    await page.evaluate(() => Object.assign(Reflect.get(window, 'stage'), { chosen: ['👏'] }));
    await page.getByRole('button', { name: 'React' }).press('Enter');
    await page.getByRole('textbox', { name: 'Search by name' }).fill('bravo');
    const grid = page.getByRole('grid', { name: 'Choose a reaction' });
    await page.getByText('1 found').waitFor();
    expect(await grid.ariaSnapshot()).toBe(
      [
        '- grid "Choose a reaction":',
        '  - row "clapping":',
        '    - gridcell "clapping":',
        '      - button "clapping" [pressed]: 👏',
      ].join('\n'),
    );
    await page.getByRole('textbox', { name: 'Search by name' }).fill('');
    expect(await grid.locator('button[tabindex="0"]').count()).toBe(1);
  });
});

test.each([
  ['a phone', PHONE, CHOSEN],
  ['a desktop', DESKTOP, SYSTEM],
])('axe finds nothing, in any look, on %s', async (_, device, looks) => {
  const page = await open({ ...device, reducedMotion: 'reduce' });
  await say(page, EVERYTHING, EVERYTHING, 'line\n'.repeat(60));
  expect(await axeFaultsInLooks(page, looks)).toEqual([]);
});
