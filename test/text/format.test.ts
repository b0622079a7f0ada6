// Durations, counts and times, in more than one language.

import { describe, expect, test } from 'vitest';
import { formats, roughly } from '../../src/text/format.ts';

const english = formats({ locale: 'en-GB', timeZone: 'UTC' });
const arabic = formats({ locale: 'ar-EG', timeZone: 'UTC' });
/** Monday, 24 November 2025, 12:05 UTC. */
const NOON = 1_763_985_900_000;

describe('durations: the largest unit that fits, rounded down', () => {
  test.each([
    [-5, '0 sec'],
    [0, '0 sec'],
    [999, '0 sec'],
    [12_999, '12 sec'],
    [59_999, '59 sec'],
    [60_000, '1 min'],
    [3_599_999, '59 min'],
    [7_200_000, '2 hr'],
    [86_400_000, '1 day'],
    [3 * 86_400_000, '3 days'],
  ])('%i ms', (ms, text) => {
    expect(formats({ locale: 'en' }).duration(ms)).toBe(text);
  });
});

describe('what is left: to the nearest unit, and never none', () => {
  test.each([
    [0, '1 sec'],
    [400, '1 sec'],
    [29_001, '30 sec'],
    [59_001, '1 min'],
    [89_999, '1 min'],
    [299_000, '5 min'],
    [3_599_000, '1 hr'],
    [86_399_000, '1 day'],
  ])('%i ms', (ms, text) => {
    expect(formats({ locale: 'en' }).duration(roughly(ms))).toBe(text);
  });
});

test('numbers', () => {
  expect([english.count(1_234), english.count(2.4)]).toEqual(['1,234', '2']);
  expect([7, 432, 9_876, 56_000, 3.4e12].map(english.magnitude)).toEqual([
    '7',
    '400',
    '10,000',
    '60 thousand',
    '3 trillion',
  ]);
});

test('lists, times and days', () => {
  expect(english.list(['Ana', 'Ben', 'Cem'])).toBe('Ana, Ben and Cem');
  expect([english.timeOfDay(NOON), english.day(NOON)]).toEqual(['12:05', 'Monday 24 November']);
  const berlin = formats({ locale: 'de', timeZone: 'Europe/Berlin' });
  expect(berlin.timeOfDay(NOON)).toBe('13:05');
});

test('a clock of the reader’s own, and units in full', () => {
  const own = formats({ locale: 'en-US', timeZone: 'UTC', hourCycle: 'h23', units: 'long' });
  expect([own.timeOfDay(NOON + 7_200_000), own.duration(120_000)]).toEqual(['14:05', '2 minutes']);
});

test('Arabic has its own digits and six forms of a plural', () => {
  expect(arabic.count(12)).toBe('١٢');
  expect([0, 1, 2, 3, 11, 100].map(arabic.plural)).toEqual([
    'zero',
    'one',
    'two',
    'few',
    'many',
    'other',
  ]);
});
