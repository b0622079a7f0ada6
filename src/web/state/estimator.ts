// How hard it is to guess a phrase that a person made up: zxcvbn with one list, fetched only when
// somebody writes such a phrase.

import commonPasswords from 'virtual:common-passwords';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { joined, MAX_RAW_UNITS } from './fold.ts';

/**
 * List words begin at this rank of the one dictionary: their mean is then 7,776, which is what a
 * random one of them is worth.
 */
const WORDS_FROM_RANK = 7_776 / 2;

/**
 * More is not looked at: zxcvbn's work grows with the square, and this much took 0.1 s where it was
 * measured at its worst. Our choice; some twenty words.
 */
const MAX_UNITS = 128;

/**
 * Bits, from a phrase. It is estimated as one word: whoever guesses words puts spaces between them
 * for nothing, while zxcvbn would count every space as one more thing to guess, 30 bits in six words.
 */
export function makeEstimator(list: readonly string[]): (phrase: string) => number {
  const passwords = commonPasswords.split('\n');
  const common = [
    ...passwords.slice(0, WORDS_FROM_RANK),
    ...list,
    ...passwords.slice(WORDS_FROM_RANK),
  ];
  const zxcvbn = new ZxcvbnFactory({ dictionary: { common }, maxLength: MAX_UNITS });
  return (phrase) => {
    const { guessesLog10 } = zxcvbn.check(joined(phrase.slice(0, MAX_RAW_UNITS)));
    return guessesLog10 / Math.log10(2);
  };
}
