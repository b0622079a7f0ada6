// The journey of EXPERIENCE in real Chromium, served by the bridge as `npm start` serves it: start,
// tell, join, talk, leave. On a phone and a desktop, with a finger, a mouse, or the keyboard alone.

import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Bridge } from '../../relay-node/bridge.ts';
import { launchChromium } from '../support/chromium.ts';
import { AppPage, DESKTOP, PHONE, type Record, record, serveApp } from './app.ts';

let browser: Browser;
let bridge: Bridge;
let opened: AppPage[] = [];
let records: Record[] = [];

beforeAll(async () => {
  [browser, bridge] = await Promise.all([launchChromium(), serveApp()]);
});

afterEach(async () => {
  await Promise.all(opened.map(({ page }) => page.context().close()));
  [opened, records] = [[], []];
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
  records.push(record(app.page));
  opened.push(app);
  await app.page.goto(bridge.url);
  return app;
}

/** Two in one room, the first with a drawn phrase. */
async function meet(a: AppPage, b: AppPage): Promise<string> {
  const phrase = await a.start();
  await b.join(phrase);
  await Promise.all([a.untilCompany(), b.untilCompany()]);
  return phrase;
}

describe.each([
  { name: 'a phone and a desktop', devices: [PHONE, DESKTOP] },
  { name: 'two desktops', devices: [DESKTOP, DESKTOP] },
])('$name', ({ devices: [one, other] }) => {
  test('start, join, talk, leave; nothing is contacted but what is listed', async () => {
    const [a, b] = [await open(one), await open(other)];
    const phrase = await meet(a, b);
    expect(phrase.split(' ')).toHaveLength(6);
    expect(await a.emblem()).toBe(await b.emblem());

    await a.say('good evening');
    await b.untilTexts(['good evening']);
    await b.say('to you, too');
    for (const app of [a, b]) {
      await app.untilTexts(['good evening', 'to you, too']);
      await app.page.getByText('Reached them').waitFor();
    }
    await b.leave();
    expect(await b.page.locator('body').innerText()).not.toContain('good evening');
    await a.page.getByText(/has left/).waitFor();
    await a.page.getByRole('heading', { name: 'Only you' }).waitFor();

    for (const { requests, sockets, complaints } of records) {
      expect(complaints).toEqual([]);
      expect(requests.filter((url) => new URL(url).origin !== bridge.url)).toEqual([]);
      const listed = [
        bridge.tracker,
        'wss://open.ftorrent.com/',
        'wss://tracker.openwebtorrent.com/',
        'wss://tracker.webtorrent.dev/',
        'wss://tracker.btorrent.xyz/',
      ];
      expect(sockets.filter((url) => !listed.includes(url))).toEqual([]);
    }
  });
});

test('nothing at all is contacted before a tap', async () => {
  const app = await open();
  await app.page.getByRole('button', { name: 'Join a room' }).click();
  await app.page.getByRole('textbox', { name: 'The phrase' }).fill('one two three four five six');
  await app.page.getByRole('listitem').filter({ hasText: /\w/ }).nth(2).waitFor();
  expect(records[0]?.sockets).toEqual([]);
});

test('what is written alone waits, visibly and in order, and can be taken back', async () => {
  const [a, b] = [await open(), await open(PHONE)];
  const phrase = await a.start();
  for (const text of ['first', 'second', 'third']) await a.say(text);
  await a.page.getByText('Waiting for somebody to come').nth(2).waitFor();
  await a.page.getByRole('article').filter({ hasText: 'second' }).getByText('Don’t send').click();
  await a.untilTexts(['first', 'third']);
  await b.join(phrase);
  await b.untilTexts(['first', 'third']);
});

test('by the keyboard alone', async () => {
  const [a, b] = [await open(), await open()];
  const press = async (app: AppPage, ...keys: string[]) => {
    for (const key of keys) await app.page.keyboard.press(key);
  };
  /** Tab until the control with this name has the focus. */
  const tabTo = async (app: AppPage, name: string) => {
    for (let i = 0; i < 30; i++) {
      const focused = await app.page.evaluate(() => {
        const element = document.activeElement;
        return element?.getAttribute('aria-label') ?? element?.textContent?.trim() ?? '';
      });
      if (focused === name) return;
      await press(app, 'Tab');
    }
    throw new Error(`Tab does not lead to ${name}`);
  };

  await tabTo(a, 'Start a room');
  await press(a, 'Enter');
  await a.untilInside();
  await tabTo(a, 'Copy');
  await press(a, 'Enter');
  const phrase = await a.page.evaluate(() => navigator.clipboard.readText());
  expect(phrase).toBe(await a.phrase());

  await tabTo(b, 'Join a room');
  await press(b, 'Enter');
  await b.page.keyboard.insertText(phrase);
  await press(b, 'Enter');
  await b.untilInside();
  await b.untilCompany();
  // The composer has the focus: one writes at once.
  await b.page.keyboard.type('hello');
  await press(b, 'Shift+Enter');
  await b.page.keyboard.type('there');
  await press(b, 'Enter');
  await a.untilTexts(['hello\nthere']);

  await tabTo(b, 'Leave');
  const question = b.page.getByRole('dialog', { name: 'Leave the room?' });
  await press(b, 'Enter');
  await question.waitFor();
  await press(b, 'Escape');
  await question.waitFor({ state: 'hidden' });
  expect(await b.page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Leave');
  await press(b, 'Enter');
  await question.waitFor();
  await press(b, 'Tab', 'Enter');
  await b.page.getByText('You left.').waitFor();
});

test('the list words complete as one types, and Enter takes the chosen one', async () => {
  const app = await open();
  await app.page.getByRole('button', { name: 'Join a room' }).click();
  await app.page.getByRole('textbox', { name: 'The phrase' }).waitFor();
  await app.page.keyboard.type('zoo');
  await app.page.getByRole('option', { name: 'zoology' }).waitFor();
  await app.page.keyboard.press('ArrowDown');
  await app.page.keyboard.press('ArrowDown');
  const chosen = await app.page.getByRole('option', { selected: true }).textContent();
  await app.page.keyboard.press('Enter');
  expect(await app.page.getByRole('textbox', { name: 'The phrase' }).inputValue()).toBe(
    `${chosen} `,
  );
});

test('Tab leaves the words of a phrase that somebody made up as they are', async () => {
  const { page } = await open();
  await page.getByRole('button', { name: 'Join a room' }).click();
  const field = page.getByRole('textbox', { name: 'The phrase' });
  await field.pressSequentially('la maison de mon ab');
  await page.getByRole('option', { name: 'abacus' }).waitFor();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Tab');
  expect(await field.inputValue()).toBe('la maison de mon ab');
  await field.fill('velvet ab');
  await page.getByRole('option', { name: 'abacus' }).waitFor();
  await page.keyboard.press('Tab');
  expect(await field.inputValue()).toBe('velvet abacus ');
});

test('when no meeting point answers, it says so and offers what to do', async () => {
  const app = await open();
  await app.page.route('**/sotto.json', (route) => route.fulfill({ status: 404 }));
  await app.page.reload();
  await app.start();
  await app.page
    .getByText('No meeting point answers. They may be blocked on this network.')
    .waitFor();
  await app.page
    .getByText(/This page keeps trying/)
    .first()
    .waitFor();
});

test('screens that can’t be fetched are told of at the tap that wants one', async () => {
  const { page } = await open();
  await page.route(/later/, (route) => route.abort());
  await page.reload();
  for (const wants of ['Join a room', 'Settings', 'Start a room']) {
    await page.getByRole('button', { name: wants }).click();
    await page.getByText('The rest of this page could not be fetched.').waitFor();
  }
  await page.unroute(/later/);
  await page.getByRole('button', { name: 'Join a room' }).click();
  await page.getByRole('textbox', { name: 'The phrase, or an invite' }).waitFor();
});

test('what a room is made of is fetched at the next tap where it was not there at the first', async () => {
  const app = await open();
  await app.page.route(/sodium/, (route) => route.abort());
  await app.page.reload();
  await app.page.getByRole('button', { name: 'Start a room' }).click();
  await app.page.getByText('The rest of this page could not be fetched.').waitFor();
  await app.page.unroute(/sodium/);
  await app.start();
});

// As when the device changes its network, for which Chromium gives up whatever is under way.
test('what could not be fetched at first is fetched again, and nothing told of it', async () => {
  const app = await open();
  const refused = new Set<string>();
  await app.page.route(/assets\/(?!index)/, (route) => {
    const url = route.request().url();
    if (refused.has(url)) return route.continue();
    refused.add(url);
    return route.abort('internetdisconnected');
  });
  await app.page.reload();
  await app.start();
  const names = [...refused].map((url) => /assets\/([a-z]+)/.exec(url)?.[1]);
  expect(names).toEqual(expect.arrayContaining(['engine', 'later', 'sodium']));
  expect(await app.page.getByText('could not be fetched').count()).toBe(0);
});

test('a page that went into the back-forward cache comes back empty', async () => {
  const app = await open();
  await app.start();
  await app.say('a secret');
  await app.page.goto(`${bridge.url}/sotto.json`);
  await app.page.goBack();
  await app.page.getByRole('button', { name: 'Start a room' }).waitFor();
  expect(await app.page.locator('body').innerText()).not.toContain('a secret');
});
