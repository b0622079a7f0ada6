// People who meet in the BitTorrent DHT and nowhere else: in browsers, through bridges that know
// nothing of each other, and in Node, without any bridge. The DHT is made of libtorrent where that is
// installed, else of bittorrent-dht.
//
//   browser ── bridge 1 ──┐             ┌── bridge 2 ── browser
//                         └── the DHT ──┤
//                                       └── a Node program

import { randomBytes } from 'node:crypto';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Bridge, startBridge } from '../../relay-node/bridge.ts';
import { type Room, sotto } from '../../src/node.ts';
import { spawnDhtThread } from '../support/dht/dht-thread.ts';
import { libtorrentMissing, libtorrentNet } from '../support/dht/libtorrent.ts';
import { smallNet } from '../support/dht/small-net.ts';
import { Member } from './member.ts';
import { openTabs, type Tabs } from './tabs.ts';

/** Issue 3, bar 1. */
const TWO_MEET_MS = 15_000;
const EIGHT_MEET_MS = 60_000;

const missing = libtorrentMissing();
if (missing !== undefined) console.info(`not run: a DHT made of libtorrent (${missing})`);

let tabs: Tabs;

beforeAll(async () => {
  tabs = await openTabs();
  return () => tabs.close();
});

const openDht = async () =>
  missing === undefined ? libtorrentNet() : (await smallNet()).bootstrap;

/** Bridges with an address of their own in the DHT, and not a word between them. */
async function openBridges(bootstrap: readonly string[], count: number): Promise<Bridge[]> {
  const bridges = await Promise.all(
    Array.from({ length: count }, (_, i) =>
      startBridge({
        relay: 'off',
        dht: { bootstrap, host: `127.0.20${i + 1}.1`, testNet: true, spawn: spawnDhtThread },
      }),
    ),
  );
  onTestFinished(async () => {
    await Promise.all(bridges.map((bridge) => bridge.close()));
  });
  return bridges;
}

async function joinIn(bridge: Bridge | undefined, root: string): Promise<Member> {
  if (bridge === undefined) throw new Error('no such bridge');
  return Member.join(await tabs.open(), { root, trackers: [bridge.tracker] });
}

const newRoot = () => randomBytes(32).toString('hex');

test('two browsers on two bridges', async () => {
  const [one, two] = await openBridges(await openDht(), 2);
  const root = newRoot();
  const [a, b] = await Promise.all([joinIn(one, root), joinIn(two, root)]);
  const took = await Promise.all([a, b].map((member) => member.untilDirect(1, 40_000)));
  console.info(`met in the DHT after ${took.map(Math.round).join(' and ')} ms`);
  await a.say(['no tracker in common']);
  expect(await b.untilTexts(1, 5_000)).toEqual(['no tracker in common']);
  expect([(await a.state()).met, (await b.state()).met]).toEqual([['mailbox'], ['mailbox']]);
  expect(Math.max(...took)).toBeLessThan(TWO_MEET_MS);
});

test('a browser on a bridge, and a Node program without any', async () => {
  const bootstrap = await openDht();
  const [bridge] = await openBridges(bootstrap, 1);
  const root = newRoot();
  const startedMs = performance.now();
  const [browser, room] = await Promise.all([joinIn(bridge, root), joinFromNode(bootstrap, root)]);
  await Promise.all([browser.untilDirect(1, 40_000), untilSomebody(room)]);
  const tookMs = performance.now() - startedMs;
  console.info(`a browser and a Node program met after ${Math.round(tookMs)} ms`);
  await room.send('from Node');
  expect(await browser.untilTexts(1, 5_000)).toEqual(['from Node']);
  expect(room.members.map(({ met }) => met)).toEqual(['mailbox']);
  expect(tookMs).toBeLessThan(TWO_MEET_MS);
});

async function joinFromNode(bootstrap: readonly string[], root: string): Promise<Room> {
  const dht = { bootstrap, host: '127.0.210.1', testNet: true };
  const here = sotto({ dht, spawnDhtThread });
  const where = { root: Uint8Array.from(Buffer.from(root, 'hex')), trackers: [], iceServers: [] };
  const room = await here.join(where);
  onTestFinished(() => room.leave());
  return room;
}

async function untilSomebody(room: Room): Promise<void> {
  const isDirect = () => room.members.some(({ reach }) => reach === 'direct');
  if (isDirect()) return;
  await new Promise<void>((resolve) => {
    room.on(() => {
      if (isDirect()) resolve();
    });
  });
}

test('eight browsers on two bridges, all at once', async () => {
  const bridges = await openBridges(await openDht(), 2);
  const root = newRoot();
  const members = await Promise.all(
    Array.from({ length: 8 }, (_, i) => joinIn(bridges[i % 2], root)),
  );
  const took = await Promise.all(members.map((member) => member.untilDirect(7, EIGHT_MEET_MS)));
  console.info(`eight met in the DHT after ${Math.round(Math.max(...took))} ms`);
  const states = await Promise.all(members.map((member) => member.state()));
  for (const { members: others } of states) expect(others).toHaveLength(7);
});
