// Sealed boxes: XChaCha20-Poly1305 under a key that both sides have, and the same for one
// recipient under a key agreed with an ephemeral pair (DESIGN §4).
//
//   seal     nonce 24 ‖ ciphertext ‖ tag 16
//   sealTo   ephemeral public key 32 ‖ nonce 24 ‖ ciphertext ‖ tag 16
//            key = BLAKE2b-32("sotto/1/member-seal" ‖ X25519 secret ‖ ephemeral ‖ recipient)
//
// Nonces are drawn by the caller from the random port; 24 random bytes do not repeat.

import { assert } from '../base/assert.ts';
import { concat } from '../base/bytes.ts';
import { utf8 } from '../base/utf8.ts';
import { DH_BYTES, dh, dhKeyPair, type KeyPair } from './dh.ts';
import { blake2b } from './hash.ts';
import { sodium } from './sodium.ts';

/** draft-irtf-cfrg-xchacha-03 §2. */
const KEY_BYTES = 32;
export const SEAL_NONCE_BYTES = 24;
const TAG_BYTES = 16;

/** How much longer than its plaintext a box is. */
export const SEAL_OVERHEAD_BYTES = SEAL_NONCE_BYTES + TAG_BYTES;
export const MEMBER_SEAL_OVERHEAD_BYTES = DH_BYTES + SEAL_OVERHEAD_BYTES;

const MEMBER_SEAL_LABEL = utf8('sotto/1/member-seal');

export interface Sealing {
  readonly key: Uint8Array;
  /** 24 random bytes. */
  readonly nonce24: Uint8Array;
  readonly plaintext: Uint8Array;
  /** Additional data: authenticated, not carried. */
  readonly ad: Uint8Array;
}

export interface Opening {
  readonly key: Uint8Array;
  readonly sealed: Uint8Array;
  readonly ad: Uint8Array;
}

export function seal({ key, nonce24, plaintext, ad }: Sealing): Uint8Array {
  assert(key.length === KEY_BYTES, 'an XChaCha20 key has 32 bytes');
  assert(nonce24.length === SEAL_NONCE_BYTES, 'an XChaCha20 nonce has 24 bytes');
  const encrypt = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt;
  return concat(nonce24, encrypt(plaintext, ad, null, nonce24, key));
}

/** The plaintext; undefined when the box is too short or anything in it was changed. */
export function open({ key, sealed, ad }: Opening): Uint8Array | undefined {
  assert(key.length === KEY_BYTES, 'an XChaCha20 key has 32 bytes');
  if (sealed.length < SEAL_OVERHEAD_BYTES) return undefined;
  const nonce = sealed.subarray(0, SEAL_NONCE_BYTES);
  const ciphertext = sealed.subarray(SEAL_NONCE_BYTES);
  try {
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(null, ciphertext, ad, nonce, key);
  } catch {
    // libsodium reports a wrong tag by throwing; the sizes were checked above.
    return undefined;
  }
}

export interface SealingTo {
  /** 32 random bytes, for this box alone. */
  readonly ephemeralSeed: Uint8Array;
  /** 24 random bytes. */
  readonly nonce: Uint8Array;
  /** X25519 public key. */
  readonly recipient: Uint8Array;
  readonly plaintext: Uint8Array;
  readonly ad: Uint8Array;
}

export interface OpeningFrom {
  readonly recipient: KeyPair;
  readonly sealed: Uint8Array;
  readonly ad: Uint8Array;
}

/** Undefined when `recipient` is no key to seal to: of another size, or of small order. */
export function sealTo(sealing: SealingTo): Uint8Array | undefined {
  const ephemeral = dhKeyPair(sealing.ephemeralSeed);
  const shared = dh(ephemeral.secretKey, sealing.recipient);
  if (shared === undefined) return undefined;
  const { nonce, plaintext, ad } = sealing;
  const key = memberKey(shared, ephemeral.publicKey, sealing.recipient);
  return concat(ephemeral.publicKey, seal({ key, nonce24: nonce, plaintext, ad }));
}

/** Undefined when the box was not sealed to `recipient`, or when anything in it was changed. */
export function openFrom({ recipient, sealed, ad }: OpeningFrom): Uint8Array | undefined {
  if (sealed.length < MEMBER_SEAL_OVERHEAD_BYTES) return undefined;
  const ephemeral = sealed.slice(0, DH_BYTES);
  const shared = dh(recipient.secretKey, ephemeral);
  if (shared === undefined) return undefined;
  const key = memberKey(shared, ephemeral, recipient.publicKey);
  return open({ key, sealed: sealed.subarray(DH_BYTES), ad });
}

function memberKey(shared: Uint8Array, ephemeral: Uint8Array, recipient: Uint8Array): Uint8Array {
  return blake2b(KEY_BYTES, MEMBER_SEAL_LABEL, shared, ephemeral, recipient);
}
