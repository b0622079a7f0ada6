// How two people make sure that nobody stands between them (DESIGN §6): commit, reveal, compare.
//
//   A ── commitment(nonce A) ──▶ B        A can no longer choose its nonce
//   A ◀─────── nonce B ───────── B
//   A ──────── nonce A ────────▶ B        B checks it against the commitment
//   A, B       seven symbols each, compared aloud: 42 bits, and one guess for whoever interferes
//
// The safety number needs no exchange and can be compared on paper; it is long for that reason.

import { assert } from '../base/assert.ts';
import { compare, concat } from '../base/bytes.ts';
import { utf8 } from '../base/utf8.ts';
import { blake2b } from './hash.ts';
import type { Card } from './identity.ts';

/** Our choice: the size of a hash, so that neither nonce can be found by search. */
export const CONFIRM_NONCE_BYTES = 32;
const HASH_BYTES = 32;

/** DESIGN §6: seven of 64 emoji, six bits each. */
const SYMBOLS = 7;
const SYMBOL_COUNT = 64;
const SYMBOL_BITS = 6n;

/** DESIGN §6: 60 digits, taken from 512 bits so that none is likelier than another. */
const DIGITS = 60;
const WIDE_HASH_BYTES = 64;

const COMMIT_LABEL = utf8('sotto/1/confirm-commit');
const CODE_LABEL = utf8('sotto/1/confirm-code');
const NUMBER_LABEL = utf8('sotto/1/confirm-number');

/** One of the two, with the 32-byte nonce that they revealed. */
export interface Confirming {
  readonly card: Pick<Card, 's' | 'g'>;
  readonly nonce: Uint8Array;
}

/** What A sends first: 32 bytes that hide the nonce and bind A to it and to its keys. */
export function commitment({ card, nonce }: Confirming): Uint8Array {
  assert(nonce.length === CONFIRM_NONCE_BYTES, 'a nonce of the comparison has 32 bytes');
  return blake2b(HASH_BYTES, COMMIT_LABEL, nonce, card.s, card.g);
}

/** The 32 bytes that both sides get, whichever of them is named first. */
export function confirmTranscript(a: Confirming, b: Confirming): Uint8Array {
  const [first, second] = ordered(a, b);
  const nonces = concat(first.nonce, second.nonce);
  assert(nonces.length === 2 * CONFIRM_NONCE_BYTES, 'a nonce of the comparison has 32 bytes');
  return blake2b(HASH_BYTES, CODE_LABEL, nonces, keys(first.card), keys(second.card));
}

/** Seven indices into the 64 symbols: the first 42 bits of a {@link confirmTranscript}. */
export function shortCode(transcript: Uint8Array): readonly number[] {
  assert(transcript.length === HASH_BYTES, 'a transcript has 32 bytes');
  const bits = new DataView(transcript.buffer, transcript.byteOffset).getBigUint64(0);
  return Array.from({ length: SYMBOLS }, (_, i) =>
    Number((bits >> (64n - SYMBOL_BITS * BigInt(i + 1))) % BigInt(SYMBOL_COUNT)),
  );
}

/** Sixty digits of both people's keys, the same on both screens, for comparing at leisure. */
export function safetyNumber(a: Pick<Card, 's' | 'g'>, b: Pick<Card, 's' | 'g'>): string {
  const [first, second] = [keys(a), keys(b)].sort(compare) as [Uint8Array, Uint8Array];
  const wide = blake2b(WIDE_HASH_BYTES, NUMBER_LABEL, first, second);
  const number = wide.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return (number % 10n ** BigInt(DIGITS)).toString().padStart(DIGITS, '0');
}

function ordered(a: Confirming, b: Confirming): readonly [Confirming, Confirming] {
  return compare(keys(a.card), keys(b.card)) <= 0 ? [a, b] : [b, a];
}

function keys(card: Pick<Card, 's' | 'g'>): Uint8Array {
  return concat(card.s, card.g);
}
