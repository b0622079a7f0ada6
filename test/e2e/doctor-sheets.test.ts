// The two sheets about the connection as they are met: they fit on small screens; the keyboard gets in
// and out; and before they are asked for, the page's server hears nothing.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Bridge } from '../../relay-node/bridge.ts';
import { launchChromium } from '../support/chromium.ts';
import { record, serveApp } from './app.ts';
import { DoctorRoom, type RoomOptions } from './doctor-room.ts';

const DOCTOR = 'Why does it not connect?';
const OTHERS = 'What can others see?';

let browser: Browser;
let bridge: Bridge;

beforeAll(async () => {
  [browser, bridge] = await Promise.all([launchChromium(), serveApp()]);
});

afterAll(async () => {
  await browser?.close();
  await bridge?.close();
});

async function open(options: Partial<RoomOptions> = {}): Promise<DoctorRoom> {
  const trackers = [bridge.tracker];
  const room = await DoctorRoom.open(browser, { url: bridge.url, trackers, ...options });
  onTestFinished(() => room.page.context().close());
  return room;
}

/** On a phone the panel is a sheet of its own, below. */
async function closePanel({ page }: DoctorRoom): Promise<void> {
  const panel = page.getByRole('dialog', { name: 'People and connection' });
  if (await panel.isVisible()) await panel.getByRole('button', { name: 'Close' }).click();
}

test.each([
  ['320 px wide', { viewport: { width: 320, height: 568 } }, 16],
  ['text at 200 %', { viewport: { width: 390, height: 844 } }, 32],
] as const)('%s: nothing is cut off', async (_, device, fontPx) => {
  const room = await open({ device });
  await room.start();
  await room.page.evaluate((px) => {
    document.documentElement.style.fontSize = `${px}px`;
  }, fontPx);
  for (const question of [DOCTOR, OTHERS] as const) {
    await room.ask(question);
    const body = room.page.getByRole('dialog', { name: question }).locator('.body');
    expect(await body.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(
      0,
    );
    await room.page.keyboard.press('Escape');
    await closePanel(room);
  }
});

test('by the keyboard: in, out, and back to where one was', async () => {
  const room = await open();
  await room.start();
  const { page } = room;
  for (const question of [DOCTOR, OTHERS]) {
    await page.getByRole('button', { name: question }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: question }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: question }).waitFor({ state: 'hidden' });
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe(question);
  }
});

test('the page’s server is asked for the time when the doctor is, and then the page alone', async () => {
  const room = await open();
  const { requests } = record(room.page);
  await room.start();
  await room.ask(OTHERS);
  await room.page.keyboard.press('Escape');
  const before = [...requests];
  await room.diagnosis('Nobody else is here yet.');
  await room.page.getByRole('button', { name: 'Look again' }).click();
  await expect.poll(() => requests.length).toBe(before.length + 2);
  expect(requests.slice(before.length)).toEqual([`${bridge.url}/`, `${bridge.url}/`]);
  expect(before.filter((url) => url === `${bridge.url}/`)).toEqual([]);
});

test('what others see, with somebody here', async () => {
  const [room, other] = [await open(), await open()];
  await other.join(await room.start());
  await room.untilCompany();
  await room.ask(OTHERS);
  const sheet = room.page.getByRole('dialog', { name: OTHERS });
  await sheet.getByText('One person is connected directly').waitFor();
  expect(await sheet.getByRole('heading', { level: 3 }).allInnerTexts()).toEqual([
    'Meeting points',
    'The bridge',
    'Address helpers (STUN)',
    'The people here',
    'The network',
    'Whoever serves this page',
  ]);
});
