// How hard a phrase is to guess, as quantities that a sentence can name (DESIGN §3).

/** A card at the published rates tries about this many: 7,776⁴ ÷ 5.6e4 card-years (DESIGN §3). */
export const GUESSES_PER_CARD_SECOND = 2_070;

/** log₂ 7,776: what one random word of the list is worth. */
export const BITS_PER_WORD = Math.log2(7_776);

/** DESIGN §3: generate six, accept five, warn below. */
const STRONG_WORDS = 6;
const ACCEPTED_WORDS = 5;
/** Our choice: 36 card-hours (DESIGN §3), so that a thousand cards need two minutes. */
const GUESSABLE_BITS = 28;
/** Estimates are sums of logarithms: six list words must not miss by the last binary digit. */
const ROUNDING_BITS = 0.01;

export type Strength = 'guessable' | 'weak' | 'good' | 'strong';

/** `weak` and below ask for a confirmation. */
export function strengthOf(bits: number): Strength {
  if (bits + ROUNDING_BITS >= STRONG_WORDS * BITS_PER_WORD) return 'strong';
  if (bits + ROUNDING_BITS >= ACCEPTED_WORDS * BITS_PER_WORD) return 'good';
  return bits < GUESSABLE_BITS ? 'guessable' : 'weak';
}

/** Seconds for which one graphics card is busy, trying everything that is as likely. */
export function cardSeconds(bits: number): number {
  return 2 ** bits / GUESSES_PER_CARD_SECOND;
}
