// What the operator reads in the log while the bridge runs: turns, troubles and summaries, on fake
// time and with figures that are a test's.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BridgeStats } from '../../../relay-node/bridge.ts';
import type { DhtStats } from '../../../relay-node/gateway/dht-gateway.ts';
import { Watch } from '../../../relay-node/operating/watch.ts';
import { keptJournal, linesOf } from './operate.ts';

const LOOK_MS = 5_000;
const SUMMARY_MS = 3_600_000;

const DHT: DhtStats = {
  health: 'connecting',
  nodes: 0,
  restarts: 0,
  canary: undefined,
  clients: 0,
  watched: 0,
  cached: 0,
  counts: {},
};

let dht: DhtStats | undefined;
let counts: Record<string, number>;
let watch: Watch;
let text: () => string;
let asked: number;

function begin(summaries: 'hourly' | 'none' = 'hourly'): void {
  const kept = keptJournal();
  text = kept.text;
  const stats = (): BridgeStats => ({
    sockets: 3,
    addresses: 2,
    swarms: 1,
    peers: 3,
    dht,
    relay: { circuits: 1, waiting: 0, forwardedBytes: 500 },
    counts: { ...counts },
  });
  const condition = () => ({ ready: true, dht: dht?.health ?? 'off', relay: 'members' }) as const;
  const summaryMs = summaries === 'none' ? undefined : SUMMARY_MS;
  const onSummary = () => {
    asked += 1;
  };
  watch = new Watch({ bridge: { stats, condition }, journal: kept.journal, summaryMs, onSummary });
}

const told = () => linesOf(text()).map(({ event }) => event);

beforeEach(() => {
  vi.useFakeTimers();
  [dht, counts, asked] = [undefined, {}, 0];
});

afterEach(() => {
  watch.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test('every turn of the health of the DHT, within five seconds, and once', () => {
  dht = DHT;
  begin();
  for (const health of ['connecting', 'working', 'working', 'unreachable', 'working'] as const) {
    dht = { ...DHT, health };
    vi.advanceTimersByTime(LOOK_MS);
  }
  expect(told()).toEqual(['dht-connecting', 'dht-working', 'dht-unreachable', 'dht-working']);
});

test('nothing of a DHT that is off', () => {
  begin();
  vi.advanceTimersByTime(LOOK_MS);
  expect(told()).toEqual([]);
});

test.each([
  ['nodes-not-saved', 'nodes-not-saved'],
  ['internal-error', 'internal-error'],
  ['too-many-sockets', 'bridge-full'],
  ['too-many-addresses', 'bridge-full'],
  ['too-many-swarms', 'bridge-full'],
])('the trouble %s once between two summaries, and again when it goes on', (code, event) => {
  begin();
  vi.advanceTimersByTime(LOOK_MS);
  expect(told()).toEqual([]);
  for (let seen = 1; seen <= 3; seen++) {
    counts[code] = seen;
    vi.advanceTimersByTime(LOOK_MS);
  }
  expect(linesOf(text())).toMatchObject([{ event, code }]);
  vi.advanceTimersByTime(SUMMARY_MS);
  expect(told()).toEqual([event, 'summary']);
  counts[code] = 4;
  vi.advanceTimersByTime(LOOK_MS);
  expect(told()).toEqual([event, 'summary', event]);
});

test('what clients do is no trouble', () => {
  begin();
  counts = { 'invalid-json': 100, 'socket-slowed': 100, draining: 1 };
  vi.advanceTimersByTime(LOOK_MS);
  expect(told()).toEqual([]);
});

test('that the thread of the DHT was started anew', () => {
  dht = { ...DHT, restarts: 1 };
  begin();
  dht = { ...DHT, restarts: 2 };
  vi.advanceTimersByTime(LOOK_MS);
  expect(told()).toEqual(['dht-connecting', 'dht-restarted']);
});

test('a summary of totals, and of how often each thing happened since the last one', () => {
  dht = { ...DHT, health: 'working', nodes: 120, canary: 0.5 };
  begin();
  counts = { 'socket-opened': 3, 'invalid-json': 1 };
  vi.advanceTimersByTime(SUMMARY_MS);
  counts = { 'socket-opened': 5, 'invalid-json': 1 };
  vi.advanceTimersByTime(SUMMARY_MS);
  const lines = linesOf(text()).filter(({ event }) => event === 'summary');
  expect(lines.map((line) => line.counts)).toEqual([
    { 'socket-opened': 3, 'invalid-json': 1 },
    { 'socket-opened': 2 },
  ]);
  expect(lines[0]).toEqual({
    time: expect.any(String),
    level: 'info',
    event: 'summary',
    message: expect.any(String),
    sockets: 3,
    addresses: 2,
    swarms: 1,
    peers: 3,
    dht: 'working',
    dhtNodes: 120,
    dhtCanary: 0.5,
    dhtRestarts: 0,
    dhtClients: 0,
    dhtWatched: 0,
    dhtCached: 0,
    circuits: 1,
    relayedBytes: 500,
    memoryBytes: expect.any(Number),
    counts: expect.any(Object),
  });
  expect(asked).toBe(2);
});

test('no summary for those who want none', () => {
  begin('none');
  vi.advanceTimersByTime(10 * SUMMARY_MS);
  expect(told()).toEqual([]);
});

test('a look at the end tells what happened since the last one', () => {
  begin();
  counts = { 'nodes-not-saved': 1 };
  watch.look();
  expect(told()).toEqual(['nodes-not-saved']);
});
