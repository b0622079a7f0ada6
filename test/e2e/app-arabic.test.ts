// The journey for a reader of Arabic: the page comes in their language and from right to left, axe
// finds nothing on the way, nothing runs out at the side, and one who reads English understands.

import type { Browser, BrowserContextOptions, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Bridge } from '../../relay-node/bridge.ts';
import { arabic } from '../../src/text/arabic.ts';
import { english } from '../../src/text/english.ts';
import { launchChromium } from '../support/chromium.ts';
import { AppPage, DESKTOP, PHONE, record, serveApp } from './app.ts';
import { axeFaults } from './axe.ts';
import { outOfReach } from './out-of-reach.ts';

/** Argon2id on a busy machine, and a moment. */
const KEY_MS = 30_000;
const MEET_MS = 20_000;

let browser: Browser;
let bridge: Bridge;
let opened: Page[] = [];

beforeAll(async () => {
  [browser, bridge] = await Promise.all([launchChromium(), serveApp()]);
});

afterEach(async () => {
  await Promise.all(opened.map((page) => page.context().close()));
  opened = [];
});

afterAll(async () => {
  await browser?.close();
  await bridge?.close();
});

async function open(device: BrowserContextOptions): Promise<Page> {
  const page = await (await browser.newContext(device)).newPage();
  opened.push(page);
  return page;
}

/** The narrowest that is supported (EXPERIENCE, Craft). */
const NARROW: BrowserContextOptions = { viewport: { width: 320, height: 640 }, hasTouch: true };

function button(page: Page, name: string) {
  return page.getByRole('button', { name, exact: true });
}

async function untilInside(page: Page): Promise<void> {
  const status = page.locator('header').getByRole('status');
  await status.filter({ hasNotText: arabic.deriving.title }).waitFor({ timeout: KEY_MS });
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: arabic.composer.label }).fill(text);
  await button(page, arabic.composer.send).click();
}

describe.each([
  ['a phone', PHONE],
  ['a desktop', DESKTOP],
])('on %s', (_, device) => {
  test('start, be joined by one who reads English, talk, leave', async () => {
    const page = await open({ ...device, locale: 'ar-EG' });
    const { complaints } = record(page);
    await page.goto(bridge.url);
    await button(page, arabic.start.startRoom).waitFor();
    const root = page.locator('html');
    expect([await root.getAttribute('lang'), await root.getAttribute('dir')]).toEqual([
      'ar',
      'rtl',
    ]);
    expect(await axeFaults(page)).toEqual([]);

    await button(page, arabic.start.startRoom).click();
    await untilInside(page);
    const words = await page.locator('.phrase .words span').allTextContents();
    expect(words).toHaveLength(6);
    expect(await axeFaults(page)).toEqual([]);

    const guest = new AppPage(await open(DESKTOP));
    await guest.page.goto(bridge.url);
    await guest.join(words.join(' '));
    await page.getByRole('heading', { name: arabic.room.here(1) }).waitFor({ timeout: MEET_MS });
    await say(page, 'مساء الخير');
    await guest.untilTexts(['مساء الخير']);
    await guest.say('good evening');
    await new AppPage(page).untilTexts(['مساء الخير', 'good evening']);
    await page.getByText(arabic.message.reached(1, 1)).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect(await pictures(page)).toEqual(await pictures(guest.page));

    await button(page, arabic.room.leave).first().click();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: arabic.room.leave }).click();
    await page.getByText(arabic.room.left).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect(complaints).toEqual([]);
  });
});

/** The emblem: the same pictures whatever they are called. */
function pictures(page: Page): Promise<string> {
  return page.locator('header').getByRole('img').first().innerText();
}

test('join with a phrase, and settings: nothing to find fault with', async () => {
  const page = await open({ ...PHONE, locale: 'ar' });
  await page.goto(bridge.url);
  await button(page, arabic.settings.title).click();
  await page.getByRole('textbox', { name: arabic.settings.tracker }).fill('nonsense');
  await page.keyboard.press('Enter');
  await page.getByText(arabic.errors['tracker-invalid'].says).first().waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await button(page, arabic.regions.dialogClose).click();
  await button(page, arabic.start.joinRoom).click();
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.type('velvet har');
  await page.getByRole('option', { name: 'harbor' }).waitFor();
  await button(page, arabic.join.join).click();
  await page.getByRole('heading', { name: arabic.weakPhrase.title }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
});

test.each([
  ['320 px wide', '100%'],
  ['320 px wide, text of 200 %', '200%'],
])('nothing is out of reach: %s', async (_, fontSize) => {
  const page = await open({ ...NARROW, locale: 'ar-EG' });
  await page.goto(bridge.url);
  await button(page, arabic.start.startRoom).waitFor();
  await page.evaluate((size) => {
    document.documentElement.style.fontSize = size;
  }, fontSize);
  const found: Record<string, string[]> = {};
  const look = async (screen: string) => {
    found[screen] = await outOfReach(page);
  };

  await look('start');
  await button(page, arabic.settings.title).click();
  await look('settings');
  await button(page, arabic.regions.dialogClose).click();
  await button(page, arabic.start.joinRoom).click();
  await page.keyboard.type('velvet har');
  await page.getByRole('option', { name: 'harbor' }).waitFor();
  await look('join');
  await button(page, arabic.start.back).click();
  await button(page, arabic.start.startRoom).click();
  await untilInside(page);
  await look('alone');
  await say(page, 'رسالة أولى، وفيها https://example.org/a-rather-long-address?with=this&and=that');
  await page.getByText(arabic.message.waitingForPeople).waitFor();
  await look('room');
  await button(page, arabic.regions.openPanel).click();
  await look('panel');
  await button(page, arabic.regions.dialogClose).click();
  await button(page, arabic.room.leave).first().click();
  await look('leave');
  const screens = ['start', 'settings', 'join', 'alone', 'room', 'panel', 'leave'];
  expect(found).toEqual(Object.fromEntries(screens.map((screen) => [screen, []])));
});

describe('the choice in the settings', () => {
  test('is named in itself, and turns the whole page around at once', async () => {
    const page = await open({ ...DESKTOP, locale: 'en-GB' });
    const { requests } = record(page);
    await page.goto(bridge.url);
    await button(page, english.settings.title).click();
    expect(requests.filter((url) => /arabic/.test(url))).toEqual([]);

    await page.getByRole('radio', { name: 'العربية' }).check();
    await page.getByRole('heading', { name: arabic.settings.title }).waitFor();
    const root = page.locator('html');
    expect([await root.getAttribute('lang'), await root.getAttribute('dir')]).toEqual([
      'ar',
      'rtl',
    ]);
    await page.getByRole('radio', { name: 'English' }).check();
    await page.getByRole('heading', { name: english.settings.title }).waitFor();
    expect([await root.getAttribute('lang'), await root.getAttribute('dir')]).toEqual([
      'en',
      'ltr',
    ]);
  });

  test('that can’t be fetched is told, and nothing else changes', async () => {
    const page = await open({ ...DESKTOP, locale: 'en-GB' });
    await page.route(/arabic/, (route) => route.abort());
    await page.goto(bridge.url);
    await button(page, english.settings.title).click();
    await page.getByRole('radio', { name: 'العربية' }).click();
    await page.getByText(english.doctor['not-loaded'].says).waitFor();
    const system = page.getByRole('radio', { name: english.languages.system });
    expect(await system.isChecked()).toBe(true);
  });
});

test('a reader of Arabic never sees English, however slow the network', async () => {
  const page = await open({ ...PHONE, locale: 'ar' });
  const held = new Promise<Route>((resolve) => void page.route(/arabic/, resolve));
  await page.goto(bridge.url);
  const route = await held;
  expect(await page.locator('#app').innerText()).toBe('');
  await route.continue();
  await button(page, arabic.start.startRoom).waitFor();
});
