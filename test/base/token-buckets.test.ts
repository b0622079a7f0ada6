// One rate for each of many: they do not share it, and each keeps its own.

import { expect, test } from 'vitest';
import { TokenBuckets } from '../../src/base/token-buckets.ts';

test('each has its own bucket, and always the same', () => {
  const buckets = new TokenBuckets<object>({ perSecond: 1, burst: 2 });
  const [ana, ben] = [{}, {}];
  const taken = [ana, ana, ana, ben].map((key) => buckets.of(key).take(1_000));
  expect(taken).toEqual([true, true, false, true]);
  expect(buckets.of(ana)).toBe(buckets.of(ana));
});
