// Held numbers against a plain set, and its bound.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Held } from '../../src/base/held.ts';

const MAX_RANGES = 4;

/** The same, said slowly. */
class Model {
  readonly held = new Set<number>();
  upTo = 0;

  take(since: number, upTo: number): number[] {
    const news: number[] = [];
    for (let n = since + 1; n <= upTo; n++) if (!this.held.has(n)) news.push(n);
    for (const n of news) this.held.add(n);
    this.upTo = Math.max(this.upTo, since, upTo);
    return news;
  }

  get since(): number {
    for (let n = this.upTo; n > 0; n--) if (!this.held.has(n)) return n;
    return 0;
  }
}

const small = fc.integer({ min: 0, max: 30 });
const ranges = fc.array(
  fc.tuple(small, small).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const),
  { maxLength: 12 },
);

test('whatever is taken, in any order, is told once as new', () => {
  fc.assert(
    fc.property(ranges, (taken) => {
      const held = new Held(100);
      const model = new Model();
      for (const [since, upTo] of taken) {
        const news = held.take(since, upTo).flatMap(({ first, last }) => {
          expect(first).toBeLessThanOrEqual(last);
          return Array.from({ length: last - first + 1 }, (_, i) => first + i);
        });
        expect(news.sort((a, b) => a - b)).toEqual(model.take(since, upTo));
        expect([held.upTo, held.since]).toEqual([model.upTo, model.since]);
        for (let n = 1; n <= 31; n++) expect(held.holds(n)).toBe(model.held.has(n));
        for (let n = 1; n <= model.upTo; n++) expect(held.isMissing(n)).toBe(!model.held.has(n));
      }
    }),
  );
});

test('the oldest range is given up when too many are missing: neither missing nor held', () => {
  const held = new Held(MAX_RANGES);
  for (let i = 1; i <= MAX_RANGES + 2; i++) held.take(2 * i - 1, 2 * i);
  expect([1, 3, 5, 7, 9, 11].map((n) => held.isMissing(n))).toEqual([
    ...[false, false],
    ...[true, true, true, true],
  ]);
  expect([1, 2, 3, 4, 6].map((n) => held.holds(n))).toEqual([false, false, false, true, true]);
  expect(held.take(0, 12)).toEqual([5, 7, 9, 11].map((n) => ({ first: n, last: n })));
  expect(held.since).toBe(3);
});

test('what was made up is cut off again', () => {
  const held = new Held(MAX_RANGES);
  held.take(0, 3);
  held.skipTo(1_000);
  held.cut(5);
  expect([held.upTo, held.since, held.isMissing(4), held.isMissing(6)]).toEqual([
    5,
    5,
    true,
    false,
  ]);
  held.cut(2);
  expect([held.upTo, held.since, held.holds(2), held.holds(3)]).toEqual([2, 0, true, false]);
  expect(held.take(0, 3)).toEqual([{ first: 3, last: 3 }]);
});
