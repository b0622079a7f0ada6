// A word of a phrase that is all but one of the list, and the phrase with that one in its place.

import { fold } from './fold.ts';

export interface Misspelling {
  /** In the form that makes no difference to the key. */
  readonly written: string;
  /** The word of the list that is nearest. */
  readonly meant: string;
}

const WORD = /[^\s._\p{Pd}]+/gu;

export function wordsIn(phrase: string): string[] {
  return fold(phrase).match(WORD) ?? [];
}

/** The phrase with the word of the list wherever `written` stands. */
export function corrected(phrase: string, { written, meant }: Misspelling): string {
  return phrase.replace(WORD, (word) => (fold(word) === written ? meant : word));
}
