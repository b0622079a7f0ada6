// The back-off: doubling, its limit, its jitter, and starting over.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Backoff } from '../../src/base/backoff.ts';

const always = (byte: number) => ({ bytes: (length: number) => new Uint8Array(length).fill(byte) });
const RANGE = { firstMs: 1_000, limitMs: 6_000 };

function delays(backoff: Backoff, count: number): number[] {
  return Array.from({ length: count }, () => backoff.next());
}

test('doubles up to its limit, by half at the least and by all at the most', () => {
  expect(delays(new Backoff(RANGE, always(0)), 5)).toEqual([500, 1_000, 2_000, 3_000, 3_000]);
  expect(delays(new Backoff(RANGE, always(255)), 5)).toEqual([1_000, 2_000, 4_000, 6_000, 6_000]);
});

test('starts over after a reset', () => {
  const backoff = new Backoff(RANGE, always(255));
  delays(backoff, 10);
  backoff.reset();
  expect(delays(backoff, 2)).toEqual([1_000, 2_000]);
});

test('stays between half of the doubled value and all of it, and never ends', () => {
  const dice = fc.uint8Array({ minLength: 2, maxLength: 2 });
  fc.assert(
    fc.property(fc.infiniteStream(dice), (stream) => {
      const bytes = (): Uint8Array => stream.next().value as Uint8Array;
      const backoff = new Backoff({ firstMs: 100, limitMs: 60_000 }, { bytes });
      for (let i = 0; i < 40; i++) {
        const ceiling = Math.min(60_000, 100 * 2 ** i);
        const delay = backoff.next();
        expect(delay >= ceiling / 2 && delay <= ceiling && Number.isInteger(delay)).toBe(true);
      }
    }),
  );
});

test('a range that cannot grow is our own mistake', () => {
  expect(() => new Backoff({ firstMs: 0, limitMs: 1 }, always(0))).toThrow('grows');
  expect(() => new Backoff({ firstMs: 2, limitMs: 1 }, always(0))).toThrow('grows');
});
