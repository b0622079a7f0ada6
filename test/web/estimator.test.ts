// What a phrase that people made up is worth, by the real estimator over its real list.

import { describe, expect, test } from 'vitest';
import { WORD_LIST } from '../../src/crypto/wordlist.ts';
import { drawPhrase } from '../../src/crypto/words.ts';
import { type Strength, strengthOf } from '../../src/text/guessing.ts';
import { makeEstimator } from '../../src/web/state/estimator.ts';
import { seededRandom } from '../ports/seeded-random.ts';

const estimate = makeEstimator(WORD_LIST.split(' '));

const DRAWS = 200;

/** Words drawn as the library draws them, joined by `separator`. */
function draws(words: number, separator: string): string[] {
  const random = seededRandom(words);
  return Array.from({ length: DRAWS }, () => drawPhrase(random, words).replaceAll(' ', separator));
}

function strengths(phrases: readonly string[]): Strength[] {
  return phrases.map((phrase) => strengthOf(estimate(phrase)));
}

describe('random words of the list', () => {
  test.each([' ', '-', ''])('six are worth 70 bits at least, joined by %j', (separator) => {
    const poor = draws(6, separator).filter((phrase) => estimate(phrase) < 70);
    expect(poor).toEqual([]);
  });

  // The odd one holds a common password; and the app counts list words before it estimates.
  test('five are accepted', () => {
    const accepted = strengths(draws(5, '')).filter((strength) => strength === 'good');
    expect(accepted.length).toBeGreaterThanOrEqual(0.99 * DRAWS);
  });

  test('four are not, and spaces make them no stronger', () => {
    const strong = draws(4, ' ').filter((phrase) => strengthOf(estimate(phrase)) !== 'weak');
    expect(strong).toEqual([]);
  });

  test('four words are not, though one of them is not on the list', () => {
    expect(strengths(['correct horse battery staple'])).toEqual(['weak']);
  });
});

test.each([
  'password1',
  'qwertyuiop',
  'Password1',
  'PASSWORD',
  'p4ssw0rd',
  'pässwörd1',
  'p.a.s.s.w.o.r.d',
  'pass word 1',
  'pass\u200bword\u00ad1',
  'abcdefgh',
  '12345678',
  '1970-01-01',
  'aaaaaaaaaaaaaaaaaaaa',
  'iloveyou iloveyou',
])('%j is easily guessed', (phrase) => {
  expect(strengthOf(estimate(phrase))).toBe('guessable');
});

describe('what makes no difference to the key makes none to the estimate', () => {
  test.each([
    ['four score and seven', 'FOUR  Score-and_seven.'],
    ['four score and seven', '\u202afour\u202c sco\u00adre and sevén\ufe0f'],
    ['ﬁve ｗｏｒｄｓ', 'five words'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
  ])('%j and %j', (one, other) => {
    expect(estimate(other)).toBe(estimate(one));
  });
});

describe('any text has a finite worth', () => {
  test.each([
    ['nothing', ''],
    ['a space', ' '],
    ['what is dropped', '\u200b'],
    ['only separators', '-._'],
    ['one letter', 'a'],
    ['one emoji', '🙂'],
    ['a family', '👨‍👩‍👧‍👦'],
    ['half of an emoji', '\ud83d'],
    ['Hebrew', 'שלום עולם מה שלומך'],
    ['Arabic with vowels', 'اَلسَّلَامُ عَلَيْكُمْ'],
    ['Hindi', 'नमस्ते दुनिया'],
    ['Chinese', '你好，世界'],
    ['a control character', '\0'],
  ])('%s', (_, phrase) => {
    expect(Number.isFinite(estimate(phrase))).toBe(true);
    expect(estimate(phrase)).toBeGreaterThanOrEqual(0);
  });

  test('nothing is worth nothing', () => {
    expect(['', ' ', '\u200b', '-._'].map(estimate)).toEqual([0, 0, 0, 0]);
  });

  test('the longest phrase of the strongest kind', () => {
    const longest = Array.from({ length: 1_024 }, (_, i) => String.fromCodePoint(0x4e00 + i * 19));
    expect(Number.isFinite(estimate(longest.join('')))).toBe(true);
  });
});

describe('the work has a bound', () => {
  test('the first 128 characters count, without spaces, and no more', () => {
    const head = draws(30, ' ')[0]?.replaceAll(' ', '').slice(0, 128) ?? '';
    expect(head).toHaveLength(128);
    const whole = estimate(head);
    expect(estimate(`${head}${'zebra'.repeat(180)}`)).toBe(whole);
    expect(estimate([...head].join(' '))).toBe(whole);
    expect(estimate(head.slice(0, 127))).toBeLessThan(whole);
  });

  test('of a paste that is no phrase, most is not even read', () => {
    const paste = `password1${' '.repeat(2_048)}velvet harbor copper sapling quartz lantern`;
    expect(estimate(paste)).toBe(estimate('password1'));
  });
});
