// What is said to one member: sealed to that member's X25519 key of this stay, inside a room message
// that everybody carries (DESIGN §6). Our departure from "an end-to-end handshake": that key and the
// ephemeral one live in memory for one stay, so there is no long-lived key to lose, and a message
// needs no round trip, survives a lost link and is repaired like any. What it lacks is said in
// SECURITY.md: whoever takes the recipient's page while it is open can open what it was sent before,
// and among members (not against outsiders) the sealing is X25519 alone.

import { concat } from '../../base/bytes.ts';
import { utf8 } from '../../base/utf8.ts';
import type { Identity } from '../../crypto/identity.ts';
import { openFrom, SEAL_NONCE_BYTES, sealTo } from '../../crypto/seal.ts';
import type { Random } from '../../ports/random.ts';
import { encodePrivate, type PrivateSpeech, parsePrivate } from '../../wire/private-speech.ts';
import type { RoomConfig } from './contract.ts';

const PRIVATE_DOMAIN = utf8('sotto/1/private');
const EPHEMERAL_SEED_BYTES = 32;

export interface Recipient {
  /** 16 bytes. */
  readonly id: Uint8Array;
  /** X25519 public key. */
  readonly s: Uint8Array;
}

export class PrivateSeal {
  readonly #identity: Identity;
  readonly #roomId: Uint8Array;
  readonly #random: Random;

  constructor({ identity, roomId, random }: RoomConfig) {
    this.#identity = identity;
    this.#roomId = roomId;
    this.#random = random;
  }

  /** Undefined when the recipient's key is none to seal to. */
  seal(speech: PrivateSpeech, to: Recipient): Uint8Array | undefined {
    return sealTo({
      ephemeralSeed: this.#random.bytes(EPHEMERAL_SEED_BYTES),
      nonce: this.#random.bytes(SEAL_NONCE_BYTES),
      recipient: to.s,
      plaintext: encodePrivate(speech),
      ad: this.#binding(this.#identity.id, to.id),
    });
  }

  /** Undefined when it is for somebody else, or not what a member would make. */
  open(sealed: Uint8Array, from: Uint8Array): PrivateSpeech | undefined {
    const recipient = this.#identity.s;
    const ad = this.#binding(from, this.#identity.id);
    const plaintext = openFrom({ recipient, sealed, ad });
    return plaintext && parsePrivate(plaintext);
  }

  /** Nobody can pass it on as theirs, or to somebody else. */
  #binding(from: Uint8Array, to: Uint8Array): Uint8Array {
    return concat(PRIVATE_DOMAIN, this.#roomId, from, to);
  }
}
