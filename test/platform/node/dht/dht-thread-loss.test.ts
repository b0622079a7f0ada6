// Our DHT node when its thread breaks down, ends, or falls silent: what was asked of it is refused,
// another one is started with the nodes that it knew, and later each time that this does not help.

import type { Worker } from 'node:worker_threads';
import '../../../support/ready.ts';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../../../src/base/time.ts';
import { DhtNode, type DhtNodeOptions } from '../../../../src/platform/node/dht/dht-node.ts';
import type { DhtHealth } from '../../../../src/ports/dht.ts';
import { item, target } from '../../../wire/items.ts';
import { FakeThread, NODES } from './fake-thread.ts';

const TARGET = target(1);
const ITEM = item(1, 7);

class Bench {
  readonly threads: FakeThread[] = [];
  readonly healths: DhtHealth[] = [];
  /** How everything that was asked went on, in order. */
  readonly told: (number | string)[] = [];
  readonly node: DhtNode;

  constructor(options: Partial<DhtNodeOptions> = {}) {
    this.node = new DhtNode({
      bootstrap: ['127.0.1.1:6881'],
      host: '127.0.2.1',
      port: 0,
      testNet: true,
      spawn: () => {
        const thread = new FakeThread();
        this.threads.push(thread);
        return thread as unknown as Worker;
      },
      ...options,
    });
    this.node.onHealth((health) => this.healths.push(health));
    onTestFinished(() => this.node.close());
  }

  get thread(): FakeThread {
    return this.threads.at(-1) as FakeThread;
  }

  get(): void {
    this.node.get(TARGET, {
      onItem: ({ seq }) => this.told.push(seq),
      onEnd: (refusal) => this.told.push(refusal ?? 'got'),
    });
  }

  put(cas?: number): void {
    this.node.put(ITEM, cas, (stored) =>
      this.told.push('copies' in stored ? stored.copies : stored.refusal),
    );
  }

  /** The id of the job that was posted last. */
  get id(): number {
    return this.thread.jobs.at(-1)?.id ?? 0;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('what is asked', () => {
  test('goes to the thread, and each job hears what is its own', () => {
    const bench = new Bench();
    bench.get();
    bench.put(3);
    const [first, second] = bench.thread.jobs;
    expect([first, second]).toEqual([
      { kind: 'get', id: 1, target: TARGET },
      { kind: 'put', id: 2, item: ITEM, cas: 3 },
    ]);
    bench.thread.tell({ kind: 'item', id: 1, item: ITEM });
    bench.thread.tell({ kind: 'stored', id: 2, copies: 8 });
    bench.thread.tell({ kind: 'got', id: 1 });
    bench.thread.tell({ kind: 'got', id: 1 });
    bench.thread.tell({ kind: 'item', id: 1, item: ITEM });
    expect(bench.told).toEqual([7, 8, 'got']);
  });

  test.each(['conflict', 'unreachable'] as const)('is refused as %s by the thread', (kind) => {
    const bench = new Bench();
    bench.put();
    bench.thread.tell({ kind, id: bench.id });
    expect(bench.told).toEqual([kind]);
  });

  test('ends after a while, whether or not the thread has ended it', () => {
    const bench = new Bench();
    bench.get();
    bench.put();
    const pulsing = setInterval(() => bench.thread.pulse(), SECOND_MS);
    vi.advanceTimersByTime(12 * SECOND_MS - 1);
    expect(bench.told).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(bench.told).toEqual(['unreachable']);
    vi.advanceTimersByTime(3 * SECOND_MS);
    bench.thread.tell({ kind: 'stored', id: 2, copies: 8 });
    expect([bench.told, bench.node.restarts]).toEqual([['unreachable', 'unreachable'], 0]);
    clearInterval(pulsing);
  });

  test('is at most 256 things at once', () => {
    const bench = new Bench();
    for (let i = 0; i < 256; i++) bench.get();
    expect(bench.told).toEqual([]);
    bench.get();
    bench.put();
    expect([bench.told, bench.thread.jobs.length]).toEqual([['busy', 'busy'], 256]);
    bench.thread.tell({ kind: 'got', id: 1 });
    bench.get();
    expect([bench.told, bench.thread.jobs.length]).toEqual([['busy', 'busy', 'got'], 257]);
  });
});

describe('health', () => {
  test('is what the table says: nobody in it, or somebody', () => {
    const bench = new Bench();
    expect(bench.node.health).toBe('connecting');
    bench.thread.pulse([]);
    bench.thread.pulse(NODES, { 'source-rate': 2 });
    bench.thread.pulse();
    bench.thread.pulse([]);
    expect(bench.healths).toEqual(['working', 'connecting']);
    expect(bench.node.nodes).toEqual(NODES);
  });

  test('comes with what the guard has counted', () => {
    const bench = new Bench();
    bench.thread.pulse(NODES, { 'source-rate': 2 });
    expect(bench.node.counts).toEqual({ 'source-rate': 2 });
  });

  test('is told no more to who does not want it', () => {
    const bench = new Bench();
    const heard: DhtHealth[] = [];
    const stop = bench.node.onHealth((health) => heard.push(health));
    stop();
    bench.thread.pulse();
    expect([heard, bench.healths]).toEqual([[], ['working']]);
  });
});

describe('a thread is lost', () => {
  const LOSSES: readonly (readonly [string, (bench: Bench) => void])[] = [
    ['throws', ({ thread }) => void thread.emit('error', new Error('a packet too many'))],
    ['ends', ({ thread }) => void thread.emit('exit', 1)],
    ['falls silent', () => void vi.advanceTimersByTime(10 * SECOND_MS)],
  ];

  test.each(LOSSES)('since it %s: refused, and started anew with what it knew', (_, lose) => {
    const bench = new Bench({ nodes: [{ host: '127.0.9.9', port: 1_024 }] });
    const [first] = bench.threads;
    expect(first?.settings?.nodes).toEqual([{ host: '127.0.9.9', port: 1_024 }]);
    first?.pulse();
    bench.get();
    bench.put();
    lose(bench);
    expect([first?.ended, bench.told]).toEqual([true, ['unreachable', 'unreachable']]);
    expect([bench.healths, bench.node.restarts]).toEqual([['working', 'unreachable'], 1]);
    bench.get();
    expect([bench.told.length, bench.threads.length]).toEqual([3, 1]);
    vi.advanceTimersByTime(SECOND_MS);
    expect(bench.threads.length).toBe(2);
    expect(bench.thread.settings).toEqual({ ...first?.settings, nodes: NODES });
    bench.thread.pulse();
    bench.get();
    bench.thread.tell({ kind: 'got', id: bench.id });
    expect([bench.told.at(-1), bench.node.health]).toEqual(['got', 'working']);
  });

  test('and whatever it still says counts no more', () => {
    const bench = new Bench();
    const first = bench.thread;
    first.emit('error', new Error('gone'));
    first.pulse();
    vi.advanceTimersByTime(SECOND_MS);
    bench.get();
    first.pulse();
    first.tell({ kind: 'got', id: bench.id });
    first.emit('exit', 1);
    expect([bench.told, bench.healths, bench.node.restarts]).toEqual([[], ['unreachable'], 1]);
  });

  test('but not while it tells that it lives', () => {
    const bench = new Bench();
    for (let i = 0; i < 30; i++) {
      vi.advanceTimersByTime(9 * SECOND_MS);
      bench.thread.pulse([]);
    }
    expect([bench.threads.length, bench.node.restarts]).toEqual([1, 0]);
  });

  /** How long it takes until there is another one. */
  function waitMs(bench: Bench): number {
    const { length } = bench.threads;
    bench.thread.emit('error', new Error('again'));
    let waited = 0;
    for (; bench.threads.length === length; waited += 50) vi.advanceTimersByTime(50);
    return waited;
  }

  test('again and again: each time it takes longer, up to a minute, until one knows somebody', () => {
    const bench = new Bench();
    const waits = Array.from({ length: 9 }, () => waitMs(bench));
    for (const [i, wait] of waits.entries()) {
      const limit = Math.min(MINUTE_MS, SECOND_MS * 2 ** i);
      expect(wait).toBeGreaterThanOrEqual(limit / 2);
      expect(wait).toBeLessThanOrEqual(limit + 50);
    }
    bench.thread.pulse([]);
    expect(waitMs(bench)).toBeGreaterThanOrEqual(MINUTE_MS / 2);
    bench.thread.pulse();
    expect(waitMs(bench)).toBeLessThanOrEqual(SECOND_MS + 50);
  });
});

describe('closing', () => {
  test('ends the thread and refuses what it was doing; nothing follows', async () => {
    const bench = new Bench();
    bench.get();
    const closed = bench.node.close();
    expect([bench.told, bench.thread.ended]).toEqual([['unreachable'], true]);
    await closed;
    bench.thread.pulse();
    bench.get();
    bench.put();
    vi.advanceTimersByTime(MINUTE_MS);
    expect([bench.threads.length, bench.healths]).toEqual([1, []]);
    expect(bench.told).toEqual(['unreachable', 'unreachable', 'unreachable']);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('starts no other thread when there is none just then', async () => {
    const bench = new Bench();
    bench.thread.emit('error', new Error('gone'));
    await bench.node.close();
    vi.advanceTimersByTime(MINUTE_MS);
    expect(bench.threads.length).toBe(1);
  });
});
