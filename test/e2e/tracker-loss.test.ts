// A meeting point that dies and comes back, seen from the room.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type StrictTracker, startStrictTracker } from '../support/trackers/strict.ts';
import { Member, newRoot } from './member.ts';
import { openTabs, type Tabs } from './tabs.ts';

let tabs: Tabs;
let tracker: StrictTracker;

beforeAll(async () => {
  [tabs, tracker] = await Promise.all([openTabs(), startStrictTracker()]);
});

afterAll(async () => {
  await Promise.all([tabs?.close(), tracker?.close()]);
});

test('talk goes on, a third waits and is told why, and joins when the tracker is back', async () => {
  const spec = { root: newRoot(), trackers: [tracker.url] };
  const [one, two] = await Promise.all([
    Member.join(await tabs.open(), spec),
    Member.join(await tabs.open(), spec),
  ]);
  await Promise.all([one.untilDirect(1, 10_000), two.untilDirect(1, 10_000)]);

  await tracker.pause();
  await one.untilTracker('unreachable', 10_000);
  await one.say(['still here']);
  expect(await two.untilTexts(1, 5_000)).toEqual(['still here']);

  const third = await Member.join(await tabs.open(), spec);
  await third.untilTracker('unreachable', 10_000);
  expect((await third.state()).members).toEqual([]);

  await tracker.resume();
  const from = performance.now();
  await third.untilDirect(2, 15_000);
  expect(performance.now() - from).toBeLessThan(5_000);
  await third.say(['and now me']);
  expect(await one.untilTexts(2, 5_000)).toEqual(['still here', 'and now me']);
  expect(tracker.violations).toEqual([]);
});
