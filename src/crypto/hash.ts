// BLAKE2b (RFC 7693) of any length, plain and keyed, over the concatenation of its parts. Callers
// give every part but one a fixed length, so that no two lists of parts read as the same bytes.

import { assert } from '../base/assert.ts';
import { concat } from '../base/bytes.ts';
import { sodium } from './sodium.ts';

/** libsodium's crypto_generichash_BYTES_MIN and _BYTES_MAX. */
const MIN_HASH_BYTES = 16;
const MAX_HASH_BYTES = 64;

/** libsodium's crypto_generichash_KEYBYTES_MIN and _KEYBYTES_MAX. */
const MIN_KEY_BYTES = 16;
const MAX_KEY_BYTES = 64;

/** BLAKE2b of `length` bytes (16 to 64) over all parts, one after the other. */
export function blake2b(length: number, ...parts: readonly Uint8Array[]): Uint8Array {
  assert(length >= MIN_HASH_BYTES && length <= MAX_HASH_BYTES, 'BLAKE2b gives 16 to 64 bytes');
  return sodium.crypto_generichash(length, concat(...parts), null);
}

/** BLAKE2b keyed with 16 to 64 bytes (RFC 7693 §2.9: a MAC by itself). */
export function blake2bKeyed(
  length: number,
  key: Uint8Array,
  ...parts: readonly Uint8Array[]
): Uint8Array {
  assert(length >= MIN_HASH_BYTES && length <= MAX_HASH_BYTES, 'BLAKE2b gives 16 to 64 bytes');
  assert(key.length >= MIN_KEY_BYTES && key.length <= MAX_KEY_BYTES, 'keys have 16 to 64 bytes');
  return sodium.crypto_generichash(length, concat(...parts), key);
}
