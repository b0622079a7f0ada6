// Who somebody is, for one join of one room and only in memory (DESIGN §3): an X25519 pair `s` that
// the Noise handshake proves, an Ed25519 pair `g` that signs what they say, and a card that ties
// the two together for this room.
//
//   card (96)   g 32 ‖ Ed25519 signature 64, by g, over ("sotto/1/card" ‖ room id 32 ‖ s 32)
//   id   (16)   BLAKE2b-16("sotto/1/id" ‖ s 32 ‖ g 32)

import { assert } from '../base/assert.ts';
import { concat } from '../base/bytes.ts';
import { utf8 } from '../base/utf8.ts';
import type { Random } from '../ports/random.ts';
import { DH_BYTES, dhKeyPair, type KeyPair } from './dh.ts';
import { blake2b } from './hash.ts';
import { sign } from './sign.ts';
import { sodium } from './sodium.ts';
import { SIGNATURE_BYTES, SIGNING_KEY_BYTES, verify } from './verify.ts';

const SEED_BYTES = 32;
export const MEMBER_ID_BYTES = 16;
export const CARD_BYTES = SIGNING_KEY_BYTES + SIGNATURE_BYTES;

const ID_LABEL = utf8('sotto/1/id');
const CARD_LABEL = utf8('sotto/1/card');

/** Our own side, with its secrets. */
export interface Identity {
  /** 16 bytes. */
  readonly id: Uint8Array;
  /** X25519, 32 bytes each. */
  readonly s: KeyPair;
  /** Ed25519: the public key has 32 bytes, the secret one 64. */
  readonly g: KeyPair;
  /** 96 bytes: what we show of ourselves inside the handshake. */
  readonly card: Uint8Array;
}

/** Somebody's public half, as their card proved it. */
export interface Card {
  readonly id: Uint8Array;
  /** X25519 public key, 32 bytes. */
  readonly s: Uint8Array;
  /** Ed25519 public key, 32 bytes. */
  readonly g: Uint8Array;
  /** The 96 bytes themselves, to be shown to others. */
  readonly card: Uint8Array;
}

/** A fresh identity: two 32-byte seeds are drawn, first that of `s`, then that of `g`. */
export function makeIdentity(random: Random, roomId: Uint8Array): Identity {
  const s = dhKeyPair(random.bytes(SEED_BYTES));
  const g = signingKeyPair(random.bytes(SEED_BYTES));
  const signature = sign(g.secretKey, CARD_LABEL, roomId, s.publicKey);
  return {
    id: memberId(s.publicKey, g.publicKey),
    s,
    g,
    card: concat(g.publicKey, signature),
  };
}

/** The Ed25519 pair of a 32-byte seed: RFC 8032's secret key. */
export function signingKeyPair(seed: Uint8Array): KeyPair {
  assert(seed.length === SEED_BYTES, 'an Ed25519 seed has 32 bytes');
  const { publicKey, privateKey } = sodium.crypto_sign_seed_keypair(seed);
  return { publicKey, secretKey: privateKey };
}

/** The 16 bytes that name the holder of two public keys. */
export function memberId(s: Uint8Array, g: Uint8Array): Uint8Array {
  return blake2b(MEMBER_ID_BYTES, ID_LABEL, s, g);
}

/** What others know of us. */
export function publicHalf(identity: Identity): Card {
  const { id, s, g, card } = identity;
  return { id, s: s.publicKey, g: g.publicKey, card };
}

/** Checks a card that came with the X25519 key `s`; undefined unless it was made for both. */
export function readCard(roomId: Uint8Array, s: Uint8Array, card: Uint8Array): Card | undefined {
  if (card.length !== CARD_BYTES || s.length !== DH_BYTES) return undefined;
  const g = card.slice(0, SIGNING_KEY_BYTES);
  const signature = card.subarray(SIGNING_KEY_BYTES);
  if (!verify(g, signature, CARD_LABEL, roomId, s)) return undefined;
  return { id: memberId(s, g), s: s.slice(), g, card: card.slice() };
}
