// What all clients of the gateway share, when they write: what cannot be is refused before the DHT
// is asked, what can be is told at once, and one target is written once in two seconds.

import '../support/ready.ts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Item, MAX_SEQ, SEQ_STEPS_PER_SECOND } from '../../src/wire/bep44.ts';
import { EPOCH } from '../ports/memory-clock.ts';
import { item } from '../wire/items.ts';
import { Desk, never } from './store-desk.ts';

let desk: Desk;

beforeEach(() => {
  vi.useFakeTimers({ now: EPOCH });
  desk = new Desk();
});

afterEach(() => {
  desk.store.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

describe('a put', () => {
  test('is written once, and its writer hears how it went', () => {
    const writer = desk.put(item(1, 5));
    expect(writer.take()).toEqual([]);
    desk.dht.stored({ copies: 20 });
    expect(writer.take()).toEqual(['stored x20']);
    expect(desk.dht.calls).toEqual(['put 1 @5']);
    vi.advanceTimersByTime(60_000);
    expect(desk.dht.calls).toEqual(['put 1 @5']);
    expect(writer.take()).toEqual([]);
  });

  const NOW_SEQ = (EPOCH / 1_000) * SEQ_STEPS_PER_SECOND;
  const AHEAD = 600 * SEQ_STEPS_PER_SECOND;
  const forged = { ...item(1, 9), sig: item(1, 8).sig };

  test.each<[string, Item, number | undefined, string]>([
    ['a bad signature', forged, undefined, 'invalid'],
    ['another signer', { ...item(1, 9), k: item(2, 9).k }, undefined, 'invalid'],
    ['an equal seq', item(1, 7), undefined, 'conflict'],
    ['a lower seq', item(1, 6), undefined, 'conflict'],
    ['an equal seq, and over itself', item(1, 7), 7, 'conflict'],
    ['what it is to replace gone', item(1, 9), 6, 'conflict'],
    ['a time too far ahead', item(1, NOW_SEQ + AHEAD + 1), undefined, 'invalid'],
    ['a seq beyond all times', item(1, MAX_SEQ), undefined, 'invalid'],
  ])('with %s is refused before the DHT is asked', (_, one, cas, reason) => {
    desk.put(item(1, 7));
    const watcher = desk.watch(1);
    watcher.take();
    let permits = 0;
    const counting = () => ++permits > 0;
    expect(desk.put(one, cas, counting).take()).toEqual([reason]);
    expect(desk.dht.calls).toEqual(['put 1 @7']);
    expect([permits, watcher.take(), desk.get(1, never).take()]).toEqual([0, [], ['@7', 'busy']]);
    expect(desk.counts).toMatchObject({ [`put-refused-${reason}`]: 1 });
  });

  test('up to ten minutes ahead is taken', () => {
    desk.put(item(1, NOW_SEQ + AHEAD));
    expect(desk.dht.calls).toEqual([`put 1 @${NOW_SEQ + AHEAD}`]);
  });

  test('over what is kept, or over something newer that is not, is left to the DHT', () => {
    desk.put(item(1, 5));
    desk.dht.stored({ copies: 8 });
    vi.advanceTimersByTime(2_000);
    desk.put(item(1, 9), 5);
    desk.dht.stored({ copies: 8 });
    vi.advanceTimersByTime(2_000);
    desk.put(item(1, 12), 11);
    expect(desk.dht.calls).toEqual(['put 1 @5', 'put 1 @9 over @5', 'put 1 @12 over @11']);
  });

  test('without a permit is busy, and is not kept', () => {
    expect(desk.put(item(1, 5), undefined, never).take()).toEqual(['busy']);
    expect([desk.dht.calls, desk.store.cached]).toEqual([[], 0]);
    expect(desk.counts).toEqual({ 'put-refused-busy': 1 });
  });

  test('beyond dhtWrites is busy, except for what is being written anyway', () => {
    desk = new Desk({ dhtWrites: 2 });
    desk.put(item(1, 5));
    desk.put(item(2, 5));
    expect(desk.put(item(3, 5)).take()).toEqual(['busy']);
    expect(desk.put(item(2, 6)).take()).toEqual([]);
    desk.dht.stored({ copies: 8 });
    expect(desk.put(item(3, 5)).take()).toEqual(['busy']);
    vi.advanceTimersByTime(2_000);
    expect(desk.put(item(3, 5)).take()).toEqual([]);
    expect(desk.dht.calls).toEqual(['put 1 @5', 'put 2 @5', 'put 3 @5']);
  });

  test('beyond dhtWriteBurst and dhtWritesPerSecond is busy, whoever asks', () => {
    desk = new Desk({ dhtWriteBurst: 2, dhtWritesPerSecond: 1 });
    desk.put(item(1, 5));
    desk.put(item(2, 5));
    expect(desk.put(item(3, 5)).take()).toEqual(['busy']);
    vi.advanceTimersByTime(1_000);
    expect(desk.put(item(3, 5)).take()).toEqual([]);
    expect(desk.dht.calls).toEqual(['put 1 @5', 'put 2 @5', 'put 3 @5']);
  });

  test('that conflicts in the DHT is forgotten: who asks next hears what is there', () => {
    const writer = desk.put(item(1, 5));
    desk.dht.stored({ refusal: 'conflict' });
    expect(writer.take()).toEqual(['conflict']);
    expect(desk.store.cached).toBe(0);
    const asker = desk.get(1);
    desk.dht.found(item(1, 4));
    expect(asker.take()).toEqual(['@4']);
  });

  test('that conflicts does not take a newer one with it', () => {
    desk.put(item(1, 5));
    desk.put(item(1, 6));
    desk.dht.stored({ refusal: 'conflict' });
    expect(desk.get(1, never).take()).toEqual(['@6', 'busy']);
  });

  test.each(['busy', 'unreachable'] as const)('that the DHT ends as %s stays', (refusal) => {
    const writer = desk.put(item(1, 5));
    desk.dht.stored({ refusal });
    expect([writer.take(), desk.get(1, never).take()]).toEqual([[refusal], ['@5', 'busy']]);
  });
});

describe('many puts to one target', () => {
  test('are one write in two seconds, of the newest, whose end all of them hear', () => {
    const writers = [5, 6, 7, 8].map((seq) => desk.put(item(1, seq)));
    expect(desk.dht.calls).toEqual(['put 1 @5']);
    vi.advanceTimersByTime(500);
    desk.dht.stored({ copies: 8 });
    vi.advanceTimersByTime(1_499);
    expect(desk.dht.calls).toEqual(['put 1 @5']);
    vi.advanceTimersByTime(1);
    expect(desk.dht.calls).toEqual(['put 1 @5', 'put 1 @8']);
    expect(writers.map((writer) => writer.take())).toEqual([['stored x8'], [], [], []]);
    desk.dht.stored({ copies: 9 });
    const told = writers.map((writer) => writer.take());
    expect(told).toEqual([[], ['stored x9'], ['stored x9'], ['stored x9']]);
  });

  test('wait for a write that takes longer, and then go at once', () => {
    desk.put(item(1, 5));
    desk.put(item(1, 6));
    vi.advanceTimersByTime(14_000);
    expect(desk.dht.calls).toEqual(['put 1 @5']);
    desk.dht.stored({ copies: 8 });
    vi.advanceTimersByTime(0);
    expect(desk.dht.calls).toEqual(['put 1 @5', 'put 1 @6']);
  });

  test('never are two in two seconds, over any time', () => {
    for (let ms = 0; ms < 60_000; ms += 100) {
      desk.put(item(1, 100 + ms));
      desk.dht.stored({ copies: 8 });
      vi.advanceTimersByTime(100);
    }
    // At 0, 2, 4 … 60 s.
    expect(desk.dht.calls.length).toBe(31);
  });

  test('each need a permit: what replaces another is told to all who watch', () => {
    desk.put(item(1, 5));
    desk.put(item(1, 6));
    expect(desk.put(item(1, 7), undefined, never).take()).toEqual(['busy']);
  });

  test.each<[string, readonly [number, number | undefined][], string]>([
    ['one', [[6, 5]], 'put 1 @6 over @5'],
    [
      'one over the other',
      [
        [6, 5],
        [7, 6],
      ],
      'put 1 @7 over @5',
    ],
    [
      'the last over whatever is there',
      [
        [6, 5],
        [7, undefined],
      ],
      'put 1 @7',
    ],
    [
      'the first over whatever is there',
      [
        [6, undefined],
        [7, 6],
      ],
      'put 1 @7',
    ],
  ])('are written over what the first of them was to replace: %s', (_, waiting, call) => {
    desk.put(item(1, 5));
    for (const [seq, cas] of waiting) desk.put(item(1, seq), cas);
    desk.dht.stored({ copies: 8 });
    vi.advanceTimersByTime(2_000);
    expect(desk.dht.calls).toEqual(['put 1 @5', call]);
  });

  test('do not end when the store does', () => {
    const writers = [desk.put(item(1, 5)), desk.put(item(1, 6))];
    const asker = desk.get(1);
    asker.take();
    desk.store.close();
    desk.dht.stored({ copies: 8 });
    vi.advanceTimersByTime(60_000);
    expect(writers.map((writer) => writer.take())).toEqual([[], []]);
    expect(desk.dht.calls).toEqual(['put 1 @5', 'get 1']);
  });
});
