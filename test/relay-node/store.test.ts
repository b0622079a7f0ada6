// What all clients of the gateway share, when they read and watch: however many ask for one thing, the
// DHT is asked once, and never more often than it may be.

import '../support/ready.ts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
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

describe('a get', () => {
  test('asked for by many is one lookup, and all hear all of it', () => {
    const askers = Array.from({ length: 100 }, () => desk.get(1));
    desk.dht.found(item(1, 5), item(1, 7));
    desk.dht.got();
    expect(askers.map((asker) => asker.take())).toEqual(askers.map(() => ['@5', '@7', 'got']));
    expect(desk.dht.calls).toEqual(['get 1']);
    expect(desk.counts).toEqual({});
  });

  test('that joins late hears first what was found before', () => {
    const early = desk.get(1);
    desk.dht.found(item(1, 5));
    const late = desk.get(1, never);
    expect(late.take()).toEqual(['@5']);
    desk.dht.found(item(1, 7));
    desk.dht.got();
    expect([early.take(), late.take()]).toEqual([
      ['@5', '@7', 'got'],
      ['@7', 'got'],
    ]);
    expect(desk.dht.calls).toEqual(['get 1']);
  });

  test('within two seconds of another is answered from memory, whether or not anything was there', () => {
    desk.get(1);
    desk.dht.found(item(1, 5));
    desk.dht.got();
    desk.get(2);
    desk.dht.got();
    vi.advanceTimersByTime(1_999);
    expect([desk.get(1, never).take(), desk.get(2, never).take()]).toEqual([
      ['@5', 'got'],
      ['got'],
    ]);
    expect(desk.dht.calls).toEqual(['get 1', 'get 2']);
    vi.advanceTimersByTime(1);
    const [first, second] = [desk.get(1), desk.get(2)];
    expect([first.take(), second.take()]).toEqual([['@5'], []]);
    expect(desk.dht.calls).toEqual(['get 1', 'get 2', 'get 1', 'get 2']);
  });

  test('tells what is kept at once, and what the DHT has since', () => {
    desk.put(item(1, 5));
    const asker = desk.get(1);
    expect(asker.take()).toEqual(['@5']);
    desk.dht.found(item(1, 6));
    desk.dht.got();
    expect(asker.take()).toEqual(['@6', 'got']);
  });

  test.each(['busy', 'unreachable'] as const)('that the DHT ends as %s is told so', (reason) => {
    const askers = [desk.get(1), desk.get(1)];
    desk.dht.found(item(1, 5));
    desk.dht.got(reason);
    expect(askers.map((asker) => asker.take())).toEqual([
      ['@5', reason],
      ['@5', reason],
    ]);
    // It was no look to the end: whoever asks next makes another.
    expect(desk.get(1).take()).toEqual(['@5']);
    expect(desk.dht.calls).toEqual(['get 1', 'get 1']);
  });

  test('without a permit is busy, and takes nothing from the others', () => {
    desk = new Desk({ dhtLookupBurst: 1 });
    for (let i = 0; i < 5; i++) expect(desk.get(i, never).take()).toEqual(['busy']);
    expect(desk.get(1).take()).toEqual([]);
    expect(desk.dht.calls).toEqual(['get 1']);
    expect(desk.counts).toEqual({ 'lookup-refused-busy': 5 });
  });

  test('without a permit still tells what is kept', () => {
    desk.put(item(1, 5));
    expect(desk.get(1, never).take()).toEqual(['@5', 'busy']);
  });

  test('beyond dhtLookupBurst and dhtLookupsPerSecond is busy', () => {
    desk = new Desk({ dhtLookupBurst: 2, dhtLookupsPerSecond: 1 });
    expect([desk.get(1), desk.get(2), desk.get(3)].map((asker) => asker.take())).toEqual([
      [],
      [],
      ['busy'],
    ]);
    vi.advanceTimersByTime(999);
    expect(desk.get(3).take()).toEqual(['busy']);
    vi.advanceTimersByTime(1);
    expect([desk.get(3), desk.get(4)].map((asker) => asker.take())).toEqual([[], ['busy']]);
    expect(desk.dht.calls).toEqual(['get 1', 'get 2', 'get 3']);
    expect(desk.counts).toEqual({ 'lookup-refused-busy': 3 });
  });
});

describe('what is kept', () => {
  test('is the newest item', () => {
    desk.get(1);
    desk.dht.found(item(1, 7), item(1, 5));
    expect(desk.get(1).take()).toEqual(['@7']);
  });

  test('is bounded by dhtCachedItems: the oldest goes', () => {
    desk = new Desk({ dhtCachedItems: 2 });
    for (const number of [1, 2, 3]) desk.put(item(number, 5));
    expect(desk.store.cached).toBe(2);
    expect([1, 2, 3].map((number) => desk.get(number, never).take())).toEqual([
      ['busy'],
      ['@5', 'busy'],
      ['@5', 'busy'],
    ]);
  });

  test('is kept for dhtCachedMs', () => {
    desk = new Desk({ dhtCachedMs: 10_000 });
    desk.put(item(1, 5));
    vi.advanceTimersByTime(9_999);
    expect(desk.get(1, never).take()).toEqual(['@5', 'busy']);
    vi.advanceTimersByTime(1);
    expect(desk.get(1, never).take()).toEqual(['busy']);
    expect(desk.store.cached).toBe(0);
  });

  test('is forgotten at the end', () => {
    desk.put(item(1, 5));
    desk.store.close();
    expect(desk.store.cached).toBe(0);
  });
});

describe('a watch', () => {
  test('hears at once what is put here, before the DHT has it', () => {
    const watchers = [desk.watch(1), desk.watch(1), desk.watch(2)];
    desk.put(item(1, 5));
    expect(watchers.map((watcher) => watcher.take())).toEqual([['@5'], ['@5'], []]);
    expect(desk.dht.calls).toEqual(['put 1 @5']);
  });

  test('hears at once what is kept', () => {
    desk.put(item(1, 5));
    expect(desk.watch(1).take()).toEqual(['@5']);
    expect(desk.watch(1).take()).toEqual(['@5']);
  });

  test('hears what somebody else read', () => {
    const watcher = desk.watch(1);
    desk.get(1);
    desk.dht.found(item(1, 5));
    expect(watcher.take()).toEqual(['@5']);
  });

  test('of many is one loop, and tells what is newer than what it told', () => {
    const watchers = Array.from({ length: 100 }, () => desk.watch(1));
    vi.advanceTimersByTime(1_999);
    expect(desk.dht.calls).toEqual([]);
    vi.advanceTimersByTime(1);
    desk.dht.found(item(1, 5));
    desk.dht.got();
    vi.advanceTimersByTime(2_000);
    desk.dht.found(item(1, 5), item(1, 6));
    desk.dht.got();
    expect(desk.dht.calls).toEqual(['get 1', 'get 1']);
    expect(watchers.map((watcher) => watcher.take())).toEqual(watchers.map(() => ['@5', '@6']));
  });

  test('and a get at the same time are one lookup', () => {
    const watcher = desk.watch(1);
    vi.advanceTimersByTime(2_000);
    const asker = desk.get(1, never);
    desk.dht.found(item(1, 5));
    desk.dht.got();
    expect([watcher.take(), asker.take()]).toEqual([['@5'], ['@5', 'got']]);
    expect(desk.dht.calls).toEqual(['get 1']);
  });

  test('beyond dhtPollsPerSecond waits its turn, and holds up nobody who asks', () => {
    desk = new Desk({ dhtPollsPerSecond: 1, dhtLookupBurst: 1 });
    for (const number of [1, 2, 3]) desk.watch(number);
    vi.advanceTimersByTime(2_000);
    expect(desk.dht.calls.length).toBe(1);
    expect(desk.get(4).take()).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(desk.dht.calls.length).toBe(3);
    vi.advanceTimersByTime(1_000);
    expect(desk.dht.calls.toSorted()).toEqual(['get 1', 'get 2', 'get 3', 'get 4']);
  });

  test('beyond dhtWatchedTargets is refused, until another ends', () => {
    desk = new Desk({ dhtWatchedTargets: 2 });
    const [first, , same, third] = [desk.watch(1), desk.watch(2), desk.watch(2), desk.watch(3)];
    expect([typeof same.stop, third.stop, desk.store.watched]).toEqual(['function', undefined, 2]);
    expect(desk.counts).toEqual({ 'watch-refused-busy': 1 });
    first.stop?.();
    expect([typeof desk.watch(3).stop, desk.store.watched]).toEqual(['function', 2]);
  });

  test('that has ended hears and asks nothing', () => {
    const watcher = desk.watch(1);
    watcher.stop?.();
    desk.put(item(1, 5));
    vi.advanceTimersByTime(60_000);
    expect([watcher.take(), desk.dht.calls, desk.store.watched]).toEqual([[], ['put 1 @5'], 0]);
  });
});
