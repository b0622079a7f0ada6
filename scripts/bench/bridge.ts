// The bridge's tracker beside a bare `bittorrent-tracker`, in one run: announces, relayed offers and
// relayed answers per CPU-second of the server's process; the memory of an idle socket, and one
// message to each of them; and what is left when many swarms have come and gone.
//
//   npm run bench:bridge -- [--rounds 6] [--seconds 2] [--clients 200]
//                           [--sockets 10000] [--swarms 100000] [--repeats 3]
//                           [--only load|idle|swarms]
//
// Each server has a process of its own, this one is all of the clients. Both get the same load, by
// turns. Kernel memory of the sockets is in none of the figures, kernel time in all of them.

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SECOND_MS } from '../../src/base/time.ts';
import {
  BATCH_SWARMS,
  type ChurnFigures,
  churn,
  holdIdle,
  type IdleFigures,
} from './bridge-crowd.ts';
import { disperse, gather, LOADS, type Load, PEERS_PER_SWARM, run } from './bridge-load.ts';
import { ServerProcess } from './bridge-process.ts';
import { BENCH_LIMITS, type Kind, type Memory } from './bridge-server.ts';
import { type ByKind, kilobytes, megabytes, printComparisons, whole } from './bridge-table.ts';

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '6' },
    seconds: { type: 'string', default: '2' },
    clients: { type: 'string', default: '200' },
    sockets: { type: 'string', default: '10000' },
    repeats: { type: 'string', default: '3' },
    swarms: { type: 'string', default: '100000' },
    only: { type: 'string' },
  },
});
const REPEATS = Number(flags.repeats);
const ROUND_MS = Number(flags.seconds) * SECOND_MS;
const ROUNDS = Number(flags.rounds);
/** In full swarms. */
const CLIENTS = Math.ceil(Number(flags.clients) / PEERS_PER_SWARM) * PEERS_PER_SWARM;
const SOCKETS = Number(flags.sockets);
const SWARMS = Number(flags.swarms);
/** Beside the sockets, each process has some files of its own open. */
const OTHER_FILES = 200;

const KINDS: readonly Kind[] = ['bridge', 'bittorrent-tracker'];

async function forEach<T>(play: (kind: Kind) => Promise<T>): Promise<ByKind<T>> {
  return { bridge: await play('bridge'), 'bittorrent-tracker': await play('bittorrent-tracker') };
}

/** Plays with a fresh process of each server, by turns. */
async function withEach<T>(play: (server: ServerProcess) => Promise<T>): Promise<ByKind<T[]>> {
  const results: ByKind<T[]> = { bridge: [], 'bittorrent-tracker': [] };
  for (let i = 0; i < REPEATS; i++) {
    await forEach(async (kind) => {
      const server = await ServerProcess.start(kind);
      results[kind].push(await play(server));
      await server.stop();
    });
  }
  return results;
}

function mapEach<T, V>(lists: ByKind<readonly T[]>, map: (item: T) => V): ByKind<V[]> {
  return {
    bridge: lists.bridge.map(map),
    'bittorrent-tracker': lists['bittorrent-tracker'].map(map),
  };
}

async function measureLoads(): Promise<void> {
  console.log(`\nBy CPU-second of the server, ${CLIENTS} clients, rounds of ${flags.seconds} s`);
  const servers = await forEach((kind) => ServerProcess.start(kind));
  const peers = await forEach((kind) => gather(servers[kind].url, CLIENTS));
  const lost = { bridge: 0, 'bittorrent-tracker': 0 };
  const measure = async (load: Load, kind: Kind) => {
    const sinceMs = await servers[kind].cpuMs();
    const round = await run(peers[kind], load, ROUND_MS);
    lost[kind] += round.lost;
    return (round.arrived / ((await servers[kind].cpuMs()) - sinceMs)) * SECOND_MS;
  };
  const comparisons = [];
  for (const load of LOADS) {
    const values: ByKind<number[]> = { bridge: [], 'bittorrent-tracker': [] };
    // One round for the compilers, which nobody counts.
    await forEach((kind) => measure(load, kind));
    for (let round = 0; round < ROUNDS; round++) {
      await forEach(async (kind) => values[kind].push(await measure(load, kind)));
    }
    comparisons.push({ name: load.name, values, show: whole, worst: 'least' as const });
  }
  printComparisons(comparisons);
  await forEach(async (kind) => {
    const counts = JSON.stringify(await servers[kind].counts());
    console.log(`  ${kind}: ${lost[kind]} lost; it counted ${counts}`);
    await disperse(peers[kind]);
    await servers[kind].stop();
  });
}

async function measureIdle(): Promise<void> {
  const figures = await withEach((server) => holdIdle(server, SOCKETS));
  console.log(`\n${whole(SOCKETS)} idle sockets, each from its own address in 127.0.0.0/8`);
  const each = (measure: (memory: Memory) => number, stage: 'connected' | 'announced') =>
    mapEach(figures, (one) => (measure(one[stage]) - measure(one.before)) / SOCKETS);
  const live = (memory: Memory) => memory.liveBytes;
  const rss = (memory: Memory) => memory.rssBytes;
  const shape = { show: kilobytes, worst: 'most' as const };
  printComparisons([
    { name: 'JavaScript memory of a socket', values: each(live, 'connected'), ...shape },
    { name: 'JavaScript memory, in a swarm', values: each(live, 'announced'), ...shape },
    { name: 'resident memory of a socket', values: each(rss, 'connected'), ...shape },
    { name: 'resident memory, in a swarm', values: each(rss, 'announced'), ...shape },
  ]);
  for (const kind of KINDS) {
    const sum = (of: (one: IdleFigures) => number) =>
      whole(figures[kind].reduce((total, one) => total + of(one), 0));
    const left = figures[kind].map(({ closed, before }) => closed.liveBytes - before.liveBytes);
    console.log(
      `  ${kind}: of one message to each, ${sum(({ lost }) => lost)} of ${sum(() => SOCKETS)} lost, ` +
        `${sum(({ doubled }) => doubled)} doubled; at most ${megabytes(Math.max(...left))} left when all are closed`,
    );
  }
}

async function measureSwarms(): Promise<void> {
  const figures = await withEach((server) => churn(server, SWARMS));
  console.log(`\n${whole(SWARMS)} swarms come and go, ${whole(BATCH_SWARMS)} at a time`);
  const live = (stage: keyof ChurnFigures) => mapEach(figures, (one) => one[stage].liveBytes);
  const grown = mapEach(figures, ({ after, before }) => after.liveBytes - before.liveBytes);
  const shape = { show: megabytes, worst: 'most' as const };
  printComparisons([
    { name: 'JavaScript memory before', values: live('before'), ...shape },
    { name: 'when half of them are gone', values: live('half'), ...shape },
    { name: 'when all of them are gone', values: live('after'), ...shape },
    { name: 'grown by', values: grown, ...shape },
    { name: 'resident memory', values: mapEach(figures, ({ after }) => after.rssBytes), ...shape },
  ]);
}

/** Node has raised the soft limit already. */
function refuseTooManySockets(): void {
  const limits = readFileSync('/proc/self/limits', 'utf8');
  const open = Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Number.POSITIVE_INFINITY);
  if (SOCKETS + OTHER_FILES <= open) return;
  console.error(
    `${SOCKETS} sockets need as many open files, and a process may have ${open} here: ` +
      `run "ulimit -n ${SOCKETS + OTHER_FILES}" first, or ask for fewer with --sockets.`,
  );
  process.exit(2);
}

const wants = (part: string) => flags.only === undefined || flags.only === part;

console.log(`Limits set for this: ${JSON.stringify(BENCH_LIMITS)}; all others are the defaults.`);
if (wants('idle')) refuseTooManySockets();
if (wants('load')) await measureLoads();
if (wants('idle')) await measureIdle();
if (wants('swarms')) await measureSwarms();
