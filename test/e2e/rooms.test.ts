// Ways into a room and out of it, between real pages: an invite's link from end to end, two rooms side
// by side, moving on without someone, a frozen page, a duplicated one, and panic.

import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Bridge } from '../../relay-node/bridge.ts';
import { encodeInvite } from '../../src/wire/invite.ts';
import { launchChromium } from '../support/chromium.ts';
import { AppPage, DESKTOP, PHONE, type Record, record, serveApp } from './app.ts';
import { heapHolds } from './heap.ts';

let browser: Browser;
let bridge: Bridge;
let opened: AppPage[] = [];
let records: Record[] = [];

beforeAll(async () => {
  [browser, bridge] = await Promise.all([launchChromium(), serveApp()]);
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await Promise.all(opened.map((app) => app.tell()));
  await Promise.all(opened.map(({ page }) => page.context().close()));
  [opened, records] = [[], []];
});

afterAll(async () => {
  await browser?.close();
  await bridge?.close();
});

async function open(device: BrowserContextOptions = DESKTOP, url = bridge.url): Promise<AppPage> {
  const app = new AppPage(await (await browser.newContext(device)).newPage());
  records.push(record(app.page));
  opened.push(app);
  await app.page.goto(url);
  return app;
}

const button = ({ page }: AppPage, name: string) => page.getByRole('button', { name, exact: true });

/** Makes an invite in the room that is shown; returns its link. */
async function invite(app: AppPage): Promise<string> {
  await button(app, 'Invite somebody').first().click();
  await button(app, 'Make an invite').click();
  const link = await app.page.locator('.inviting p.code').innerText();
  await button(app, 'Close').click();
  return link;
}

/** Whatever the page holds that could be read by who looks at the device. */
function traces(page: Page) {
  return page.evaluate(() => ({
    address: location.href,
    title: document.title,
    text: document.documentElement.textContent,
    state: history.state,
  }));
}

describe.each([
  { name: 'phone', device: PHONE },
  { name: 'desktop', device: DESKTOP },
])('an invite’s link on a $name', ({ device }) => {
  test('one tap goes in; the next to come is told that it was used', async () => {
    const host = await open();
    await host.start();
    const link = await invite(host);

    const guest = await open(device, link);
    await guest.page.getByRole('heading', { name: 'Somebody invites you to a room.' }).waitFor();
    expect(new URL(guest.page.url()).hash).toBe('');
    expect(records.at(-1)?.sockets).toEqual([]);
    await button(guest, 'Join').click();
    await Promise.all([host.untilCompany(), guest.untilCompany()]);
    await guest.say('here by your invite');
    await host.untilTexts(['here by your invite']);
    if (device === PHONE) await button(guest, 'Open people and connection').click();
    await guest.page
      .getByText(/came in without the phrase/)
      .filter({ visible: true })
      .waitFor();

    const late = await open(device, link);
    await button(late, 'Join').click();
    await late.page.getByText('This invite has let somebody in already.').waitFor();
    await late.page.getByRole('heading', { name: 'You are not in the room' }).waitFor();
    expect(await late.page.getByRole('textbox', { name: 'Message' }).count()).toBe(0);
    await button(late, 'Join another way').click();
    await late.page.getByRole('textbox', { name: 'The phrase, or an invite' }).waitFor();
    for (const { complaints } of records) expect(complaints).toEqual([]);
  });
});

test('while whoever invited is not there, the screen says so, and after a while what may be the matter', async () => {
  const code = encodeInvite({ token: new Uint8Array(16).fill(7), inviter: new Uint8Array(16) });
  const guest = await open(PHONE, `${bridge.url}/#${code}`);
  await guest.page.clock.install();
  await button(guest, 'Join').click();
  await guest.page.getByRole('heading', { name: 'Waiting for whoever invited you.' }).waitFor();
  await guest.page.getByText('Their page must still be open.').first().waitFor();
  await guest.page
    .getByText(/meeting points? answers?/)
    .first()
    .waitFor();
  expect(await guest.page.getByRole('progressbar').count()).toBe(0);
  const composer = await guest.page.getByRole('textbox', { name: 'Message' }).boundingBox();
  expect(composer?.y).toBeGreaterThan(700);
  await guest.page.getByText('What you write can be sent once you are in.').waitFor();
  expect(await button(guest, 'Join another way').count()).toBe(0);
  await guest.page.clock.fastForward(31_000);
  await guest.page
    .getByRole('status')
    .getByText('Ask whoever invited you for a new invite')
    .waitFor();
  await button(guest, 'Join another way').waitFor();
  await button(guest, 'Leave').click();
  await guest.page.getByText('Stop waiting to be let in?').waitFor();
  await guest.page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await guest.page.getByText('You did not go in').waitFor();
});

test('the box takes an invite, and says that it is one or that its end is missing', async () => {
  const host = await open();
  await host.start();
  const link = await invite(host);
  const guest = await open();
  await button(guest, 'Join a room').click();
  const box = guest.page.getByRole('textbox', { name: 'The phrase, or an invite' });
  await box.fill(link.slice(0, -1));
  await guest.page.getByText('This is not a whole invite.').waitFor();
  await button(guest, 'Join').click();
  await box.fill(`Come in: ${link}`);
  await guest.page.getByText('An invite: whoever made it').waitFor();
  await guest.page.keyboard.press('Enter');
  await Promise.all([host.untilCompany(), guest.untilCompany()]);
});

test('an invite that is followed in a page with a room leaves that room where it is', async () => {
  const [host, guest] = [await open(), await open()];
  await host.start();
  const link = await invite(host);
  await guest.start();
  await guest.page.evaluate((hash) => location.assign(hash), new URL(link).hash);
  await guest.page.getByRole('heading', { name: 'Somebody invites you to a room.' }).waitFor();
  expect(new URL(guest.page.url()).hash).toBe('');
  await button(guest, 'Join').click();
  await guest.untilCompany();
  expect(
    await guest.page
      .getByRole('navigation', { name: 'Your rooms' })
      .getByRole('button', { name: /^Room/ })
      .count(),
  ).toBe(2);
});

test('two rooms at once: each keeps its draft and its place, and says what is new', async () => {
  const [me, ana, ben] = [await open(), await open(), await open(PHONE)];
  const rooms = me.page
    .getByRole('navigation', { name: 'Your rooms' })
    .getByRole('button', { name: /^Room/ });
  const composer = me.page.getByRole('textbox', { name: 'Message' });
  await ana.join(await me.start());
  await me.untilCompany();
  await button(me, 'Another room').click();
  await ben.join(await me.start());
  await me.untilCompany();
  expect(await rooms.count()).toBe(2);

  await composer.fill('for Ben');
  await ana.say('one');
  await ana.say('two');
  await me.page.getByRole('button', { name: /2 new messages$/ }).waitFor();
  expect(await me.page.title()).toBe('(2) Sotto');
  await rooms.first().click();
  await me.untilTexts(['one', 'two']);
  expect([await composer.inputValue(), await me.page.title()]).toEqual(['', 'Sotto']);

  for (let line = 1; line <= 40; line++) await ana.say(`line ${line}`);
  await me.page.getByText('line 40').waitFor();
  const region = me.page.getByRole('region', { name: 'Conversation' });
  await region.hover();
  await me.page.mouse.wheel(0, -600);
  await me.page.waitForFunction(() => {
    const element = document.querySelector('[role=region]');
    return element && element.scrollHeight - element.clientHeight - element.scrollTop > 300;
  });
  const place = () => region.evaluate((element) => element.scrollTop);
  const before = await place();
  await rooms.nth(1).click();
  expect(await composer.inputValue()).toBe('for Ben');
  await composer.press('Enter');
  await ben.untilTexts(['for Ben']);
  await rooms.first().click();
  await me.page.getByText('line 30').waitFor();
  expect(Math.abs((await place()) - before)).toBeLessThan(4);

  await button(me, 'Leave').first().click();
  await me.page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await me.untilTexts(['for Ben']);
  expect(await rooms.count()).toBe(0);
  await ana.page.getByRole('heading', { name: 'Only you' }).waitFor();
});

test('moving on without someone: who is asked comes along with a tap, who is left hears nothing', async () => {
  const [me, friend, other] = [await open(), await open(PHONE), await open()];
  const old = await me.start();
  await friend.join(old);
  await me.untilCompany(1);
  const friendName = await me.page.locator('aside .who .name').nth(1).innerText();
  await other.join(old);
  await Promise.all([me, friend, other].map((app) => app.untilCompany(2)));

  await button(me, 'Move on without someone').click();
  const sheet = me.page.getByRole('dialog', { name: 'Move on' });
  const labels = sheet.getByRole('checkbox');
  await labels.nth(1).waitFor();
  for (const box of await labels.all()) {
    const name = await box.evaluate((input) => input.closest('label')?.textContent ?? '');
    if (!name.includes(friendName)) await box.check();
  }
  await sheet.getByRole('button', { name: 'Move on' }).click();
  await friend.page
    .getByText(/goes on in another room and asks you to come along/)
    .waitFor({ timeout: 30_000 });
  expect(await other.page.getByText(/asks you to come along/).count()).toBe(0);
  await button(friend, 'Go along').click();
  await Promise.all([me.untilCompany(1), friend.untilCompany(1)]);
  await me.say('only us');
  await friend.untilTexts(['only us']);
  await other.page.getByRole('heading', { name: 'Only you' }).waitFor();

  await button(me, 'Show the phrase').click();
  const phrase = await me.page.locator('.phrase.small .words').first().innerText();
  expect(phrase).not.toBe(old);
  await button(friend, 'Open people and connection').click();
  await button(friend, 'Show the phrase').click({ timeout: 30_000 });
  expect(
    await friend.page.locator('.phrase.small .words').filter({ visible: true }).innerText(),
  ).toBe(phrase);
});

test('a frozen page goes on in its room; a duplicated one starts at the first screen', async () => {
  const [me, ana] = [await open(), await open()];
  await ana.join(await me.start());
  await me.untilCompany();
  const session = await me.page.context().newCDPSession(me.page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  await ana.say('while you slept');
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await me.untilTexts(['while you slept']);

  const [copy] = await Promise.all([
    me.page.context().waitForEvent('page'),
    me.page.evaluate(() => void window.open(location.href)),
  ]);
  await copy.getByRole('button', { name: 'Start a room' }).waitFor();
  expect(await copy.evaluate(() => [sessionStorage.length, localStorage.length])).toEqual([0, 0]);
});

/** Not a whole text of the test stands in what is handed to the page, or it would hold it. */
const SECRET = 'the ledger lies under the third floorboard';
const DRAFT = 'ask for Ottoline at the harbour office';

describe('after a talk', () => {
  async function livedIn(
    device: BrowserContextOptions,
  ): Promise<{ me: AppPage; ana: AppPage; phrase: string }> {
    const [me, ana] = [await open(device), await open()];
    await button(me, 'Settings').click();
    await me.page.getByRole('switch', { name: 'Keep these settings on this device' }).check();
    await button(me, 'Close').click();
    const phrase = await me.start();
    await ana.join(phrase);
    await me.untilCompany();
    await ana.say(SECRET);
    await me.page.getByRole('article').first().waitFor();
    await me.page.getByRole('textbox', { name: 'Message' }).pressSequentially(DRAFT);
    return { me, ana, phrase };
  }

  test('leaving: nothing of the room is on the page or in its memory, though the page stays', async () => {
    const { me, ana, phrase } = await livedIn(DESKTOP);
    const held = () => Promise.all([SECRET, DRAFT, phrase].map((text) => heapHolds(me.page, text)));
    expect(await held()).toEqual([true, true, true]);
    await me.leave();
    await me.page.getByText('You left.').waitFor();
    expect(await held()).toEqual([false, false, false]);
    await ana.page.getByRole('heading', { name: 'Only you' }).waitFor();
  });

  async function untilBlank({ page }: AppPage): Promise<void> {
    await page.waitForURL('about:blank');
    expect(await traces(page)).toEqual({
      address: 'about:blank',
      title: '',
      text: '',
      state: null,
    });
  }

  test('panic by Escape three times, in a dialog, too: nothing is left on the page, in storage, or in memory', async () => {
    const { me, ana, phrase } = await livedIn(DESKTOP);
    const visited = await me.page.evaluate(() => history.length);
    expect(await heapHolds(me.page, SECRET)).toBe(true);
    await button(me, 'Leave').first().click();
    await me.page.getByRole('dialog', { name: /Leave the room/ }).waitFor();
    for (let press = 0; press < 3; press++) await me.page.keyboard.press('Escape');
    await untilBlank(me);
    for (const text of [SECRET, DRAFT, phrase])
      expect([text, await heapHolds(me.page, text)]).toEqual([text, false]);
    expect(await me.page.evaluate(() => history.length)).toBe(visited);
    await ana.page.getByRole('heading', { name: 'Only you' }).waitFor();

    await me.page.goBack().catch(() => null);
    await me.page.goto(bridge.url);
    await button(me, 'Start a room').waitFor();
    expect(await me.page.evaluate(() => [sessionStorage.length, localStorage.length])).toEqual([
      0, 0,
    ]);
  });

  test('panic by the button, on a phone', async () => {
    const { me } = await livedIn(PHONE);
    await button(me, 'Open people and connection').click();
    await me.page
      .getByRole('button', { name: 'Wipe everything now' })
      .filter({ visible: true })
      .click();
    await untilBlank(me);
  });

  test('Escape twice, or slowly, is nothing', async () => {
    const me = await open();
    await me.start();
    const press = () => me.page.keyboard.press('Escape');
    await press();
    await press();
    await me.page.keyboard.press('Tab');
    await press();
    await me.page.getByRole('heading', { name: 'Only you' }).waitFor();
    expect(me.page.url()).toBe(`${bridge.url}/`);
  });
});
