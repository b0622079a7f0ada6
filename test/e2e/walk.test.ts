// The whole journey by the keyboard alone, and through the accessibility tree alone, in Chromium and in
// Firefox, on a phone and at a desk, from left to right and from right to left: start, share, invite,
// come in, talk, verify, leave, and come back. Nothing on the way asks for a permission.

import type { Browser } from 'playwright-core';
import type { Browser as Firefox } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Bridge } from '../../relay-node/bridge.ts';
import { arabic } from '../../src/text/arabic.ts';
import { english } from '../../src/text/english.ts';
import { launchChromium } from '../support/chromium.ts';
import { launchFirefox } from '../support/firefox.ts';
import { DESKTOP, PHONE, serveApp } from './app.ts';
import { ChromiumTab, FirefoxTab, type Tab, Walker, type Way, watch } from './walker.ts';

const FIVE_MINUTES_MS = 300_000;
const SOON = { timeout: 10_000, interval: 50 };

/** What somebody comes with. */
interface Person {
  readonly browser: 'Chromium' | 'Firefox';
  readonly size: 'phone' | 'desktop';
}

/** One invites another. */
interface Walk {
  readonly way: Way;
  readonly direction: 'ltr' | 'rtl';
  readonly people: readonly [Person, Person];
}

const TEXTS = { ltr: english, rtl: arabic };
const DEVICES = { phone: PHONE, desktop: DESKTOP };
/** Arabic of no country: its digits are those of the sentences here. */
const LOCALES = { ltr: 'en-GB', rtl: 'ar' };

let bridge: Bridge;
let chromium: Browser;
let firefoxes: { readonly ltr: Firefox; readonly rtl: Firefox };

beforeAll(async () => {
  const [ltr, rtl] = [LOCALES.ltr, LOCALES.rtl].map((locale) =>
    launchFirefox({ preferences: { 'intl.accept_languages': locale } }),
  );
  [bridge, chromium] = await Promise.all([serveApp(), launchChromium()]);
  firefoxes = { ltr: (await ltr) as Firefox, rtl: (await rtl) as Firefox };
});

afterEach(async () => {
  const pages = await Promise.all(Object.values(firefoxes).map((firefox) => firefox.pages()));
  await Promise.all(pages.flatMap((all) => all.slice(1)).map((page) => page.close()));
  await Promise.all(chromium.contexts().map((context) => context.close()));
});

afterAll(async () => {
  await Promise.all([chromium, firefoxes?.ltr, firefoxes?.rtl].map((browser) => browser?.close()));
  await bridge?.close();
});

async function inChromium(size: Person['size'], direction: Walk['direction']): Promise<Tab> {
  const context = await chromium.newContext({ ...DEVICES[size], locale: LOCALES[direction] });
  const page = await context.newPage();
  await page.addInitScript(watch);
  return new ChromiumTab(page);
}

async function inFirefox(size: Person['size'], direction: Walk['direction']): Promise<Tab> {
  const page = await firefoxes[direction].newPage();
  const { width = 0, height = 0 } = DEVICES[size].viewport ?? {};
  // This Firefox can be given a size, and refuses to be turned as well.
  await page.setViewport({ width, height }).catch((error: Error) => {
    if (!error.message.includes('setScreenOrientationOverride')) throw error;
  });
  await vi.waitUntil(() => page.evaluate((wanted) => innerWidth === wanted, width), SOON);
  await page.evaluateOnNewDocument(watch);
  return new FirefoxTab(page);
}

function come({ people, way, direction }: Walk): Promise<Walker[]> {
  const coming = people.map(async ({ browser, size }) => {
    const open = browser === 'Chromium' ? inChromium : inFirefox;
    return new Walker(await open(size, direction), way, TEXTS[direction]);
  });
  return Promise.all(coming);
}

/** A name that somebody else's name is part of. */
function about(sentence: (name: string) => string): RegExp {
  const [before = '', after = ''] = sentence('§').split(/[\u2066-\u2069]*§[\u2066-\u2069]*/);
  const exact = (words: string) => words.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${exact(before)}.*${exact(after)}`);
}

/** The only one. */
async function passed({ tab }: Walker, how: 'shared' | 'copied'): Promise<string> {
  await expect.poll(async () => (await tab.watched())[how], SOON).toHaveLength(1);
  return (await tab.watched())[how].join('');
}

interface Two {
  readonly a: Walker;
  readonly b: Walker;
}

function untilMet({ a, b }: Two): Promise<unknown> {
  return Promise.all([a, b].map((one) => one.until('heading', one.text.room.here(1))));
}

/** Starts a room, and shares an invite's link with the second tap. */
async function start(a: Walker): Promise<string> {
  await a.tab.go(bridge.url);
  const taps = await a.counted(async () => {
    await a.use('button', a.text.start.startRoom);
    await a.use('button', a.text.inviting.shareOne);
  });
  expect(taps).toBe(2);
  return passed(a, 'shared');
}

/** The phrase is one more tap away. */
async function copyPhrase(a: Walker): Promise<string> {
  expect(await a.counted(() => a.use('button', a.text.start.copy))).toBe(1);
  return passed(a, 'copied');
}

/** Follows the link: one tap. */
async function follow({ a, b }: Two, link: string): Promise<void> {
  await b.tab.go(link);
  expect(await b.counted(() => b.use('button', b.text.invited.join))).toBe(1);
  await untilMet({ a, b });
}

async function say(walker: Walker, words: string): Promise<void> {
  const { composer } = walker.text;
  await walker.reach('textbox', composer.label);
  await walker.tab.write(words);
  await walker.use('button', composer.send);
}

/** Opens what can be done with the newest message of the other, and does this. */
async function act(
  walker: Walker,
  [role, name]: [role: 'menuitem' | 'menuitemcheckbox', name: string],
): Promise<void> {
  const { talk, actions } = walker.text;
  await walker.reach(
    'article',
    about((author) => talk.by(author, '')),
  );
  await walker.use('button', actions.menu);
  await walker.use(role, name);
}

async function talk({ a, b }: Two): Promise<void> {
  await say(a, 'good evening');
  await b.hears('log', 'good evening');
  await act(b, ['menuitem', b.text.actions.reply]);
  await say(b, 'to you, too');
  await a.hears('log', 'to you, too');
  await act(a, ['menuitemcheckbox', '❤️']);
  await b.until('button', /^❤️/);
}

async function sayForAWhile({ a, b }: Two): Promise<void> {
  const { title, choices } = a.text.lifetimes;
  await a.use(
    'button',
    about((chosen) => `${title}: ${chosen}`),
  );
  await a.use('menuitemradio', choices.afterSending(FIVE_MINUTES_MS));
  await say(a, 'gone before long');
  await b.hears('log', 'gone before long');
  const told = [a, b].map((one) => {
    const [disappears = ''] = one.text.talk.goneIn(FIVE_MINUTES_MS).split(' ');
    return one.hears('log', disappears);
  });
  await Promise.all(told);
}

/** The panel, a sheet on a phone. */
async function inPanel(walker: Walker, act: () => Promise<void>): Promise<void> {
  const { regions } = walker.text;
  const sheet = (await walker.tab.count('button', regions.openPanel)) > 0;
  if (sheet) await walker.use('button', regions.openPanel);
  await act();
  if (!sheet) return;
  await walker.use('button', regions.dialogClose);
  await walker.untilGone('dialog', regions.sidePanel);
}

async function verify({ a, b }: Two): Promise<void> {
  await inPanel(a, async () => {
    await a.use('button', about(a.text.member.actions));
    await a.use('menuitem', a.text.member.verify);
    await b.use('button', b.text.member.open);
    await Promise.all([a, b].map((one) => one.use('button', one.text.verify.same)));
    await Promise.all([a, b].map((one) => one.use('button', one.text.verify.done)));
    await a.until('button', a.text.verifiedMark.label);
  });
}

async function leave({ a, b }: Two): Promise<void> {
  const { room, start } = b.text;
  await b.use('button', room.leave);
  await b.until('button', room.stay);
  await b.use('button', room.leave);
  await b.until('button', start.startRoom);
  await a.until('heading', a.text.room.here(0));
}

/** With the words, as whoever was told them. */
async function joinBy({ a, b }: Two, phrase: string): Promise<void> {
  const { start, rooms, join } = b.text;
  const taps = await b.counted(async () => {
    await b.use('button', start.joinRoom);
    await b.reach('textbox', rooms.phraseOrInvite);
    await b.tab.write(phrase);
    await b.use('button', join.join);
  });
  expect(taps).toBe(2);
  await untilMet({ a, b });
}

/** Of any three properties that somebody comes with, every combination occurs. */
const WALKS: readonly Walk[] = [
  {
    way: 'keyboard',
    direction: 'ltr',
    people: [
      { browser: 'Firefox', size: 'desktop' },
      { browser: 'Chromium', size: 'phone' },
    ],
  },
  {
    way: 'keyboard',
    direction: 'rtl',
    people: [
      { browser: 'Chromium', size: 'desktop' },
      { browser: 'Firefox', size: 'phone' },
    ],
  },
  {
    way: 'tree',
    direction: 'ltr',
    people: [
      { browser: 'Firefox', size: 'phone' },
      { browser: 'Chromium', size: 'desktop' },
    ],
  },
  {
    way: 'tree',
    direction: 'rtl',
    people: [
      { browser: 'Chromium', size: 'phone' },
      { browser: 'Firefox', size: 'desktop' },
    ],
  },
];

const named = WALKS.map((walk) => {
  const [who, whom] = walk.people.map(({ browser, size }) => `${browser}, ${size}`);
  return { name: `by ${walk.way} alone, ${walk.direction}: ${who}; ${whom}`, walk };
});

test.each(named)('$name', async ({ walk }) => {
  const [a, b] = (await come(walk)) as [Walker, Walker];
  const link = await start(a);
  const phrase = await copyPhrase(a);
  await follow({ a, b }, link);
  await talk({ a, b });
  await sayForAWhile({ a, b });
  await verify({ a, b });
  await leave({ a, b });
  await joinBy({ a, b }, phrase);
  for (const { tab } of [a, b]) {
    expect(await tab.direction()).toBe(walk.direction);
    expect((await tab.watched()).permissions).toEqual([]);
  }
});

test('whoever asks for a permission would have been noticed', async () => {
  const [walk] = WALKS as [Walk];
  for (const one of await come(walk)) {
    await one.tab.go(bridge.url);
    await one.use('button', one.text.start.joinRoom);
    await one.use('button', one.text.byHand.scan);
    await expect
      .poll(async () => (await one.tab.watched()).permissions, SOON)
      .toEqual(['getUserMedia']);
  }
});
