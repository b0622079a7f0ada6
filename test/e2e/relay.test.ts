// Two people whose networks cannot reach each other, each behind an end of its own, with a bridge
// that both reach: they talk through its frame relay. Whoever hides the address opens no connection
// and sends no datagram at all, and without a relay is not there for anybody.
//
//   test process: page, bridge ──┬── A          no packet passes between the two ends
//                                └── B

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type Bridge, startBridge } from '../../relay-node/bridge.ts';
import type { Served } from '../support/bundle.ts';
import { CHROMIUM } from '../support/chromium.ts';
import type { End } from '../support/namespaces.ts';
import { networkFor, networksMissing } from '../support/networks.ts';
import { constructionsOf, countConstructions } from './constructions.ts';
import { Member, newRoot } from './member.ts';
import { openTabs, openTabsOn, serveMemberPage, type Tabs } from './tabs.ts';

if (networksMissing !== undefined)
  console.info(`not run: talk through the frame relay (${networksMissing})`);

describe.runIf(networksMissing === undefined)('two who cannot reach each other', () => {
  let bridge: Bridge;
  let blindBridge: Bridge;
  let page: Served;
  let ends: readonly End[] = [];
  const browsers: Tabs[] = [];

  beforeAll(async () => {
    const { address: host, ends: both } = networkFor('relay');
    ends = both;
    [bridge, blindBridge, page] = await Promise.all([
      startBridge({ host }),
      startBridge({ host, relay: 'off' }),
      serveMemberPage(host),
    ]);
    for (const end of ends) {
      const launch = { executablePath: await end.at(CHROMIUM) };
      browsers.push(await openTabsOn(page.url, { launch, initScript: countConstructions }));
    }
  });

  afterAll(async () => {
    await Promise.all(browsers.map((tabs) => tabs.close()));
    await Promise.all([bridge?.close(), blindBridge?.close(), page?.close()]);
  });

  async function join(hidden: readonly boolean[], tracker: string): Promise<Member[]> {
    const root = newRoot();
    const members: Member[] = [];
    for (const [i, relayOnly] of hidden.entries()) {
      const tabs = browsers[i] as Tabs;
      members.push(await Member.join(await tabs.open(), { root, trackers: [tracker], relayOnly }));
    }
    return members;
  }

  async function talk([a, b]: readonly [Member, Member]): Promise<void> {
    await Promise.all([a.say(['from a']), b.say(['from b'])]);
    const screens = await Promise.all([a.untilTexts(2, 10_000), b.untilTexts(2, 10_000)]);
    expect(screens[0]).toEqual(screens[1]);
    const states = await Promise.all([a.state(), b.state()]);
    expect(states.map(({ paths }) => paths)).toEqual([['relay'], ['relay']]);
  }

  // First, so that no connection of another test has anything left to send.
  test('with the address hidden: no connection is made and no datagram sent', async () => {
    const before = await Promise.all(ends.map((end) => end.udpSent()));
    const members = (await join([true, true], bridge.tracker)) as [Member, Member];
    await Promise.all(members.map((member) => member.untilDirect(1, 40_000)));
    await talk(members);
    const made = await Promise.all(members.map(({ page: tab }) => constructionsOf(tab)));
    expect(made).toEqual([0, 0]);
    expect(await Promise.all(ends.map((end) => end.udpSent()))).toEqual(before);
    await Promise.all(members.map(({ page: tab }) => tab.context().close()));
  });

  test('hidden, and without a relay: nothing is answered, and it is said why', async () => {
    const before = await ends[0]?.udpSent();
    const [hidden, open] = (await join([true, false], blindBridge.tracker)) as [Member, Member];
    await hidden.untilNotice('no-bridge', 40_000);
    expect((await open.state()).members).toEqual([]);
    expect(await constructionsOf(hidden.page)).toBe(0);
    expect(await ends[0]?.udpSent()).toBe(before);
    await Promise.all([hidden, open].map(({ page: tab }) => tab.context().close()));
  });

  test('talk through the bridge', async () => {
    const members = (await join([false, false], bridge.tracker)) as [Member, Member];
    const took = await Promise.all(members.map((member) => member.untilDirect(1, 40_000)));
    console.info(`met through the relay after ${took.map(Math.round).join(' and ')} ms`);
    await talk(members);
    expect(bridge.stats().relay?.circuits).toBe(1);
    await Promise.all(members.map(({ page: tab }) => tab.context().close()));
  });
});

test('browsers without WebRTC talk through the bridge', async () => {
  const initScript = () => {
    for (const name of ['RTCPeerConnection', 'webkitRTCPeerConnection']) {
      Reflect.deleteProperty(window, name);
    }
  };
  const [tabs, bridge] = await Promise.all([openTabs({ initScript }), startBridge()]);
  onTestFinished(async () => {
    await Promise.all([tabs.close(), bridge.close()]);
  });
  const spec = { root: newRoot(), trackers: [bridge.tracker] };
  const a = await Member.join(await tabs.open(), spec);
  const b = await Member.join(await tabs.open(), spec);
  await Promise.all([a, b].map((member) => member.untilDirect(1, 40_000)));
  await a.say(['no WebRTC here']);
  expect(await b.untilTexts(1, 10_000)).toEqual(['no WebRTC here']);
  expect((await b.state()).paths).toEqual(['relay']);
});

test('a bridge that ends in mid-conversation and comes back loses nothing', async () => {
  const [tabs, first] = await Promise.all([openTabs(), startBridge()]);
  onTestFinished(() => tabs.close());
  const spec = { root: newRoot(), trackers: [first.tracker], relayOnly: true };
  const a = await Member.join(await tabs.open(), spec);
  const b = await Member.join(await tabs.open(), spec);
  await Promise.all([a, b].map((member) => member.untilDirect(1, 20_000)));
  await a.say(['before']);

  const { port } = first;
  await first.close();
  await a.untilTracker('unreachable', 10_000);
  await Promise.all([a.write('from a, meanwhile'), b.write('from b, meanwhile')]);
  const second = await startBridge({ port });
  onTestFinished(() => second.close());

  const backMs = performance.now();
  const screens = await Promise.all([a, b].map((member) => member.untilTexts(3, 20_000)));
  console.info(
    `all is there ${Math.round(performance.now() - backMs)} ms after the bridge is back`,
  );
  expect(screens[0]).toEqual(screens[1]);
  expect([...(screens[0] ?? [])].sort()).toEqual([
    'before',
    'from a, meanwhile',
    'from b, meanwhile',
  ]);
  // What is on the screen of its writer has also reached the other, by way of a new circuit.
  await Promise.all([a, b].map((member) => member.untilDirect(1, 20_000)));
  expect(performance.now() - backMs).toBeLessThan(5_000);
});
