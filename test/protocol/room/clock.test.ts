// The hybrid clock: always forwards, past everything seen, and never dragged far from the time.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HybridClock, MAX_CLOCK_LEAD_MS } from '../../../src/protocol/room/clock.ts';
import { NOON } from './people.ts';

test('max(now, last + 1, seen + 1)', () => {
  const clock = new HybridClock();
  expect([clock.next(NOON), clock.next(NOON), clock.next(NOON + 10)]).toEqual([
    NOON,
    NOON + 1,
    NOON + 10,
  ]);
  clock.see(NOON + 500, NOON + 10);
  expect(clock.next(NOON + 11)).toBe(NOON + 501);
  clock.see(NOON, NOON + 11);
  expect(clock.next(NOON + 11)).toBe(NOON + 502);
});

test('whole milliseconds, whatever the clock says', () => {
  expect(new HybridClock().next(NOON + 0.75)).toBe(NOON);
});

test('exactly ten minutes ahead still counts, one millisecond more does not', () => {
  const [within, beyond] = [new HybridClock(), new HybridClock()];
  within.see(NOON + MAX_CLOCK_LEAD_MS, NOON);
  beyond.see(NOON + MAX_CLOCK_LEAD_MS + 1, NOON);
  expect(within.next(NOON)).toBe(NOON + MAX_CLOCK_LEAD_MS + 1);
  expect(beyond.next(NOON)).toBe(NOON);
});

test('stamps grow strictly, and nobody can push them further than the window', () => {
  const step = fc.record({ passed: fc.nat(1_000), seen: fc.option(fc.nat(2 ** 48 - 1)) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), (steps) => {
      const clock = new HybridClock();
      let now = NOON;
      let last = 0;
      for (const [sent, { passed, seen }] of steps.entries()) {
        now += passed;
        if (seen !== null) clock.see(seen, now);
        const stamp = clock.next(now);
        expect(stamp).toBeGreaterThan(last);
        expect(stamp).toBeGreaterThanOrEqual(now);
        expect(stamp).toBeLessThanOrEqual(now + MAX_CLOCK_LEAD_MS + sent + 1);
        last = stamp;
      }
    }),
  );
});
