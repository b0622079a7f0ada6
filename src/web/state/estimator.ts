// How hard it is to guess a phrase that a person made up: zxcvbn with one list, fetched only when
// somebody writes such a phrase.

import commonPasswords from 'virtual:common-passwords';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';

/**
 * List words begin at this rank of the one dictionary: their mean is then 7,776, which is what a
 * random one of them is worth.
 */
const WORDS_FROM_RANK = 7_776 / 2;

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];

type Completions = (prefix: string, limit: number) => string[];

/** Bits, from a phrase. */
export function makeEstimator(completions: Completions): (phrase: string) => number {
  const passwords = commonPasswords.split('\n');
  const words = LETTERS.flatMap((letter) => completions(letter, Number.POSITIVE_INFINITY));
  const common = [
    ...passwords.slice(0, WORDS_FROM_RANK),
    ...words,
    ...passwords.slice(WORDS_FROM_RANK),
  ];
  const zxcvbn = new ZxcvbnFactory({ dictionary: { common } });
  return (phrase) => zxcvbn.check(phrase.trim().toLowerCase()).guessesLog10 / Math.log10(2);
}
