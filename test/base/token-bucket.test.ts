// The token bucket: its burst, its rate, and the promise of nextAt.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TokenBucket } from '../../src/base/token-bucket.ts';

const START = 1_800_000_000_000;

test('starts full, runs out, and fills at its rate', () => {
  const bucket = new TokenBucket({ perSecond: 10, burst: 3 });
  const taken = [0, 0, 0, 0, 99, 100, 100, 200].map((after) => bucket.take(START + after));
  expect(taken).toEqual([true, true, true, false, false, true, false, true]);
});

test('never holds more than its burst', () => {
  const bucket = new TokenBucket({ perSecond: 1_000, burst: 2 });
  expect([bucket.take(START, 3), bucket.take(START + 60_000, 3)]).toEqual([false, false]);
  expect([bucket.take(START + 60_000, 2), bucket.take(START + 60_000)]).toEqual([true, false]);
});

test('a clock that is set back gains nothing', () => {
  const bucket = new TokenBucket({ perSecond: 1, burst: 1 });
  expect(bucket.take(START)).toBe(true);
  expect(bucket.take(START - 10_000)).toBe(false);
  expect(bucket.take(START)).toBe(false);
  expect(bucket.take(START + 1_000)).toBe(true);
});

test('nextAt is when take succeeds, and hardly earlier', () => {
  const rate = fc.record({
    perSecond: fc.oneof(
      fc.integer({ min: 1, max: 2_000 }),
      fc.double({ min: 0.001, max: 2_000, noNaN: true }),
    ),
    burst: fc.integer({ min: 1, max: 50 }),
  });
  const steps = fc.array(fc.tuple(fc.nat({ max: 3_000 }), fc.nat({ max: 50 })), { maxLength: 30 });
  fc.assert(
    fc.property(rate, steps, ({ perSecond, burst }, taken) => {
      const bucket = new TokenBucket({ perSecond, burst });
      let now = START;
      for (const [pause, n] of taken) {
        now += pause;
        bucket.take(now, n);
      }
      const at = bucket.nextAt(now);
      // One millisecond before, a slow rate may be within what is forgiven as rounding.
      if (at - 2 >= now) expect(bucket.take(at - 2)).toBe(false);
      expect(bucket.take(at)).toBe(true);
    }),
  );
});

test('over any time lets through at most burst plus rate', () => {
  const steps = fc.array(fc.nat({ max: 500 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(steps, (pauses) => {
      const bucket = new TokenBucket({ perSecond: 20, burst: 5 });
      let [now, taken] = [START, 0];
      for (const pause of pauses) {
        now += pause;
        while (bucket.take(now)) taken++;
      }
      expect(taken).toBeLessThanOrEqual(5 + (20 * (now - START)) / 1_000 + 1e-3);
    }),
  );
});

test('a rate of nothing, and waiting for more than the burst, are our own mistakes', () => {
  expect(() => new TokenBucket({ perSecond: 0, burst: 1 })).toThrow('lets something through');
  expect(() => new TokenBucket({ perSecond: 1, burst: 0 })).toThrow('lets something through');
  expect(() => new TokenBucket({ perSecond: 1, burst: 1 }).nextAt(START, 2)).toThrow('its burst');
});
