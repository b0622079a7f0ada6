// Fetching that is tried again.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { persistently } from '../../src/web/state/persistently.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Fails so many times, each with its number, and then gives what is wanted. */
function failing(times: number) {
  let tries = 0;
  return vi.fn(async () => {
    tries += 1;
    if (tries <= times) throw new Error(`try ${tries}`);
    return 'fetched';
  });
}

test.each([0, 1, 3])('fetched after %i failures', async (times) => {
  const load = failing(times);
  const fetched = persistently(load);
  await vi.runAllTimersAsync();
  expect([await fetched, load.mock.calls.length]).toEqual(['fetched', times + 1]);
});

test('the fourth failure is told, three seconds after the first', async () => {
  const from = Date.now();
  const told = expect(persistently(failing(9))).rejects.toThrow('try 4');
  await vi.runAllTimersAsync();
  await told;
  expect(Date.now() - from).toBe(3_000);
});
