// Signed items for tests, by the number of their pair and their seq.

import { sha1 } from '../../src/crypto/verify.ts';
import { type Item, signItem } from '../../src/wire/bep44.ts';
import { dhtPair } from './pairs.ts';

const made = new Map<string, Item>();

/** What the pair of this number has signed. */
export function item(number: number, seq: number): Item {
  const key = `${number} ${seq}`;
  const known = made.get(key) ?? signItem(dhtPair(number), seq, new Uint8Array(996).fill(seq));
  made.set(key, known);
  return known;
}

/** Where it is found. */
export function target(number: number): Uint8Array {
  return sha1(dhtPair(number).publicKey);
}
