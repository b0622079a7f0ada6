// What somebody is looking at, or has the focus on, may go at any moment: a message that vanishes, an
// invite that is taken back. Nothing may end with it but itself.

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Bridge } from '../../relay-node/bridge.ts';
import { launchChromium } from '../support/chromium.ts';
import { DESKTOP, PHONE, record } from './app.ts';
import { enterStage, type Stage, serveStage } from './stage.ts';

let browser: Browser;
let bridge: Bridge;

beforeAll(async () => {
  [browser, bridge] = await Promise.all([launchChromium(), serveStage()]);
});

afterAll(async () => {
  await browser?.close();
  await bridge?.close();
});

/** A room with this many others; a message stands on screen once it is `said`. */
async function enter(device = DESKTOP, others = 1): Promise<Page> {
  const context = await browser.newContext(device);
  const page = await context.newPage();
  const { complaints } = record(page);
  onTestFinished(async () => {
    expect(complaints).toEqual([]);
    await context.close();
  });
  await page.goto(bridge.url);
  await enterStage(page, others);
  return page;
}

function say(page: Page, text: string, own = false): Promise<string> {
  return page.evaluate(
    ([words, mine]) => {
      const { room }: Stage = Reflect.get(window, 'stage');
      const author = mine ? room.id : room.members[0]?.id;
      return room.say({ text: words, own: mine, ...(author && { author }) }).id;
    },
    [text, own] as const,
  );
}

function vanish(page: Page, id: string): Promise<void> {
  return page.evaluate((gone) => {
    const { room }: Stage = Reflect.get(window, 'stage');
    room.remove(gone, 'vanished');
  }, id);
}

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const focused = (page: Page) =>
  page.evaluate(
    () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.localName,
  );

test.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
])(
  'the last message, with the focus on it: the room stays, and one may write (%s)',
  async (_, device) => {
    const page = await enter(device);
    const id = await say(page, 'the only one');
    await page.locator('article').focus();
    await vanish(page, id);
    await page.locator('article').waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('Message');
    expect(await page.getByText('This page has stopped').count()).toBe(0);
  },
);

test('a message that one searched from: nothing holds its words, and the focus goes on', async () => {
  const page = await enter();
  await say(page, 'the one that stays');
  const id = await say(page, 'the one that goes');
  await page.locator('article').last().focus();
  await page.keyboard.press('/');
  await page.getByRole('textbox', { name: 'Search' }).waitFor();
  await page.evaluate(() => {
    Reflect.set(
      window,
      'kept',
      new WeakRef([...document.querySelectorAll('article')].at(-1) as Element),
    );
  });
  await vanish(page, id);
  await page.locator('article').nth(1).waitFor({ state: 'detached' });
  await expect
    .poll(async () => {
      await page.requestGC();
      return page.evaluate(() => Reflect.get(window, 'kept').deref() === undefined);
    })
    .toBe(true);
  await page.keyboard.press('Escape');
  await expect.poll(() => focused(page)).toBe('Message');
});

test('a list of whom to write to stays under the finger while somebody reconnects', async () => {
  const page = await enter(DESKTOP, 3);
  await page.getByRole('button', { name: /To everyone/ }).click();
  await page.getByRole('menuitemradio').nth(2).focus();
  const before = await page.getByRole('menuitemradio').nth(2).elementHandle();
  await page.evaluate(() => {
    const { room, member }: Stage = Reflect.get(window, 'stage');
    room.meet(member(4, { reach: 'reconnecting', since: Date.now() }));
  });
  await page
    .getByText(/Reconnecting/)
    .first()
    .waitFor();
  expect(await before?.evaluate((item) => document.activeElement === item)).toBe(true);
});

test('a message that is being edited: its place is not taken by a draft that the next Enter sends', async () => {
  const page = await enter();
  const id = await say(page, 'mine', true);
  await composer(page).fill('a draft for all');
  await page.locator('article').last().focus();
  await page.evaluate((mine) => {
    const { app }: Stage = Reflect.get(window, 'stage');
    const conversation = app.stay?.conversation;
    const entry = conversation?.transcript.find(mine);
    if (entry) conversation?.writing.edit(entry);
  }, id);
  await composer(page).fill('mine, but better');
  await vanish(page, id);
  await page.getByRole('status').getByText('The message that you were changing is gone.').waitFor();
  expect(await composer(page).inputValue()).toBe('a draft for all');
  await composer(page).press('Enter');
  const asked = () => page.evaluate(() => Reflect.get(window, 'stage').room.asked as string[]);
  expect(await asked()).not.toContain('send a draft for all');
  await composer(page).press('Enter');
  await expect.poll(asked).toContain('send a draft for all');
});

test('an invite that was taken back is not shared again', async () => {
  const page = await enter(PHONE, 0);
  await page.evaluate(() => {
    const shared: string[] = [];
    Reflect.set(window, 'shared', shared);
    Object.defineProperty(navigator, 'share', {
      value: ({ url }: ShareData) => {
        shared.push(String(url));
        return Promise.reject(new DOMException('', 'AbortError'));
      },
    });
  });
  const shared = () => page.evaluate(() => Reflect.get(window, 'shared') as string[]);
  const share = page.getByRole('button', { name: 'Share an invite link' });
  await share.click();
  await share.click();
  await expect.poll(async () => (await shared()).length).toBe(2);
  await page.evaluate(() => {
    const { room }: Stage = Reflect.get(window, 'stage');
    for (const { code } of room.invites) room.revokeInvite(code);
  });
  await share.click();
  await expect.poll(async () => (await shared()).length).toBe(3);
  const [first, second, third] = await shared();
  expect([second === first, third === first]).toEqual([true, false]);
});

test('somebody for whom alone a message was: nobody else is said to get it', async () => {
  const page = await enter(DESKTOP, 2);
  await page.evaluate(() => {
    const { room, member }: Stage = Reflect.get(window, 'stage');
    const { id } = member(2);
    const state = { kind: 'sent', reached: 0, of: 0, read: 0 } as const;
    room.say({ text: 'for you alone', own: true, privateWith: id, state });
    room.say({ text: 'for all', own: true, state });
    room.lose(member(2), 'left');
  });
  const states = page.locator('article .state');
  await states.nth(1).waitFor();
  expect(await states.allInnerTexts()).toEqual([
    expect.stringContaining('It did not reach them: they are not here.'),
    expect.stringContaining('Nobody got this. The next person to come will.'),
  ]);
});

test('a question that is waved away, and an invite that is taken back, leave the focus at hand', async () => {
  const page = await enter();
  await page.evaluate(() => {
    const { room }: Stage = Reflect.get(window, 'stage');
    const [member] = room.members;
    if (member) room.tell({ type: 'verification', id: member.id, state: { kind: 'asked' } });
    room.invite();
    room.invite();
  });
  await page.getByRole('button', { name: 'Not now' }).press('Enter');
  await expect.poll(() => focused(page)).toBe('Message');
  await page.getByRole('button', { name: 'Invite somebody' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Invite somebody' });
  const back = dialog.getByRole('button', { name: 'Take back' });
  await back.first().press('Enter');
  await dialog.getByRole('button', { name: 'Show' }).and(page.locator(':focus')).waitFor();
  await back.first().press('Enter');
  await dialog.getByRole('heading', { name: 'Your invites' }).and(page.locator(':focus')).waitFor();
});

test('a room that one comes back to by touch calls up no keyboard, whatever was answered there', async () => {
  const page = await enter(PHONE);
  const id = await say(page, 'hello');
  await page.locator('article').waitFor();
  const heading = page.locator('h1:focus');
  await page.evaluate((answered) => {
    const { app }: Stage = Reflect.get(window, 'stage');
    const conversation = app.stay?.conversation;
    const entry = conversation?.transcript.find(answered);
    if (entry) conversation?.writing.reply(entry);
  }, id);
  await expect.poll(() => focused(page)).toBe('Message');
  await page.evaluate(() => Reflect.get(window, 'stage').app.another());
  await heading.waitFor();
  await page.evaluate(() => {
    const { app }: Stage = Reflect.get(window, 'stage');
    const [stay] = app.rooms.all;
    if (stay) app.show(stay);
  });
  await composer(page).waitFor();
  await heading.waitFor();
});
