// Deadlines and results: the smallest pieces of the ground.

import { expect, test } from 'vitest';
import { assert, unreachable } from '../../src/base/assert.ts';
import { bad, ok } from '../../src/base/result.ts';
import { DAY_MS, earliest } from '../../src/base/time.ts';

test('the earliest of several deadlines, where undefined is none', () => {
  expect([earliest([]), earliest([undefined]), earliest([5, undefined, 3, 4])]).toEqual([
    undefined,
    undefined,
    3,
  ]);
  expect(DAY_MS).toBe(86_400_000);
});

test('a result is a value or a reason', () => {
  expect([ok(1), bad('no')]).toEqual([
    { ok: true, value: 1 },
    { ok: false, reason: 'no' },
  ]);
});

test('a failed assertion says what did not hold', () => {
  expect(() => assert(false, 'two is one')).toThrow('assertion failed: two is one');
  expect(() => assert(true, 'one is one')).not.toThrow();
  expect(() => unreachable({ kind: 'new' } as never)).toThrow('unreachable: {"kind":"new"}');
});
