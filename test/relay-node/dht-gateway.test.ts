// The bridge's whole way to the DHT, on fake time and with a thread that is a test's: when it says
// that it works, what it tells of itself, and when it saves whom it knows.

import '../support/ready.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { Counters } from '../../relay-node/counters.ts';
import { DhtGateway } from '../../relay-node/gateway/dht-gateway.ts';
import { loadNodes } from '../../relay-node/gateway/saved-nodes.ts';
import { DEFAULT_LIMITS } from '../../relay-node/limits.ts';
import { PUBLIC_BOOTSTRAP } from '../../src/platform/node/dht/dht-node.ts';
import type { DhtJob } from '../../src/platform/node/dht/dht-thread.ts';
import { EPOCH } from '../ports/memory-clock.ts';
import { type Answer, FakeDhtThread } from './fake-dht-thread.ts';

const NODE = { host: '192.0.2.1', port: 6_881 };
const PULSE_MS = 2_000;
const RETRY_MS = 30_000;

let thread: FakeDhtThread;
let gateway: DhtGateway;

/** Takes what is put, and gives it back. */
function remembering(): (job: DhtJob) => readonly Answer[] {
  let kept: Extract<DhtJob, { kind: 'put' }>['item'] | undefined;
  return (job) => {
    if (job.kind === 'put') kept = job.item;
    if (job.kind === 'put') return [{ kind: 'stored', copies: 8 }];
    return [...(kept ? [{ kind: 'item', item: kept } as const] : []), { kind: 'got' }];
  };
}

const lossy = (): readonly Answer[] => [{ kind: 'stored', copies: 0 }];

async function start(nodesFile?: string): Promise<void> {
  gateway = await DhtGateway.start(
    { nodesFile, spawn: thread.spawn },
    DEFAULT_LIMITS,
    new Counters(),
  );
}

/** The thread shows that it lives, as long as this takes. */
function live(durationMs: number): void {
  for (let ms = 0; ms < durationMs; ms += PULSE_MS) {
    thread.pulse(NODE);
    vi.advanceTimersByTime(PULSE_MS);
  }
}

beforeEach(() => {
  vi.useFakeTimers({ now: EPOCH });
  thread = new FakeDhtThread();
});

afterEach(async () => {
  await gateway.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

test('it begins with the nodes of everybody, at any port', async () => {
  await start();
  expect(thread.settings).toEqual({
    bootstrap: PUBLIC_BOOTSTRAP,
    host: '0.0.0.0',
    port: 0,
    testNet: false,
    nodes: [],
  });
});

test('it works while its thread knows nodes, and its own item comes back', async () => {
  await start();
  thread.answers = remembering();
  const turns: string[] = [];
  const note = () => turns.push(gateway.service.health);
  note();
  live(PULSE_MS);
  note();
  expect(gateway.stats()).toEqual({
    health: 'working',
    nodes: 1,
    restarts: 0,
    canary: 1,
    clients: 0,
    watched: 0,
    cached: 0,
    counts: {},
  });
  thread.answers = lossy;
  live(600_000);
  note();
  live(RETRY_MS);
  note();
  expect(gateway.stats()).toMatchObject({ health: 'unreachable', canary: 1 / 3 });
  thread.answers = remembering();
  live(RETRY_MS);
  note();
  thread.pulse();
  note();
  expect(turns).toEqual([
    'connecting',
    'working',
    'working',
    'unreachable',
    'working',
    'connecting',
  ]);
});

test('a thread that breaks down, or falls silent, is started anew', async () => {
  await start();
  thread.answers = remembering();
  live(PULSE_MS);
  thread.emit('error', new Error('a packet'));
  expect(gateway.stats()).toMatchObject({ health: 'unreachable', restarts: 1 });
  vi.advanceTimersByTime(1_000);
  live(PULSE_MS);
  expect(gateway.stats()).toMatchObject({ health: 'working', restarts: 1 });
  vi.advanceTimersByTime(10_000);
  expect(gateway.stats()).toMatchObject({ health: 'unreachable', restarts: 2 });
});

test('it saves whom it knows every five minutes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-nodes-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'nodes.json');
  await start(path);
  thread.answers = remembering();
  live(298_000);
  expect(await loadNodes(path)).toEqual([]);
  live(PULSE_MS);
  while ((await loadNodes(path)).length === 0);
  expect(await loadNodes(path)).toEqual([NODE]);
});
