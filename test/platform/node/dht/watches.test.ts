// Watching by looking again and again: how often, for whom, within which budget, and until when.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../../../src/base/time.ts';
import type { Rate } from '../../../../src/base/token-bucket.ts';
import type { Looking } from '../../../../src/platform/node/dht/dht-node.ts';
import { Watches } from '../../../../src/platform/node/dht/watches.ts';
import type { Item } from '../../../../src/wire/bep44.ts';

const TARGET = new Uint8Array(20).fill(1);
const OTHER = new Uint8Array(20).fill(2);
/** So much that no loop ever waits for it. */
const PLENTY: Rate = { perSecond: 1_000, burst: 1_000 };

const item = (seq: number): Item => ({
  k: new Uint8Array(32),
  sig: new Uint8Array(64),
  v: new Uint8Array(996),
  seq,
});

/** Watches over a DHT that a test plays: looks end at once with what is there, unless told. */
class Bench {
  readonly looks: {
    readonly target: Uint8Array;
    readonly at: number;
    readonly looking: Looking;
  }[] = [];
  readonly watches: Watches;
  there: Item | undefined;
  slow = false;

  constructor(lookups: Rate = PLENTY) {
    this.watches = new Watches({
      get: (target, looking) => {
        this.looks.push({ target, at: Date.now(), looking });
        if (this.slow) return;
        if (this.there !== undefined) looking.onItem(this.there);
        looking.onEnd();
      },
      lookups,
      now: () => Date.now(),
    });
  }

  /** Watches; returns the numbers of what is told from now on. */
  watch(target = TARGET): { readonly told: number[]; readonly stop: () => void } {
    const told: number[] = [];
    return { told, stop: this.watches.watch(target, ({ seq }) => told.push(seq)) };
  }

  /** How many looks there were in a time that passes meanwhile. */
  looksIn(ms: number): number {
    const before = this.looks.length;
    vi.advanceTimersByTime(ms);
    return this.looks.length - before;
  }
}

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the pace', () => {
  test('is 2 s for a minute, 5 s until the tenth, 10 s until the thirtieth, and then 30 s', () => {
    const bench = new Bench();
    bench.watch();
    expect([
      bench.looksIn(MINUTE_MS),
      bench.looksIn(9 * MINUTE_MS),
      bench.looksIn(20 * MINUTE_MS),
      bench.looksIn(60 * MINUTE_MS),
    ]).toEqual([30, 108, 120, 120]);
  });

  test('starts anew for whoever comes: the next look is in 2 s, and not in 30', () => {
    const bench = new Bench();
    bench.watch();
    vi.advanceTimersByTime(60 * MINUTE_MS + SECOND_MS);
    bench.watch();
    expect([bench.looksIn(1_999), bench.looksIn(1)]).toEqual([0, 1]);
    expect(bench.looksIn(10 * SECOND_MS)).toBe(5);
  });

  test('is not put off by those who come more often than that', () => {
    const bench = new Bench();
    bench.watch();
    for (let i = 0; i < 60; i++) {
      vi.advanceTimersByTime(SECOND_MS);
      bench.watch().stop();
    }
    expect(bench.looks.length).toBe(30);
  });

  test('counts from the end of a look that takes long, of which there is one at a time', () => {
    const bench = new Bench();
    bench.slow = true;
    bench.watch();
    expect(bench.looksIn(MINUTE_MS)).toBe(1);
    bench.watch();
    expect(bench.looksIn(MINUTE_MS)).toBe(0);
    bench.looks[0]?.looking.onEnd('unreachable');
    expect([bench.looksIn(1_999), bench.looksIn(MINUTE_MS)]).toEqual([0, 1]);
  });
});

describe('one loop', () => {
  test('serves a hundred who watch one target, and each target has its own', () => {
    const bench = new Bench();
    const all = Array.from({ length: 100 }, () => bench.watch());
    bench.watch(OTHER);
    bench.there = item(1);
    expect([bench.watches.size, bench.looksIn(10 * SECOND_MS)]).toEqual([2, 10]);
    expect(all.map(({ told }) => told)).toEqual(all.map(() => [1]));
    expect(bench.looks.filter(({ target }) => target === OTHER).length).toBe(5);
  });

  test('ends with the last who watches, and whatever it was doing is for nobody', () => {
    const bench = new Bench();
    bench.slow = true;
    const [first, second] = [bench.watch(), bench.watch()];
    first.stop();
    first.stop();
    expect([bench.watches.has(TARGET), bench.looksIn(2 * SECOND_MS)]).toEqual([true, 1]);
    second.stop();
    bench.looks[0]?.looking.onItem(item(1));
    bench.looks[0]?.looking.onEnd();
    expect([bench.watches.has(TARGET), bench.watches.size]).toEqual([false, 0]);
    expect([bench.looksIn(MINUTE_MS), first.told, second.told]).toEqual([0, [], []]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('that ended does not end the next one of its target', () => {
    const bench = new Bench();
    const first = bench.watch();
    first.stop();
    const second = bench.watch();
    first.stop();
    bench.there = item(1);
    vi.advanceTimersByTime(2 * SECOND_MS);
    expect([first.told, second.told]).toEqual([[], [1]]);
  });

  test('ends with all others when everything is closed', () => {
    const bench = new Bench();
    bench.slow = true;
    const watching = bench.watch();
    vi.advanceTimersByTime(2 * SECOND_MS);
    bench.watch(OTHER);
    bench.watches.close();
    bench.looks[0]?.looking.onItem(item(1));
    bench.looks[0]?.looking.onEnd();
    expect([bench.looksIn(MINUTE_MS), watching.told, vi.getTimerCount()]).toEqual([0, [], 0]);
  });
});

describe('what is told', () => {
  test('is each newer item once, to everybody; seq never falls', () => {
    const bench = new Bench();
    const watching = bench.watch();
    for (const seq of [5, 5, 3, 6, 4, 6, 8]) {
      bench.there = item(seq);
      vi.advanceTimersByTime(2 * SECOND_MS);
    }
    expect(watching.told).toEqual([5, 6, 8]);
  });

  test('is at once what is known already, to whoever comes later', () => {
    const bench = new Bench();
    bench.watch();
    bench.there = item(5);
    vi.advanceTimersByTime(2 * SECOND_MS);
    expect([bench.watch().told, bench.watch(OTHER).told]).toEqual([[5], []]);
  });

  test('is at once what came in another way, and never again by a look', () => {
    const bench = new Bench();
    const [one, two, other] = [bench.watch(), bench.watch(), bench.watch(OTHER)];
    bench.watches.note(TARGET, item(7));
    bench.watches.note(TARGET, item(6));
    bench.watches.note(new Uint8Array(20), item(9));
    bench.there = item(7);
    expect([one.told, two.told, other.told]).toEqual([[7], [7], []]);
    vi.advanceTimersByTime(2 * SECOND_MS);
    expect([one.told, two.told, other.told]).toEqual([[7], [7], [7]]);
  });

  test('is not told to one who was stopped by another just then', () => {
    const bench = new Bench();
    const later: { stop?: () => void } = {};
    bench.watches.watch(TARGET, () => later.stop?.());
    const last = bench.watch();
    later.stop = last.stop;
    bench.watches.note(TARGET, item(1));
    bench.watches.note(TARGET, item(2));
    expect(last.told).toEqual([1]);
  });

  test('begins with seq 0', () => {
    const bench = new Bench();
    const watching = bench.watch();
    bench.watches.note(TARGET, item(0));
    expect(watching.told).toEqual([0]);
  });
});

describe('the budget', () => {
  const target = (i: number) => new Uint8Array(20).fill(i);

  test('slows every loop, and starves none', () => {
    const bench = new Bench({ perSecond: 2, burst: 2 });
    for (let i = 0; i < 20; i++) bench.watch(target(i));
    // The burst, and then two a second: a round takes ten seconds instead of two.
    expect(bench.looksIn(2 * SECOND_MS)).toBe(2);
    expect(bench.looksIn(40 * SECOND_MS)).toBe(80);
    const each = Array.from(
      { length: 20 },
      (_, i) => bench.looks.filter((look) => look.target[0] === i).length,
    );
    expect(Math.min(...each)).toBeGreaterThanOrEqual(4);
  });

  test('that suffices again is used again', () => {
    const bench = new Bench({ perSecond: 2, burst: 2 });
    const all = Array.from({ length: 20 }, (_, i) => bench.watch(target(i)));
    vi.advanceTimersByTime(20 * SECOND_MS);
    for (const { stop } of all.slice(2)) stop();
    vi.advanceTimersByTime(2 * SECOND_MS);
    expect(bench.looksIn(20 * SECOND_MS)).toBe(20);
  });
});
