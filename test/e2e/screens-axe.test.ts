// Every screen and dialog, on a phone and at a desk whose people meet: axe finds nothing, in light, in
// dark and in high contrast, and everything can be got at, even with the text at twice its size. On the
// phone the looks are chosen, at the desk the device has them. What only hostile or faulty pages bring
// about is looked at in message-parts and people-parts, the last steps of joining by hand in app-by-hand.

import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bridge } from '../../relay-node/bridge.ts';
import { encodeInvite } from '../../src/wire/invite.ts';
import { launchChromium } from '../support/chromium.ts';
import { DESKTOP, PHONE, serveApp } from './app.ts';
import { CHOSEN, type Look, SYSTEM } from './axe.ts';
import { outOfReach } from './out-of-reach.ts';
import { Walk } from './screen-walk.ts';

/** The narrowest that is supported (EXPERIENCE, Craft). */
const NARROW = { viewport: { width: 320, height: 640 } };

/** Of somebody who is not there. */
const INVITE = encodeInvite({
  token: new Uint8Array(16).fill(7),
  inviter: new Uint8Array(16).fill(9),
});

const MARKDOWN = '**bold**, `code`, <https://example.org/a>\n\n```js\nlet a = 1;\n```\n\n> quoted';

let browser: Browser;
let bridge: Bridge;
let phone: Walk;
let desk: Walk;

beforeAll(async () => {
  const camera = ['--use-fake-device-for-media-stream'];
  [browser, bridge] = await Promise.all([launchChromium({ args: camera }), serveApp()]);
  phone = await open({ ...PHONE, ...NARROW, permissions: ['camera'] }, CHOSEN);
  desk = await open(DESKTOP, SYSTEM);
});

afterAll(async () => {
  await browser?.close();
  await bridge?.close();
});

async function open(device: BrowserContextOptions, looks: readonly Look[]): Promise<Walk> {
  const context = await browser.newContext({ ...device, reducedMotion: 'reduce' });
  const walk = new Walk(await context.newPage(), looks);
  await walk.page.goto(bridge.url);
  return walk;
}

/** On both at once, where neither needs the other. */
async function each(walk: (one: Walk) => Promise<void>): Promise<void> {
  await Promise.all([walk(phone), walk(desk)]);
  expect([...phone.found(), ...desk.found()]).toEqual([]);
}

test('the settings choose the looks that are looked at', async () => {
  const { page } = desk;
  await desk.button('Settings').click();
  const chosen: (string | undefined)[] = [];
  for (const name of ['Light', 'Dark', 'High contrast', 'As on this device']) {
    await page.getByRole('radio', { name }).check();
    chosen.push(await page.evaluate(() => document.documentElement.dataset.theme));
  }
  await desk.button('Close').click();
  const themes = CHOSEN.map(({ theme }) => theme).filter((theme, at, all) => theme !== all[at - 1]);
  expect(chosen).toEqual([...themes, undefined]);
});

test('the first screen, settings, About', () =>
  each(async (walk) => {
    const { page } = walk;
    await walk.look('start');
    await walk.button('Settings').click();
    await page.getByRole('textbox', { name: 'Address of a meeting point' }).fill('nonsense');
    await page.keyboard.press('Enter');
    await page.getByText('This is not the address of a meeting point.').first().waitFor();
    const hide = page.getByRole('switch', { name: 'Hide my address' });
    await hide.check();
    await walk.look('settings');
    await hide.uncheck();
    await walk.button('Close').click();
    await walk.button('About this page').click();
    await page.getByRole('heading', { name: 'What it is built on' }).waitFor();
    await walk.look('about');
    await walk.button('Close').click();
  }));

test('joining: by words, with the camera, with an invite', () =>
  each(async (walk) => {
    const { page } = walk;
    await walk.button('Join a room').click();
    await walk.look('join');
    await page.keyboard.type('velvet har');
    await page.getByRole('option', { name: 'harbor' }).waitFor();
    await walk.look('words offered');
    await walk.button('Join').click();
    await page.getByRole('heading', { name: 'Strangers could guess this phrase' }).waitFor();
    await walk.look('a weak phrase');
    await page.getByRole('textbox', { name: 'The phrase' }).fill(INVITE);
    await page.getByText('An invite: whoever made it').waitFor();
    await walk.button('Scan with the camera').click();
    await walk.button('Stop the camera').or(page.getByText('The camera may not be')).waitFor();
    await walk.look('an invite, and the camera');
    await walk.button('Back').click();
  }));

test('followed an invite', () =>
  each(async (walk) => {
    await walk.page.evaluate((code) => location.assign(`#${code}`), INVITE);
    await walk.page.getByRole('heading', { name: 'Somebody invites you to a room.' }).waitFor();
    await walk.look('invited');
    await walk.button('Join').click();
    await walk.page.getByRole('heading', { name: 'Waiting for whoever invited you.' }).waitFor();
    await walk.look('waiting for whoever invited');
    await walk.leave();
    await walk.look('left');
  }));

test('alone: the key in the making, the room, its panel, an invite', () =>
  each(async (walk) => {
    const { page } = walk;
    await walk.whileMakingKey(async () => {
      await walk.button('Start a room').click();
      await page.getByRole('progressbar').first().waitFor();
      // In its place already, so that nothing jumps when the key is made, and not to be tapped.
      const invite = page.getByText('Share an invite link');
      expect([await invite.isVisible(), await walk.button('Share an invite link').count()]).toEqual(
        [true, 0],
      );
      await walk.look('making the key');
    });
    await walk.untilInside();
    await walk.look('alone');
    await (await walk.inPanel('Show the phrase')).click();
    for (const more of ['Choose a name', 'Which meeting points'])
      await page.getByText(more).filter({ visible: true }).last().click();
    await walk.look('panel');
    await walk.sheet('Invite somebody');
    await walk.button('Make an invite').click();
    await page.getByText('Open, for').waitFor();
    await walk.look('an invite');
    await walk.closeSheets();
    await walk.button('Share an invite link').click();
    await page
      .getByText(/copied|Copied/)
      .first()
      .waitFor();
    await walk.look('another invite, shared at once');
  }));

test('alone: the doctor, what others see, joining by hand', () =>
  each(async (walk) => {
    const { page } = walk;
    await walk.sheet('Why does it not connect?');
    await walk.closeSheets();
    await walk.sheet('What can others see?');
    await walk.closeSheets();
    await walk.sheet('Join by hand, without any server', 'Join by hand');
    await walk.button('Make a code').click();
    await page.getByRole('img', { name: /^QR code/ }).waitFor();
    await page.getByText('Show it as text').click();
    await walk.look('first code');
    await walk.button('They gave me a code back').click();
    await page.getByRole('textbox', { name: 'Paste the code here' }).fill('not a code');
    await walk.button('Use this code').click();
    await page.getByText('This is not a whole code').waitFor();
    await walk.look('not a code');
    await walk.closeSheets();
  }));

test('alone: what waits to be sent, what is too long, leaving', () =>
  each(async (walk) => {
    const { page } = walk;
    for (const text of ['still waiting', 'this, too']) await walk.say(text);
    await page.getByText('2 messages wait').click();
    await page.getByRole('textbox', { name: 'Message' }).fill('x'.repeat(15_100));
    await page.getByText('100 bytes too long').waitFor();
    await walk.look('messages wait');
    await page.getByRole('textbox', { name: 'Message' }).fill('');
    await walk.button('Leave').click();
    await walk.button('Stay').waitFor();
    await walk.look('leave');
    await walk.button('Stay').click();
  }));

test('one room more, and company', async () => {
  const phrase = await desk.page.locator('aside .phrase .words').innerText();
  await (await phone.inPanel('Another room')).click();
  await phone.look('one room more');
  await phone.join(phrase);
  await Promise.all([phone, desk].map((walk) => walk.untilCompany()));
  const rooms = phone.page.getByRole('navigation').getByRole('button', { name: /^Room/ });
  await rooms.first().click();
  await desk.say('one');
  await phone.button(/, \d new messages?$/).waitFor();
  await phone.look('two rooms');
  await rooms.last().click();
  for (const walk of [phone, desk]) await walk.say(MARKDOWN);
  expect(phone.found()).toEqual([]);
});

test('the conversation: menus, banners, search', async () => {
  await desk.menuOf('one', '👍');
  await phone.menuOf('one', 'Reply');
  await phone.say('an answer');
  await desk.page.getByText('an answer').waitFor();
  await each(async (walk) => {
    const { page } = walk;
    await walk.button(/^How long your messages live/).click();
    await walk.look('lifetimes');
    await page.getByRole('menuitemradio', { name: '5 minutes after sending', exact: true }).click();
    await walk.button(/^Who will see it/).click();
    await walk.look('recipients');
    await page.getByRole('menuitemradio').nth(1).click();
    await walk.menuOf('one', 'Reply');
    await walk.look('an answer in private');
    await walk.say(`for you alone, from ${page.viewportSize()?.width}`);
    await page
      .getByText(/Disappears in/)
      .first()
      .waitFor();
    await page.getByRole('article').filter({ hasText: 'one' }).first().press('Enter');
    await walk.look('menu of a message');
    // On a touch screen it may lie over the message that it is for.
    const named = page.getByRole('menu').getByText('one', { exact: true });
    expect(await named.isVisible()).toBe(walk === phone);
    await page.getByRole('menuitem', { name: 'More reactions' }).click();
    await page.getByLabel('Search by name').waitFor();
    await walk.look('emoji');
    await walk.button('Close').click();
    await walk.button('Search in what is on screen').click();
    await page.keyboard.type('one');
    await page
      .getByRole('search')
      .getByText(/^\d of \d$/)
      .waitFor();
    await walk.look('search');
    await walk.button('Close the search').click();
  });
});

test('what is long, what is new below, who is writing', async () => {
  await desk.say('line\n'.repeat(60));
  await phone.button('Show all of it').waitFor();
  await phone.page.getByRole('region', { name: 'Conversation' }).evaluate((region) => {
    region.scrollTop = 0;
  });
  await phone.button('To the newest').waitFor();
  await desk.say('below');
  await phone.button(/below$/).waitFor();
  await desk.page.getByRole('textbox', { name: 'Message' }).fill('and');
  await phone.page.getByText('is writing').waitFor();
  await phone.look('new below');
  await phone.button('Search in what is on screen').click();
  await phone.look('searching, with something new below');
  await phone.button('Close the search').click();
  // As low as a desk of 1280 × 1024 px at 400 % (WCAG 2.2, 1.4.10).
  await phone.page.setViewportSize({ width: 320, height: 256 });
  const low = await outOfReach(phone.page);
  await phone.page.setViewportSize(NARROW.viewport);
  expect([...phone.found(), ...low]).toEqual([]);
});

test('what one edits, deletes and sets for all', async () => {
  const ownOf = (walk: Walk) => (walk === phone ? 'an answer' : 'this, too');
  const menuOfOwn = (walk: Walk, item: string) => walk.menuOf(ownOf(walk), item);
  await each(async (walk) => {
    await menuOfOwn(walk, 'Edit');
    await walk.look('editing');
    await walk.button('Cancel').click();
    await menuOfOwn(walk, 'Delete for all');
    await walk.look('deleting');
    await walk.page.getByRole('dialog').getByText(ownOf(walk), { exact: true }).waitFor();
    await walk.button('Delete').click();
    await walk.page.getByText('You deleted a message.').waitFor();
  });
  await desk.page.getByLabel('Lock the room').check();
  await phone.page.getByText('locked the room.').waitFor();
  await each(async (walk) => {
    await walk.look('a locked room');
    await walk.sheet('Invite somebody');
    await walk.closeSheets();
  });
});

test('people: menus, and verifying each other', async () => {
  await (await phone.inPanel(/^What can be done about/)).waitFor();
  await each(async (walk) => {
    await walk.look('people');
    await walk.button(/^What can be done about/).click();
    await walk.look('menu of a member');
    await walk.page.getByRole('menuitem', { name: 'Mute here' }).click();
    await walk.look('muted');
    await walk.button(/^What can be done about/).click();
    await walk.page.getByRole('menuitem', { name: 'Show their messages again' }).click();
  });
  await phone.button(/^Verify /).click();
  await phone.page.getByText('Compare a number instead').click();
  await desk.button('Compare').waitFor();
  await each((walk) => walk.look('one has asked to verify'));
  await desk.button('Compare').click();
  await each(async (walk) => {
    await walk.button('They match').waitFor();
    await walk.look('seven pictures');
  });
  await phone.button('They match').click();
  await desk.page.getByText('says that they match').waitFor();
  await desk.look('they say that they match');
  await desk.button('They match').click();
  await each(async (walk) => {
    await walk.button('Done').waitFor();
    await walk.look('verified');
    await walk.button('Done').click();
    await walk.closeSheets();
    await walk.look('a room in company');
  });
});

test('moving on', async () => {
  await phone.sheet('Move on without someone', 'Move on');
  await phone.closeSheets();
  await desk.sheet('Move on without someone', 'Move on');
  await desk.whileMakingKey(async () => {
    await desk.page.getByRole('dialog').getByRole('button', { name: 'Move on' }).click();
    await desk.page.getByRole('progressbar').waitFor();
    await desk.look('moving on');
  });
  await phone.button('Go along').waitFor({ timeout: 30_000 });
  await phone.look('asked to move on');
  await phone.button('Stay here').click();
  await each(async (walk) => {
    await walk.page.getByRole('heading', { name: 'Only you' }).waitFor();
    await walk.look('alone again');
  });
});

test('offline, and a page that broke', () =>
  each(async (walk) => {
    const { page } = walk;
    await page.context().setOffline(true);
    await page.getByText('This device is offline').first().waitFor();
    await walk.look('offline');
    await walk.sheet('Why does it not connect?');
    await walk.closeSheets();
    // No button leads there: the browser itself has to fail.
    await page.evaluate(() => {
      HTMLDialogElement.prototype.showModal = () => {
        throw new Error('broken for this test');
      };
    });
    await walk.button('Leave').click();
    await walk.button('Reload the page').waitFor();
    await walk.look('broken');
  }));
