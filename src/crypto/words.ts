// The words that phrases are drawn from: six of 7,776 by default, counted rather than estimated.

import type { Random } from '../ports/random.ts';
import { normalise } from './phrase.ts';
import { WORD_LIST } from './wordlist.ts';

/** In alphabetical order. */
const WORDS: readonly string[] = WORD_LIST.split(' ');

/** Five throws of a die (EFF large list). */
export const WORD_COUNT = 7_776;

export const ENTROPY_BITS_PER_WORD: number = Math.log2(WORD_COUNT);

/** DESIGN §3: generate six, accept five, warn below. */
export const DEFAULT_WORDS = 6;

/** 62,208: the largest multiple of 7,776 that a u16 reaches. Draws from there on are thrown away. */
const UNBIASED_LIMIT = Math.floor(2 ** 16 / WORD_COUNT) * WORD_COUNT;

/**
 * As they look once a phrase is normalised, which turns the hyphen of "t-shirt" into a space: such
 * a word is two tokens, and still one word of the list.
 */
const NORMALISED: ReadonlySet<string> = new Set(WORDS.map((word) => word.replace('-', ' ')));

/** A new phrase: words drawn evenly and independently, joined by single spaces. */
export function drawPhrase(random: Random, words: number = DEFAULT_WORDS): string {
  return Array.from({ length: words }, () => drawWord(random)).join(' ');
}

function drawWord(random: Random): string {
  for (;;) {
    const [high = 0, low = 0] = random.bytes(2);
    const draw = (high << 8) | low;
    if (draw < UNBIASED_LIMIT) return WORDS[draw % WORD_COUNT] as string;
  }
}

/** The first `limit` list words that begin with what was typed, in any case; none for nothing. */
export function completions(prefix: string, limit: number): string[] {
  const start = prefix.toLowerCase();
  if (start === '') return [];
  const found: string[] = [];
  for (const word of WORDS) {
    if (found.length >= limit) break;
    if (word.startsWith(start)) found.push(word);
  }
  return found;
}

/** How many list words a phrase has, repeated ones counted each time; 0 for one that is refused. */
export function listWords(phrase: string): number {
  const normalised = normalise(phrase);
  if (!normalised.ok) return 0;
  const tokens = normalised.value.split(' ');
  let count = 0;
  for (let i = 0; i < tokens.length; i++) {
    const pair = NORMALISED.has(`${tokens[i]} ${tokens[i + 1]}`);
    if (pair || NORMALISED.has(tokens[i] as string)) count++;
    if (pair) i++;
  }
  return count;
}
