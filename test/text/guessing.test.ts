// What guessing costs, against the figures that DESIGN §3 publishes.

import { describe, expect, test } from 'vitest';
import { english } from '../../src/text/english.ts';
import { BITS_PER_WORD, cardSeconds, strengthOf } from '../../src/text/guessing.ts';

describe('DESIGN §3', () => {
  test.each([
    [4, 'About 60 thousand graphics-card years to guess.'],
    [5, 'About 400 million graphics-card years to guess.'],
    [6, 'About 3 trillion graphics-card years to guess.'],
    [7, 'More than a thousand trillion graphics-card years to guess.'],
  ])('%i words', (words, sentence) => {
    expect(english.strength.cost(cardSeconds(words * BITS_PER_WORD))).toBe(sentence);
  });

  test('a word plus digits: 36 card-hours', () => {
    expect(Math.round(cardSeconds(28) / 3_600)).toBe(36);
  });
});

test.each([
  [10, 'One graphics card guesses this in less than a minute.'],
  [18, 'About 2 graphics-card minutes to guess.'],
  [25, 'About 5 graphics-card hours to guess.'],
  [27, 'About 20 graphics-card hours to guess.'],
  [28, 'About 2 graphics-card days to guess.'],
  [36, 'About 1 graphics-card year to guess.'],
  [45, 'About 500 graphics-card years to guess.'],
  [1e9, 'More than a thousand trillion graphics-card years to guess.'],
])('%i bits', (bits, sentence) => {
  expect(english.strength.cost(cardSeconds(bits))).toBe(sentence);
});

test('generate six, accept five, warn below', () => {
  expect([6, 5, 4, 1].map((words) => strengthOf(words * BITS_PER_WORD))).toEqual([
    'strong',
    'good',
    'weak',
    'guessable',
  ]);
  expect(strengthOf([1, 2, 3, 4, 5].reduce((sum) => sum + BITS_PER_WORD, 0) - 1e-9)).toBe('good');
});
