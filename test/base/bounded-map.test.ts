// The bounded map: what goes, and in which order.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BoundedMap } from '../../src/base/bounded-map.ts';

test('the oldest entry makes room, and is returned', () => {
  const map = new BoundedMap<string, number>(2);
  expect([map.set('a', 1), map.set('b', 2), map.set('c', 3)]).toEqual([
    undefined,
    undefined,
    ['a', 1],
  ]);
  expect([...map]).toEqual([
    ['b', 2],
    ['c', 3],
  ]);
});

test('setting again makes an entry young and evicts nothing; reading does not', () => {
  const map = new BoundedMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  expect(map.set('a', 3)).toBeUndefined();
  expect(map.get('b')).toBe(2);
  expect(map.set('c', 4)).toEqual(['b', 2]);
  expect([...map.entries()]).toEqual([
    ['a', 3],
    ['c', 4],
  ]);
});

test('undefined is a key and a value like any other', () => {
  const map = new BoundedMap<undefined, undefined>(1);
  expect(map.set(undefined, undefined)).toBeUndefined();
  expect([map.has(undefined), map.size]).toEqual([true, 1]);
});

test('deleting and clearing make room', () => {
  const map = new BoundedMap<number, string>(1);
  map.set(1, 'one');
  expect([map.delete(1), map.delete(1), map.size]).toEqual([true, false, 0]);
  map.set(2, 'two');
  map.clear();
  expect([map.set(3, 'three'), [...map.keys()], [...map.values()]]).toEqual([
    undefined,
    [3],
    ['three'],
  ]);
});

test('holds the most recently set keys, as a list would', () => {
  const keys = fc.array(fc.nat({ max: 9 }), { maxLength: 60 });
  fc.assert(
    fc.property(keys, fc.integer({ min: 1, max: 6 }), (sets, capacity) => {
      const map = new BoundedMap<number, number>(capacity);
      let model: number[] = [];
      for (const key of sets) {
        map.set(key, key);
        model = [...model.filter((other) => other !== key), key].slice(-capacity);
        expect([...map.keys()]).toEqual(model);
      }
    }),
  );
});

test('a capacity that is none is our own mistake', () => {
  for (const capacity of [0, -1, 1.5, Number.NaN]) {
    expect(() => new BoundedMap(capacity)).toThrow('positive integer');
  }
});
