// Not an attack, but as harmful: an operator writes a time that no timer takes, or less than one of
// something a second. A timer that overflows fires at once: circuits would end as they begin, and logs
// fill a thousand lines a second. A budget of less than one would end the bridge at the first who watches.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { kindOfLimit, LIMIT_NAMES, SETTINGS } from '../../relay-node/operating/settings.ts';
import { readCommand } from '../../relay-node/options.ts';
import { MINUTE_MS } from '../../src/base/time.ts';
import { Desk } from '../relay-node/store-desk.ts';
import { target } from '../wire/items.ts';

const MAX_TIMER_MS = 2 ** 31 - 1;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('no time is taken that a timer does not take', async () => {
  const times = LIMIT_NAMES.filter((name) => name.endsWith('Ms'));
  expect(times).toContain('circuitMs');
  for (const name of times) {
    const { read } = kindOfLimit(name);
    expect([MAX_TIMER_MS, MAX_TIMER_MS + 1, Number.POSITIVE_INFINITY].map(read)).toEqual([
      MAX_TIMER_MS,
      undefined,
      undefined,
    ]);
  }
  expect(kindOfLimit('circuitBytes').read(10 * MAX_TIMER_MS)).toBe(10 * MAX_TIMER_MS);
  const thirtyDays = await readCommand(['--limit', 'circuitMs=2592000000']);
  expect(thirtyDays).toEqual({
    ok: false,
    reason: `--limit circuitMs takes a number above 0 and up to ${MAX_TIMER_MS}, not "2592000000".`,
  });
});

test('no summary is rarer than a timer can tell', () => {
  const { read } = SETTINGS.summaryMinutes.kind;
  const rarest = Array.from({ length: 50_000 }, (_, minutes) => read(minutes) ?? 0);
  expect(Math.max(...rarest) * MINUTE_MS).toBeGreaterThan(0);
  expect(Math.max(...rarest) * MINUTE_MS).toBeLessThanOrEqual(MAX_TIMER_MS);
});

test('one poll in two seconds, and a cache of one and a half items, serve all the same', async () => {
  const desk = new Desk({ dhtPollsPerSecond: 0.5, dhtCachedItems: 1.5 });
  for (const number of [1, 2, 3]) desk.store.watch(target(number), () => {});
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(desk.store.watched).toBe(3);
  expect(desk.dht.calls).toEqual(['get 1', 'get 2', 'get 3']);
  desk.store.close();
});
