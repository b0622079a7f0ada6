// Ed25519 signing (RFC 8032), over the concatenation of its parts. The first part is a label of
// its own for every purpose, so that a signature made for one is worth nothing for another.

import { assert } from '../base/assert.ts';
import { concat } from '../base/bytes.ts';
import { sodium } from './sodium.ts';

/** libsodium's form of a secret key: the seed, then the public key. */
const SECRET_KEY_BYTES = 64;

/** The 64-byte signature over all parts. Deterministic, as RFC 8032 §5.1.6 makes it. */
export function sign(secretKey: Uint8Array, ...parts: readonly Uint8Array[]): Uint8Array {
  assert(secretKey.length === SECRET_KEY_BYTES, 'an Ed25519 secret key has 64 bytes');
  return sodium.crypto_sign_detached(concat(...parts), secretKey);
}
