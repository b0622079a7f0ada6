// axe finds nothing, on every screen and dialog, on a phone and a desktop, light and dark.

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bridge } from '../../relay-node/bridge.ts';
import { launchChromium } from '../support/chromium.ts';
import { AppPage, DESKTOP, PHONE, serveApp } from './app.ts';
import { axeFaults } from './axe.ts';

let browser: Browser;
let bridge: Bridge;

beforeAll(async () => {
  [browser, bridge] = await Promise.all([launchChromium(), serveApp()]);
});

afterAll(async () => {
  await browser?.close();
  await bridge?.close();
});

const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) => [
  { look: `phone, ${colorScheme}`, phone: true, device: { ...PHONE, colorScheme } },
  { look: `desktop, ${colorScheme}`, phone: false, device: { ...DESKTOP, colorScheme } },
]);

describe.each(LOOKS)('$look', ({ phone, device }) => {
  let page: Page;
  let app: AppPage;
  const button = (name: string) => page.getByRole('button', { name, exact: true });

  beforeAll(async () => {
    page = await (await browser.newContext(device)).newPage();
    app = new AppPage(page);
    await page.goto(bridge.url);
  });

  afterAll(() => page?.context().close());

  test('start', async () => {
    await button('Start a room').waitFor();
    expect(await axeFaults(page)).toEqual([]);
  });

  test('settings, with a mistake', async () => {
    await button('Settings').click();
    await page.getByRole('textbox', { name: 'Address of a meeting point' }).fill('nonsense');
    await page.keyboard.press('Enter');
    await page.getByText('This is not the address of a meeting point.').first().waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await button('Close').click();
  });

  test('join: empty, half written, and asked once more', async () => {
    await button('Join a room').click();
    expect(await axeFaults(page)).toEqual([]);
    await page.keyboard.type('velvet har');
    await page.getByRole('option', { name: 'harbor' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await button('Join').click();
    await page.getByRole('heading', { name: 'Strangers could guess this phrase' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await button('Back').click();
  });

  test('an empty room, while the key is made and after', async () => {
    await button('Start a room').click();
    await page.getByText('Making the key').first().waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await app.untilInside();
    await app.say('still waiting');
    expect(await axeFaults(page)).toEqual([]);
  });

  test('a room in company, its panel, and leaving it', async () => {
    if (phone) await button('Open people and connection').click();
    await button('Show the phrase').click();
    const phrase = await page.locator('.phrase.small .words').first().innerText();
    if (phone) await button('Close').click();
    const guest = new AppPage(await (await browser.newContext(device)).newPage());
    await guest.page.goto(bridge.url);
    await guest.join(phrase);
    await guest.untilCompany();
    await guest.say('here I am');
    await app.untilTexts(['still waiting', 'here I am']);
    expect(await axeFaults(page)).toEqual([]);
    if (phone) {
      await button('Open people and connection').click();
      await page.getByRole('dialog').getByText('Directly connected').waitFor();
      expect(await axeFaults(page)).toEqual([]);
      await button('Close').click();
    }
    await button('Leave').first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stay' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await page.getByText('You left.').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await guest.page.context().close();
  });
});
