// The conversation between real Chromium pages over a real tracker: answer, edit, delete, react, say in
// private, let it vanish, read; with the mouse, a finger, and the keyboard alone.

import type { Browser, BrowserContextOptions, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Bridge } from '../../relay-node/bridge.ts';
import { launchChromium } from '../support/chromium.ts';
import { AppPage, DESKTOP, PHONE, serveApp } from './app.ts';
import { heapHolds } from './heap.ts';

/** Half a minute of life, and a busy machine. */
const GONE_MS = 120_000;

let browser: Browser;
let bridge: Bridge;
let opened: AppPage[] = [];

beforeAll(async () => {
  [browser, bridge] = await Promise.all([launchChromium(), serveApp()]);
});

afterEach(async () => {
  await Promise.all(opened.map(({ page }) => page.context().close()));
  opened = [];
});

afterAll(async () => {
  await browser?.close();
  await bridge?.close();
});

async function open(device: BrowserContextOptions = DESKTOP): Promise<AppPage> {
  const context = await browser.newContext({
    ...device,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const app = new AppPage(await context.newPage());
  opened.push(app);
  await app.page.goto(bridge.url);
  return app;
}

/** So many in one room. */
async function meet(...devices: BrowserContextOptions[]): Promise<AppPage[]> {
  const apps = await Promise.all(devices.map((device) => open(device)));
  const [first, ...others] = apps;
  const phrase = (await first?.start()) ?? '';
  await Promise.all(others.map((app) => app.join(phrase)));
  await Promise.all(apps.map((app) => app.untilCompany(others.length)));
  return apps;
}

function message({ page }: AppPage, text: string): Locator {
  const words = page.locator('.text', { hasText: text });
  return page.getByRole('log').getByRole('article').filter({ has: words });
}

/** Opens what can be done with a message, and does this. */
async function act(app: AppPage, text: string, action: string): Promise<void> {
  const { page } = app;
  await message(app, text).hover();
  await message(app, text).getByRole('button', { name: 'What to do with this message' }).click();
  await page.getByRole('menu').getByText(action, { exact: true }).click();
}

/** Sends what stands in the composer. */
async function write({ page }: AppPage, text: string, button = 'Send'): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.getByRole('button', { name: button, exact: true }).click();
}

async function chooseLifetime({ page }: AppPage, name: string): Promise<void> {
  await page.getByRole('button', { name: /^How long your messages live/ }).click();
  await page.getByRole('menuitemradio', { name, exact: true }).click();
}

describe('two people', () => {
  test('answer, react, edit, delete, read: each on both screens', async () => {
    const [a, b] = (await meet(DESKTOP, DESKTOP)) as [AppPage, AppPage];
    await a.say('are you there?');
    await b.untilTexts(['are you there?']);

    await act(b, 'are you there?', 'Reply');
    await b.page.getByText(/^Replying to/).waitFor();
    await write(b, 'yes');
    await message(a, 'yes').getByRole('button', { name: 'Answer to you: are you there?' }).click();
    expect(await a.page.evaluate(() => document.activeElement?.textContent)).toContain('are you');

    await act(a, 'yes', '🙏');
    await message(b, 'yes')
      .getByRole('button', { name: /^🙏 1: / })
      .click();
    await message(a, 'yes')
      .getByRole('button', { name: /^🙏 2: You and / })
      .click();
    const chip = message(b, 'yes').getByRole('button', { name: '🙏 1: You' });
    await chip.and(b.page.locator('[aria-pressed=true]')).waitFor();

    await act(b, 'yes', 'Edit');
    await write(b, 'yes, of course', 'Save');
    await a.untilTexts(['are you there?', 'yes, of course']);
    await message(a, 'of course').getByText('edited').waitFor();

    await act(a, 'are you there?', 'Delete for all');
    await a.page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await b.untilTexts(['yes, of course']);
    await b.page.getByText(/deleted a message/).waitFor();
    await message(b, 'of course').getByText('This message is gone.').waitFor();
    await a.page.getByText('You deleted a message.').waitFor();
  });

  test('read receipts come only from those who turned them on', async () => {
    const [a, b] = (await meet(DESKTOP, DESKTOP)) as [AppPage, AppPage];
    await a.say('one');
    await message(a, 'one').getByText('Reached them').waitFor();
    await b.page.getByRole('button', { name: 'Settings' }).click();
    await b.page.getByRole('switch', { name: /^Let others know/ }).check();
    await b.page.getByRole('button', { name: 'Close' }).click();
    await a.say('two');
    await message(a, 'two').getByText('Read', { exact: true }).waitFor();
  });

  test('what has vanished is on no screen and in no memory', { timeout: GONE_MS }, async () => {
    const [a, b] = (await meet(DESKTOP, PHONE)) as [AppPage, AppPage];
    // Looked for by its place alone: a selector would bring the words into the page's memory.
    const words = ({ page }: AppPage) => page.locator('article .text');
    await chooseLifetime(a, '30 seconds after reading Counted from when it is on their screen');
    await a.page.getByRole('textbox', { name: 'Message' }).focus();
    await a.page.keyboard.insertText('the key is under the velvet stone');
    await a.page.keyboard.press('Enter');
    await b.page.locator('.lasting').waitFor();
    await words(b).tap();
    await b.page.getByRole('menuitem', { name: 'Reply' }).tap();
    await b.page.getByRole('textbox', { name: 'Message' }).focus();
    await b.page.keyboard.insertText('which stone?');
    const held = () =>
      Promise.all([a, b].map(({ page }) => heapHolds(page, 'the key is under the velvet')));
    expect(await held()).toEqual([true, true]);
    for (const app of [a, b]) await words(app).waitFor({ state: 'detached' });
    expect(await held()).toEqual([false, false]);
    const draft = await b.page.getByRole('textbox', { name: 'Message' }).inputValue();
    expect([draft, await b.page.getByText(/^Replying/).count()]).toEqual(['which stone?', 0]);
  });
});

test('what is said in private reaches one, and is nowhere on the third page', async () => {
  const [a, b, c] = (await meet(DESKTOP, DESKTOP, DESKTOP)) as [AppPage, AppPage, AppPage];
  await b.say('I am Ben');
  await Promise.all([a, c].map((app) => app.untilTexts(['I am Ben'])));
  await message(a, 'I am Ben').hover();
  await message(a, 'I am Ben').getByRole('button', { name: 'What to do' }).click();
  await a.page.getByRole('menuitem', { name: /^Write to .* alone$/ }).click();
  await a.page.getByText(/^Only .* will see this$/).waitFor();
  await write(a, 'between the two of us');
  await message(b, 'between the two')
    .getByText(/Only you and /)
    .waitFor();
  await message(a, 'between the two').getByText('Reached them').waitFor();
  await a.page.keyboard.press('Escape');
  await write(a, 'for all');
  await c.untilTexts(['I am Ben', 'for all']);
  expect(await heapHolds(c.page, 'between the two of us')).toBe(false);
  expect(await c.page.locator('body').innerHTML()).not.toContain('between the two');
});

test('what lives until its author leaves goes when they do', async () => {
  const [a, b] = (await meet(DESKTOP, DESKTOP)) as [AppPage, AppPage];
  await chooseLifetime(a, 'Until you leave Then gone from every screen');
  await a.say('while I am here');
  await message(b, 'while I am')
    .getByText(/Disappears when .* leaves/)
    .waitFor();
  await a.leave();
  await b.untilTexts([]);
});

test('by the keyboard alone', async () => {
  const [a, b] = (await meet(DESKTOP, DESKTOP)) as [AppPage, AppPage];
  for (const text of ['first', 'second', 'third']) await a.say(text);
  await b.untilTexts(['first', 'second', 'third']);
  const { keyboard } = b.page;
  const press = async (...keys: string[]) => {
    for (const key of keys) await keyboard.press(key);
  };
  const at = () =>
    b.page.evaluate(() => document.activeElement?.querySelector('.text')?.textContent ?? '');

  // From the composer back into the list: one stop, the newest, and arrow keys from there.
  await b.page.getByRole('textbox', { name: 'Message' }).focus();
  while ((await at()) !== 'third') await press('Shift+Tab');
  await press('ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowDown');
  expect(await at()).toBe('second');
  await press('Enter');
  await b.page.getByRole('menu').waitFor();
  await press('Escape');
  expect(await at()).toBe('second');

  await press('ContextMenu', 'ArrowDown', 'Enter');
  await message(a, 'second').getByText('❤️').waitFor();
  expect(await at()).toBe('second');
  await press('Enter');
  await b.page.getByRole('menuitem', { name: 'Reply' }).focus();
  await press('Enter');
  await keyboard.type('an answer');
  await press('Enter');
  await message(a, 'an answer').getByRole('button', { name: 'Answer to you: second' }).waitFor();

  // An empty composer: the last own message, taken up again, and left as it was.
  await press('ArrowUp');
  expect(await b.page.getByRole('textbox', { name: 'Message' }).inputValue()).toBe('an answer');
  await keyboard.type('!');
  await press('Escape', 'ArrowUp');
  await keyboard.type(', better');
  await press('Enter');
  await a.untilTexts(['first', 'second', 'third', 'an answer, better']);

  // Whoever is at a message that goes is then at its neighbour.
  while ((await at()) !== 'second') await press('Shift+Tab');
  await press('End', 'Enter', 'End', 'Enter');
  await b.page.getByRole('dialog').getByRole('button', { name: 'Keep it' }).waitFor();
  await press('Tab', 'Enter');
  await b.untilTexts(['first', 'second', 'third']);
  await expect.poll(at).toBe('third');
});
