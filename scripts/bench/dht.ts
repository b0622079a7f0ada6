// How long people need to meet in the BitTorrent DHT and nowhere else.
//
//   npm run bench:dht -- [--rounds 10] [--only libtorrent|far]
//
//   libtorrent   12 nodes of libtorrent: two browsers on two bridges that know nothing of each other,
//                a browser and a Node program without any bridge, eight browsers at once
//   far          30 nodes of bittorrent-dht, each 60 ms away and back, and ten more that are known to
//                all and dead: two Node programs, the second up to 20 s after the first

import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { type Bridge, startBridge } from '../../relay-node/bridge.ts';
import { type Room, sotto } from '../../src/node.ts';
import { Member } from '../../test/e2e/member.ts';
import { openTabs, type Tabs } from '../../test/e2e/tabs.ts';
import { libtorrentMissing, libtorrentNet } from '../../test/support/dht/libtorrent.ts';
import { smallNet } from '../../test/support/dht/small-net.ts';
import { summary } from './statistics.ts';

const { values: flags } = parseArgs({
  options: { rounds: { type: 'string', default: '10' }, only: { type: 'string' } },
});
const ROUNDS = Number(flags.rounds);
/** A meeting that takes longer counts as failed. */
const PATIENCE_MS = 60_000;

const LOADER = new URL('../../test/support/typescript-thread.mjs', import.meta.url);
const THREAD = new URL('../../src/platform/node/dht/dht-worker.ts', import.meta.url);
const spawn = () => new Worker(LOADER, { workerData: THREAD.href });

type End = () => void | Promise<void>;

/** Runs `play` as often as is asked for, and prints one line of figures. */
async function series(name: string, play: (later: (end: End) => void) => Promise<number>) {
  const tookMs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const ends: End[] = [];
    const took = await play((end) => ends.push(end)).catch(() => Number.POSITIVE_INFINITY);
    tookMs.push(took);
    for (const end of ends.reverse()) await end();
  }
  const met = tookMs.filter(Number.isFinite).length;
  console.log(`${name}: ${met} of ${ROUNDS} met  ${summary(tookMs, 'ms')}`);
}

const host = (index: number) => `127.0.${200 + index}.1`;
const newRoot = () => randomBytes(32).toString('hex');

async function openBridge(bootstrap: readonly string[], index: number): Promise<Bridge> {
  return startBridge({ dht: { bootstrap, host: host(index), testNet: true, spawn } });
}

async function joinFromNode(
  bootstrap: readonly string[],
  root: string,
  index: number,
): Promise<Room> {
  const { join } = sotto({
    dht: { bootstrap, host: host(index), testNet: true },
    spawnDhtThread: spawn,
  });
  return join({ root: Buffer.from(root, 'hex'), trackers: [], iceServers: [] });
}

async function untilMet(room: Room): Promise<void> {
  const isMet = () => room.members.some(({ reach }) => reach === 'direct');
  if (isMet()) return;
  await new Promise<void>((resolve, reject) => {
    const impatience = setTimeout(() => reject(new Error('not met')), PATIENCE_MS);
    const stop = room.on(() => {
      if (!isMet()) return;
      clearTimeout(impatience);
      stop();
      resolve();
    });
  });
}

async function browsers(tabs: Tabs, bridges: readonly Bridge[], count: number): Promise<number> {
  const root = newRoot();
  const pages = await Promise.all(Array.from({ length: count }, () => tabs.open()));
  const startMs = performance.now();
  const members = await Promise.all(
    pages.map((page, i) => {
      const tracker = bridges[i % bridges.length]?.tracker ?? '';
      return Member.join(page, { root, trackers: [tracker] });
    }),
  );
  await Promise.all(members.map((member) => member.untilDirect(count - 1, PATIENCE_MS)));
  const tookMs = performance.now() - startMs;
  await Promise.all(pages.map((page) => page.context().close()));
  return tookMs;
}

async function throughLibtorrent(): Promise<void> {
  const missing = libtorrentMissing();
  if (missing !== undefined) return console.log(`not run: libtorrent (${missing})`);
  const ends: End[] = [];
  const bootstrap = await libtorrentNet((end) => ends.push(end));
  const bridges = [await openBridge(bootstrap, 1), await openBridge(bootstrap, 2)];
  const tabs = await openTabs();
  await series('two browsers on two bridges', () => browsers(tabs, bridges, 2));
  await series('a browser on a bridge and a Node program', async (later) => {
    const root = newRoot();
    const page = await tabs.open();
    const startMs = performance.now();
    const room = await joinFromNode(bootstrap, root, 3);
    later(() => room.leave());
    await Member.join(page, { root, trackers: [bridges[0]?.tracker ?? ''] });
    await untilMet(room);
    later(() => page.context().close());
    return performance.now() - startMs;
  });
  await series('eight browsers on two bridges', () => browsers(tabs, bridges, 8));
  await Promise.all([tabs.close(), ...bridges.map((bridge) => bridge.close())]);
  for (const end of ends) await end();
}

async function throughFarNodes(): Promise<void> {
  const ends: End[] = [];
  const whenDone = (end: End) => void ends.push(end);
  const { bootstrap } = await smallNet({ alive: 30, dead: 10, delayMs: 60, whenDone });
  await series('two Node programs, a quarter of the nodes dead, 60 ms away', async (later) => {
    const root = newRoot();
    const first = await joinFromNode(bootstrap, root, 1);
    later(() => first.leave());
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20_000));
    const startMs = performance.now();
    const second = await joinFromNode(bootstrap, root, 2);
    later(() => second.leave());
    await Promise.all([untilMet(first), untilMet(second)]);
    return performance.now() - startMs;
  });
  for (const end of ends) await end();
}

if (flags.only !== 'far') await throughLibtorrent();
if (flags.only !== 'libtorrent') await throughFarNodes();
process.exit(0);
