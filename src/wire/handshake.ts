// What the Noise messages of a link carry, and what they are bound to (DESIGN §5).
//
//    → psk0, e          [X-Wing public key 1216]                      1264 B
//    ← e, ee, s, es     [X-Wing ciphertext 1120 ‖ card 96]            1312 B
//    → s, se, psk3      [card 96]                                      160 B
//
// The first handshake of a link travels bare on channel 0, where the size of a message is all that
// names it; the hourly ones travel inside HANDSHAKE frames.

import { assert } from '../base/assert.ts';
import { concat } from '../base/bytes.ts';
import { bad, ok, type Parsed } from '../base/result.ts';
import { utf8 } from '../base/utf8.ts';

/** DESIGN §5. */
export const MESSAGE_1_BYTES = 1_264;
export const MESSAGE_2_BYTES = 1_312;
export const MESSAGE_3_BYTES = 160;

/** draft-connolly-cfrg-xwing-kem §5. */
const KEM_CIPHERTEXT_BYTES = 1_120;
/** DESIGN §5: Ed25519 public key 32, signature 64. */
const CARD_BYTES = 96;
const RECORD_HASH_BYTES = 32;

/** DESIGN §5: "sotto/1" ‖ mode ‖ BLAKE2b-32(offer record) ‖ BLAKE2b-32(answer record). */
const PROLOGUE_LABEL = utf8('sotto/1');
/** A mode that the two ends see differently fails the handshake: nobody turns one into the other. */
const MODE = { direct: 0, relayed: 1 } as const;

export interface Prologue {
  readonly mode: keyof typeof MODE;
  readonly offerHash: Uint8Array;
  readonly answerHash: Uint8Array;
}

export function encodePrologue({ mode, offerHash, answerHash }: Prologue): Uint8Array {
  assert(offerHash.length === RECORD_HASH_BYTES, 'a record is hashed to 32 bytes');
  assert(answerHash.length === RECORD_HASH_BYTES, 'a record is hashed to 32 bytes');
  return concat(PROLOGUE_LABEL, Uint8Array.of(MODE[mode]), offerHash, answerHash);
}

/** The payload of the second message. */
export interface ResponderPayload {
  readonly kemCiphertext: Uint8Array;
  readonly card: Uint8Array;
}

export function encodeResponderPayload({ kemCiphertext, card }: ResponderPayload): Uint8Array {
  assert(kemCiphertext.length === KEM_CIPHERTEXT_BYTES, 'an X-Wing ciphertext has 1,120 bytes');
  assert(card.length === CARD_BYTES, 'a card has 96 bytes');
  return concat(kemCiphertext, card);
}

export function parseResponderPayload(bytes: Uint8Array): Parsed<ResponderPayload, 'length'> {
  if (bytes.length !== KEM_CIPHERTEXT_BYTES + CARD_BYTES) return bad('length');
  return ok({
    kemCiphertext: bytes.slice(0, KEM_CIPHERTEXT_BYTES),
    card: bytes.slice(KEM_CIPHERTEXT_BYTES),
  });
}
