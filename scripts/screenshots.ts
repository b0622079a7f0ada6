// Takes the pictures of the README: the real app over a real bridge, two people who talk, on a phone
// and a desktop, light and dark.
//
//   npm run screenshots [-- --out pictures]

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { AppPage, DESKTOP, PHONE, serveApp } from '../test/e2e/app.ts';
import { launchChromium } from '../test/support/chromium.ts';

const { values: flags } = parseArgs({ options: { out: { type: 'string', default: 'pictures' } } });

/** Who says what: false for the one whose screen is shown. */
const TALK: readonly (readonly [boolean, string])[] = [
  [true, 'Are you there?'],
  [false, 'Yes. I can talk now.'],
  [true, 'I have the documents. Three folders, and a list of who was in the room.'],
  [true, 'Where shall we meet?'],
  [false, 'The place with the green door. Thursday, as last time.'],
];

async function open(
  browser: Browser,
  device: BrowserContextOptions,
  url: string,
): Promise<AppPage> {
  const context = await browser.newContext({ deviceScaleFactor: 2, ...device });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('button', { name: 'Start a room' }).waitFor();
  return new AppPage(page);
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
  await page.screenshot({ path: join(flags.out, `${name}.png`) });
}

async function talk(shown: AppPage, guest: AppPage): Promise<void> {
  const said: string[] = [];
  for (const [byGuest, text] of TALK) {
    await (byGuest ? guest : shown).say(text);
    said.push(text);
    await shown.untilTexts(said);
    await guest.untilTexts(said);
  }
  await shown.page.getByText('Reached them').nth(1).waitFor();
}

const bridge = await serveApp();
const browser = await launchChromium();
await mkdir(flags.out, { recursive: true });
for (const colorScheme of ['light', 'dark'] as const) {
  for (const [name, device] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
    const shown = await open(browser, { ...device, colorScheme }, bridge.url);
    const guest = await open(browser, DESKTOP, bridge.url);
    const call = (screen: string) => `${screen}-${name}-${colorScheme}`;
    await shoot(shown.page, call('start'));
    const phrase = await shown.start();
    await shoot(shown.page, call('alone'));
    await guest.join(phrase);
    await talk(shown, guest);
    await shoot(shown.page, call('room'));
    await Promise.all([shown, guest].map(({ page }) => page.context().close()));
  }
}
await browser.close();
await bridge.close();
