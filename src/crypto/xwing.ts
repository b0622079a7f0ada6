// X-Wing (draft-connolly-cfrg-xwing-kem): ML-KEM-768 and X25519 in one key encapsulation, so that
// a link that was recorded today stays closed to the quantum computers of later. Its secret becomes
// psk3 of the Noise handshake (DESIGN §5).

import { assert } from '../base/assert.ts';
import type { KeyPair } from './dh.ts';
import { sodium } from './sodium.ts';

/** Sizes of the draft's §5; the seed of an encapsulation is 32 bytes for each of the two halves. */
export const XWING_SEED_BYTES = 32;
export const XWING_PUBLIC_KEY_BYTES = 1216;
export const XWING_CIPHERTEXT_BYTES = 1120;
export const XWING_ENCAPSULATION_SEED_BYTES = 64;
const SECRET_KEY_BYTES = 32;

export interface Encapsulated {
  /** 1,120 bytes, for the holder of the secret key. */
  readonly ciphertext: Uint8Array;
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

/** The pair of a 32-byte seed, which is the secret key itself. */
export function xwingKeyPair(seed: Uint8Array): KeyPair {
  assert(seed.length === XWING_SEED_BYTES, 'an X-Wing seed has 32 bytes');
  const { publicKey, privateKey } = sodium.crypto_kem_xwing_seed_keypair(seed);
  return { publicKey, secretKey: privateKey };
}

/** Makes a secret for the holder of `publicKey`; undefined when that is not a valid key. */
export function encapsulate(publicKey: Uint8Array, seed: Uint8Array): Encapsulated | undefined {
  assert(seed.length === XWING_ENCAPSULATION_SEED_BYTES, 'an encapsulation seed has 64 bytes');
  if (publicKey.length !== XWING_PUBLIC_KEY_BYTES) return undefined;
  try {
    const made = sodium.crypto_kem_xwing_enc_deterministic(publicKey, seed);
    return { ciphertext: made.ciphertext, secret: made.sharedSecret };
  } catch {
    // libsodium refuses bad public keys by throwing; the sizes were checked above.
    return undefined;
  }
}

/**
 * The 32-byte secret. A ciphertext that was tampered with gives another secret, as ML-KEM's implicit
 * rejection wants it (FIPS 203 §6.3), and the handshake then fails; undefined for a wrong size.
 */
export function decapsulate(secretKey: Uint8Array, ciphertext: Uint8Array): Uint8Array | undefined {
  assert(secretKey.length === SECRET_KEY_BYTES, 'an X-Wing secret key has 32 bytes');
  if (ciphertext.length !== XWING_CIPHERTEXT_BYTES) return undefined;
  try {
    return sodium.crypto_kem_xwing_dec(ciphertext, secretKey);
  } catch {
    return undefined;
  }
}
