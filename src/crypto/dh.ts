// X25519 (RFC 7748), with the check that RFC 7748 §6.1 leaves open made mandatory: a shared secret
// of zeros, which only a point of small order gives, is no secret.

import { assert } from '../base/assert.ts';
import { isZero } from '../base/bytes.ts';
import { sodium } from './sodium.ts';

/** RFC 7748 §5: scalars and u-coordinates alike. */
export const DH_BYTES = 32;

/** The seed of libsodium's crypto_box_seed_keypair, which hashes it with SHA-512 into a scalar. */
const SEED_BYTES = 32;

/** X25519: 32 bytes each. Ed25519, in `identity.ts`: a public key of 32, a secret one of 64. */
export interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly secretKey: Uint8Array;
}

/** The X25519 pair of a 32-byte seed, which comes from the random port. */
export function dhKeyPair(seed: Uint8Array): KeyPair {
  assert(seed.length === SEED_BYTES, 'an X25519 seed has 32 bytes');
  const { publicKey, privateKey } = sodium.crypto_box_seed_keypair(seed);
  return { publicKey, secretKey: privateKey };
}

/** The shared secret; undefined for a peer's key of another size or of small order. */
export function dh(secretKey: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined {
  assert(secretKey.length === DH_BYTES, 'an X25519 secret key has 32 bytes');
  if (publicKey.length !== DH_BYTES) return undefined;
  try {
    const shared = sodium.crypto_scalarmult(secretKey, publicKey);
    return isZero(shared) ? undefined : shared;
  } catch {
    // libsodium refuses points of small order by throwing; the sizes were checked above.
    return undefined;
  }
}
