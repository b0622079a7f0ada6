// Words that are all but list words, over the library's real list.

import { describe, expect, test } from 'vitest';
import { WORD_LIST } from '../../src/crypto/wordlist.ts';
import { corrected } from '../../src/web/state/misspelling.ts';
import { makeSpelling } from '../../src/web/state/spelling.ts';

const list = WORD_LIST.split(' ');
const misspeltIn = makeSpelling(list);

/** Each as `written: meant`. */
const told = (phrase: string) =>
  misspeltIn(phrase).map(({ written, meant }) => `${written}: ${meant}`);

describe('what is told', () => {
  test.each([
    // As a newcomer wrote them.
    ['diametre worshipper velvet harbor', ['diametre: diameter', 'worshipper: worshiper']],
    ['velvet harbour copper ', ['harbour: harbor']],
    ['Velvet-HÁRBOUR_copper.', ['harbour: harbor']],
    ['harbour velvet harbour copper', ['harbour: harbor']],
    ['velvet copper abacsu ', ['abacsu: abacus']],
    ['velvet copper acis ', ['acis: acid']],
  ])('%j', (phrase, words) => {
    expect(told(phrase)).toEqual(words);
  });
});

describe('nothing is told', () => {
  test.each([
    ['of words of the list', 'velvet harbor copper t-shirt felt-tip'],
    ['of a word that is being written', 'velvet copper harb'],
    ['of what is near to nothing', 'velvet copper xyzzyxyzzy '],
    ['of a short word with two wrong letters', 'velvet copper acxx '],
    ['where nothing shows that it was drawn', 'my harbour is a velvet one'],
    ['of many: that was made up', 'velvet copper harbour diametre worshipper abacsu '],
    ['of nothing', ''],
    ['of signs', ' -._- '],
  ])('%s', (_, phrase) => {
    expect(told(phrase)).toEqual([]);
  });

  test('of what is far longer than a phrase, and it takes no longer', () => {
    expect(told(`velvet copper ${'harbour'.repeat(100_000)}`)).toEqual([]);
  });
});

test('the word that was meant stands wherever the other one did, and nothing else changes', () => {
  const phrase = '  Harbour, HÁRBOUR-velvet_harbours harbour ';
  expect(corrected(phrase, { written: 'harbour', meant: 'harbor' })).toBe(
    '  Harbour, harbor-velvet_harbours harbor ',
  );
});
