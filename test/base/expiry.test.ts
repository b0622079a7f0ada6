// Things that end: the earliest first, once, and never later than was said.

import { expect, test } from 'vitest';
import { Expiry } from '../../src/base/expiry.ts';

test('each is taken once, when its time has come', () => {
  const expiry = new Expiry<string>();
  expect([expiry.deadline, expiry.take(1_000)]).toEqual([undefined, []]);
  expiry.set('b', 20);
  expiry.set('a', 10);
  expiry.set('c', 20);
  expect([expiry.deadline, expiry.take(9)]).toEqual([10, []]);
  expect([expiry.take(10), expiry.deadline]).toEqual([['a'], 20]);
  expect([expiry.take(25), expiry.deadline, expiry.take(25)]).toEqual([['b', 'c'], undefined, []]);
});

test('of two times the earlier stands; what is taken out does not end', () => {
  const expiry = new Expiry<string>();
  expiry.set('a', 20);
  expiry.set('a', 10);
  expiry.set('a', 30);
  expiry.set('b', 15);
  expiry.delete('b');
  expiry.delete('nothing');
  expect(expiry.take(30)).toEqual(['a']);
  expiry.set('c', 5);
  expiry.delete('c');
  expect(expiry.deadline).toBeUndefined();
});
