// ChaCha20-Poly1305 (RFC 8439 §2.8) with an explicit 12-byte nonce: what Noise and the frames of a
// link are made of. Whoever calls this owns the counter; a nonce is never used twice with one key.

import { assert } from '../base/assert.ts';
import { sodium } from './sodium.ts';

/** RFC 8439 §2.8. */
export const KEY_BYTES = 32;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

export interface Encryption {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly plaintext: Uint8Array;
  /** Additional data: authenticated, not carried. */
  readonly ad: Uint8Array;
}

export interface Decryption {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  /** With its 16-byte tag at the end. */
  readonly ciphertext: Uint8Array;
  readonly ad: Uint8Array;
}

/** The ciphertext and its 16-byte tag. */
export function encrypt({ key, nonce, plaintext, ad }: Encryption): Uint8Array {
  assertSizes(key, nonce);
  return sodium.crypto_aead_chacha20poly1305_ietf_encrypt(plaintext, ad, null, nonce, key);
}

/** The plaintext; undefined when anything was changed, or when there is no room for a tag. */
export function decrypt({ key, nonce, ciphertext, ad }: Decryption): Uint8Array | undefined {
  assertSizes(key, nonce);
  if (ciphertext.length < TAG_BYTES) return undefined;
  try {
    return sodium.crypto_aead_chacha20poly1305_ietf_decrypt(null, ciphertext, ad, nonce, key);
  } catch {
    // libsodium reports a wrong tag by throwing; the sizes were checked above.
    return undefined;
  }
}

function assertSizes(key: Uint8Array, nonce: Uint8Array): void {
  assert(key.length === KEY_BYTES, 'a ChaCha20 key has 32 bytes');
  assert(nonce.length === NONCE_BYTES, 'a ChaCha20-Poly1305 nonce has 12 bytes');
}

/**
 * Noise §12.3: "The 96-bit nonce is formed by encoding 32 bits of zeros followed by little-endian
 * encoding of n." Counters stay below 2^53, as exact numbers do.
 */
export function counterNonce(counter: number): Uint8Array {
  assert(Number.isSafeInteger(counter) && counter >= 0, 'a nonce counter is exact');
  const nonce = new Uint8Array(NONCE_BYTES);
  new DataView(nonce.buffer).setBigUint64(4, BigInt(counter), true);
  return nonce;
}

/** Noise §4.2 REKEY(k): "ENCRYPT(k, maxnonce, zerolen, zeros)", its first 32 bytes. */
export function rekey(key: Uint8Array): Uint8Array {
  // "maxnonce equals 2^64-1, zerolen is a zero-length byte sequence, and zeros is a sequence of 32
  // bytes filled with zeros."
  const nonce = new Uint8Array(NONCE_BYTES).fill(0xff, 4);
  const plaintext = new Uint8Array(KEY_BYTES);
  return encrypt({ key, nonce, plaintext, ad: new Uint8Array(0) }).slice(0, KEY_BYTES);
}
