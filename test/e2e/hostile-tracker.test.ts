// Trackers that misbehave, and two people in real Chromium: they meet wherever an offer and its
// answer still come through, wait calmly where they do not, and make few connections either way.

import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type StrictTracker, startStrictTracker } from '../support/trackers/strict.ts';
import { constructionsOf, countConstructions } from './constructions.ts';
import { Member, newRoot } from './member.ts';
import { openTabs, type Tabs } from './tabs.ts';

/** Issue 2 allows three of a join without trouble; here, as much again. */
const MAX_CONSTRUCTIONS = 6;
const PATIENCE_MS = 20_000;
/** Junk frames of each kind: more in all than a session reads in one go. */
const FLOOD = 40;

type Misbehave = (tracker: StrictTracker) => void;

/** What still brings every offer and answer to whom it is for, sooner or later. */
const NOISY: Readonly<Record<string, Misbehave>> = {
  'replays what it relayed': (tracker) => tracker.replay(),
  'lies about counts, interval and room': (tracker) => tracker.lie(),
  'counts three who are not there': (tracker) => tracker.ghosts(3),
};

/** What lets nobody meet, since nothing that can be read comes back. */
const SILENT: Readonly<Record<string, Misbehave>> = {
  'answers nothing': (tracker) => tracker.mute(),
  'only names a failure': (tracker) => tracker.failureReason('no'),
  'cuts every frame in half': (tracker) => tracker.truncate(),
};

const SWAPPING = 'gives answers to others';
const swap: Misbehave = (tracker) => tracker.swapAnswers();

let tabs: Tabs;
let pages: Page[];
let trackers: StrictTracker[];
let errors: string[];

beforeAll(async () => {
  tabs = await openTabs({ initScript: countConstructions });
});

beforeEach(() => {
  [pages, trackers, errors] = [[], [], []];
});

afterEach(async () => {
  await Promise.all(pages.map((page) => page.context().close()));
  await Promise.all(trackers.map((tracker) => tracker.close()));
});

afterAll(() => tabs?.close());

async function openTracker(): Promise<StrictTracker> {
  const tracker = await startStrictTracker();
  trackers.push(tracker);
  return tracker;
}

async function enter(root: string): Promise<Member> {
  const page = await tabs.open();
  pages.push(page);
  page.on('pageerror', ({ message }) => errors.push(message));
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()));
  return Member.join(page, { root, trackers: trackers.map(({ url }) => url) });
}

async function enterTwo(): Promise<[Member, Member]> {
  const root = newRoot();
  return [await enter(root), await enter(root)];
}

async function expectAlone(members: readonly Member[]): Promise<void> {
  for (const member of members) {
    expect(await member.state()).toMatchObject({ members: [], notices: [] });
  }
}

/** The two are linked, can talk, and nobody was harmed on the way; of `mayBeTold` they may have heard. */
async function expectTalk(
  two: readonly [Member, Member],
  mayBeTold: readonly string[] = [],
): Promise<void> {
  const [one, other] = two;
  await Promise.all(two.map((member) => member.untilDirect(1, PATIENCE_MS)));
  await one.say(['good evening']);
  await other.say(['to you as well']);
  for (const member of two) {
    expect(await member.untilTexts(2, PATIENCE_MS)).toEqual(['good evening', 'to you as well']);
    const { notices } = await member.state();
    expect(notices.filter((notice) => !mayBeTold.includes(notice))).toEqual([]);
  }
  for (const page of pages) {
    expect(await constructionsOf(page)).toBeLessThanOrEqual(MAX_CONSTRUCTIONS);
  }
  expect(errors).toEqual([]);
  expect(trackers.flatMap(({ violations }) => violations)).toEqual([]);
}

describe('the only tracker', () => {
  test.each(Object.entries(NOISY))('%s: they meet', async (_, misbehave) => {
    misbehave(await openTracker());
    await expectTalk(await enterTwo());
  });

  test('floods with junk: they meet', async () => {
    const tracker = await openTracker();
    const root = newRoot();
    const one = await enter(root);
    await one.untilTracker('working', PATIENCE_MS);
    tracker.flood(FLOOD);
    const other = await enter(root);
    await other.untilTracker('working', PATIENCE_MS);
    tracker.flood(FLOOD);
    // An answer that comes among what is dropped unread is lost with it, and they try once more.
    await expectTalk([one, other], ['no-path']);
  });

  test.each(Object.entries(SILENT))(
    '%s: they wait, and meet when it is honest',
    async (_, deafen) => {
      const tracker = await openTracker();
      deafen(tracker);
      const two = await enterTwo();
      await Promise.all(two.map((member) => member.untilTracker('silent', PATIENCE_MS)));
      await expectAlone(two);
      tracker.honest();
      await expectTalk(two);
    },
  );

  test(`${SWAPPING}: they wait, and meet when it is honest`, async () => {
    const tracker = await openTracker();
    swap(tracker);
    const two = await enterTwo();
    await tracker.seen(({ direction, text }) => direction === 'out' && text.includes('"answer"'));
    await expectAlone(two);
    tracker.honest();
    await expectTalk(two);
  });
});

describe('one of two trackers', () => {
  const all = { ...NOISY, ...SILENT, [SWAPPING]: swap };

  test.each(Object.entries(all))('%s: they meet by the other', async (_, misbehave) => {
    misbehave(await openTracker());
    await openTracker();
    await expectTalk(await enterTwo());
  });
});
