// The bounded queue: first in, first out, and full by either limit.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BoundedQueue } from '../../src/base/bounded-queue.ts';

test('is full by count', () => {
  const queue = new BoundedQueue<string>({ items: 2, bytes: 100 });
  expect([queue.push('a', 1), queue.push('b', 1), queue.push('c', 1)]).toEqual([true, true, false]);
  expect([queue.shift(), queue.push('d', 1), [...queue]]).toEqual(['a', true, ['b', 'd']]);
});

test('is full by bytes, exactly', () => {
  const queue = new BoundedQueue<string>({ items: 10, bytes: 10 });
  expect([queue.push('a', 6), queue.push('b', 5), queue.push('c', 4)]).toEqual([true, false, true]);
  expect([queue.size, queue.bytes, queue.fits(1), queue.fits(0)]).toEqual([2, 10, false, true]);
  expect(new BoundedQueue<string>({ items: 10, bytes: 10 }).push('too big', 11)).toBe(false);
});

test('is empty before the first and after the last', () => {
  const queue = new BoundedQueue<string>({ items: 2, bytes: 10 });
  expect([queue.shift(), queue.peek(), queue.size]).toEqual([undefined, undefined, 0]);
  queue.push('a', 3);
  expect([queue.peek(), queue.size, queue.shift(), queue.bytes]).toEqual(['a', 1, 'a', 0]);
  queue.push('b', 3);
  queue.clear();
  expect([queue.size, queue.bytes, queue.shift()]).toEqual([0, 0, undefined]);
});

test('behaves as a list would, through any pushes and shifts', () => {
  const step = fc.oneof(fc.nat({ max: 9 }), fc.constant('shift' as const));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const queue = new BoundedQueue<number>({ items: 8, bytes: 30 });
      const model: number[] = [];
      for (const next of steps) {
        if (next === 'shift') expect(queue.shift()).toBe(model.shift());
        else if (queue.push(next, next)) model.push(next);
        const weight = model.reduce((sum, item) => sum + item, 0);
        expect([[...queue], queue.size, queue.bytes]).toEqual([model, model.length, weight]);
        expect(queue.size <= 8 && queue.bytes <= 30).toBe(true);
      }
    }),
  );
});

test('a limit of nothing and a negative weight are our own mistakes', () => {
  expect(() => new BoundedQueue({ items: 0, bytes: 1 })).toThrow('has room');
  expect(() => new BoundedQueue({ items: 1, bytes: 0 })).toThrow('has room');
  expect(() => new BoundedQueue({ items: 1, bytes: 1 }).push('x', -1)).toThrow('nothing or more');
});
