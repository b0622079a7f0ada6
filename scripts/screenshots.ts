// Takes the pictures of the README: the real app over a real bridge, two people who talk, on a phone
// and a desktop, light and dark.
//
//   npm run screenshots [-- --out pictures]

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { AppPage, DESKTOP, PHONE, serveApp } from '../test/e2e/app.ts';
import { launchChromium } from '../test/support/chromium.ts';

const { values: flags } = parseArgs({ options: { out: { type: 'string', default: 'pictures' } } });

/** The two: the one whose screen is shown, and the other. */
interface Both {
  readonly shown: AppPage;
  readonly guest: AppPage;
}

const HELLO = 'Are you there?';
const DOCUMENTS = 'I have the documents: three folders, and a list of who was in the room.';
const PLACE = 'The place with the green door. Thursday, as last time.';
const NUMBER = 'Until then I can be reached at 555 0142.';

/** Sharp enough for the size that the README shows them at, and small to fetch. */
function sharpness({ viewport }: BrowserContextOptions): number {
  return (viewport?.width ?? 0) > 1000 ? 1 : 1.5;
}

async function open(
  browser: Browser,
  device: BrowserContextOptions,
  url: string,
): Promise<AppPage> {
  const context = await browser.newContext({ deviceScaleFactor: sharpness(device), ...device });
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('button', { name: 'Start a room' }).waitFor();
  return new AppPage(page);
}

/** Away with the pointer and the focus: a picture has neither. */
async function shoot(page: Page, name: string): Promise<void> {
  await page.mouse.move(0, 0);
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
  await page.screenshot({ path: join(flags.out, `${name}.png`) });
}

const named = (page: Page | Locator, name: string | RegExp) =>
  page.getByRole('button', { name, exact: true });

/** The people: beside the conversation, or on a phone a sheet that is opened first. */
async function people({ page }: AppPage): Promise<Locator> {
  const opener = named(page, 'Open people and connection');
  if (!(await opener.isVisible())) return page.getByRole('complementary');
  await opener.click();
  return page.getByRole('dialog', { name: 'People and connection' });
}

async function closePeople({ page }: AppPage): Promise<void> {
  const sheet = page.getByRole('dialog', { name: 'People and connection' });
  if (await sheet.isVisible()) await named(sheet, 'Close').click();
}

async function callOneself(one: AppPage, name: string): Promise<void> {
  const panel = await people(one);
  await panel.getByText('Choose a name', { exact: true }).first().click();
  await panel.getByRole('textbox', { name: 'Your name' }).fill(name);
  await named(panel, 'Use this name').click();
  await panel.getByText('Change your name', { exact: true }).first().click();
  await closePeople(one);
}

/** Both compare the pictures, which are shot on the way. */
async function verify({ shown, guest }: Both, picture: string): Promise<void> {
  await named(await people(shown), /^Verify /).click();
  await named(guest.page, 'Compare').click();
  await named(shown.page, 'They match').waitFor();
  await shoot(shown.page, picture);
  for (const one of [shown, guest]) {
    await named(one.page, 'They match').click();
    await named(one.page, 'Done').click();
  }
  await closePeople(shown);
}

/** By the menu of what somebody said. */
async function choose({ page }: AppPage, said: string, item: string): Promise<void> {
  await page.getByRole('article').filter({ hasText: said }).first().press('Enter');
  await page.getByRole('menu').getByRole('menuitem', { name: item }).click();
}

async function react({ page }: AppPage, said: string, emoji: string): Promise<void> {
  await page.getByRole('article').filter({ hasText: said }).first().press('Enter');
  await page.getByText(emoji, { exact: true }).last().click();
}

async function untilSaid({ shown, guest }: Both, text: string): Promise<void> {
  const said = ({ page }: AppPage) => page.locator('article .text', { hasText: text }).waitFor();
  await Promise.all([said(shown), said(guest)]);
}

async function talk(both: Both): Promise<void> {
  const { shown, guest } = both;
  await guest.say(HELLO);
  await untilSaid(both, HELLO);
  await shown.say('Yes. I can talk now.');
  await untilSaid(both, 'I can talk now.');
  await guest.say(DOCUMENTS);
  await untilSaid(both, DOCUMENTS);
  await guest.say('Where shall we meet?');
  await untilSaid(both, 'Where shall');
  await choose(shown, 'Where shall', 'Reply');
  await shown.say(PLACE);
  await untilSaid(both, PLACE);
  await react(shown, DOCUMENTS, '🙏');
  await react(guest, PLACE, '👍');
  await vanishing(guest, NUMBER);
  await untilSaid(both, NUMBER);
  await shown.page.getByText('Disappears in').waitFor();
  await shown.page.getByRole('list', { name: 'Reactions' }).nth(1).waitFor();
}

async function vanishing(one: AppPage, text: string): Promise<void> {
  await named(one.page, /^How long your messages live/).click();
  await one.page.getByRole('menuitemradio', { name: '5 minutes' }).click();
  await one.say(text);
}

async function invite(one: AppPage, picture: string): Promise<void> {
  await named(await people(one), 'Invite somebody').click();
  await named(one.page, 'Make an invite').click();
  await one.page.getByText('Open, for').waitFor();
  await shoot(one.page, picture);
}

const bridge = await serveApp();
const browser = await launchChromium();
await mkdir(flags.out, { recursive: true });
for (const colorScheme of ['light', 'dark'] as const) {
  for (const [name, device] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
    const shown = await open(browser, { ...device, colorScheme }, bridge.url);
    const guest = await open(browser, DESKTOP, bridge.url);
    const both = { shown, guest };
    const call = (screen: string) => `${screen}-${name}-${colorScheme}`;
    await shoot(shown.page, call('start'));
    const phrase = await shown.start();
    await shoot(shown.page, call('alone'));
    await guest.join(phrase);
    await Promise.all([shown.untilCompany(), guest.untilCompany()]);
    await callOneself(guest, 'Ana');
    await callOneself(shown, 'Jonas');
    await verify(both, call('verify'));
    await talk(both);
    await shoot(shown.page, call('room'));
    if (name === 'phone') {
      await people(shown);
      await shoot(shown.page, call('people'));
      await closePeople(shown);
    }
    await invite(shown, call('invite'));
    await Promise.all([shown, guest].map(({ page }) => page.context().close()));
  }
}
await browser.close();
await bridge.close();
