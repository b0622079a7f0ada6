// Rooms of many in real Chromium: eight who come at once, and what three say at once.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bridge, startBridge } from '../../relay-node/bridge.ts';
import { Member, newRoot } from './member.ts';
import { openTabs, type Tabs } from './tabs.ts';

let tabs: Tabs;
let bridge: Bridge;

beforeAll(async () => {
  [tabs, bridge] = await Promise.all([openTabs(), startBridge()]);
});

afterAll(async () => {
  await Promise.all([tabs?.close(), bridge?.close()]);
});

async function gather(pages: readonly Page[]): Promise<Member[]> {
  const spec = { root: newRoot(), trackers: [bridge.tracker] };
  return Promise.all(pages.map((page) => Member.join(page, spec)));
}

test('eight who join at once are a full mesh', async () => {
  const pages = await Promise.all(Array.from({ length: 8 }, () => tabs.open()));
  const members = await gather(pages);
  await Promise.all(members.map((member) => member.untilDirect(7, 20_000)));
  const states = await Promise.all(members.map((member) => member.state()));
  const ids = states.map(({ id }) => id).sort();
  for (const state of states) {
    expect(state.direct).toEqual(ids.filter((id) => id !== state.id));
    expect(state.members).toEqual(state.direct);
  }
  await Promise.all(pages.map((page) => page.context().close()));
});

describe('three in a room', () => {
  test('1,000 messages from each at once: the same 3,000 in the same order on every screen', async () => {
    const pages = await Promise.all([tabs.open(), tabs.open(), tabs.open()]);
    const members = await gather(pages);
    await Promise.all(members.map((member) => member.untilDirect(2, 10_000)));
    const texts = (who: number) => Array.from({ length: 1_000 }, (_, i) => `${who}: line ${i}`);
    await Promise.all(members.map((member, who) => member.say(texts(who))));
    const screens = await Promise.all(members.map((member) => member.untilTexts(3_000, 50_000)));
    const wanted = [0, 1, 2].flatMap(texts).sort();
    for (const screen of screens) expect([...screen].sort()).toEqual(wanted);
    expect(screens[1]).toEqual(screens[0]);
    expect(screens[2]).toEqual(screens[0]);
    for (const who of [0, 1, 2]) {
      const own = screens[0]?.filter((text) => text.startsWith(`${who}:`));
      expect(own).toEqual(texts(who));
    }
    await Promise.all(pages.map((page) => page.context().close()));
  });
});
