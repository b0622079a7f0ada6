// The handshake of a link: Noise_XXpsk0+psk3 with X-Wing in its payloads (DESIGN §5).
//
//   Initiator                                            Responder
//   message1 ─────── X-Wing public key ────────────────▶ readMessage1
//   readMessage2 ◀── X-Wing ciphertext, card ─────────── (its answer)
//   writeMessage3 ── card; psk3 = X-Wing secret ───────▶ readMessage3
//
// Neither class knows how messages travel: the first handshake's are bare, the hourly ones' framed.
// Undefined means that the other side failed; nothing of it may be used after that.

import { assert } from '../../base/assert.ts';
import { dhKeyPair, type KeyPair } from '../../crypto/dh.ts';
import { type Card, type Identity, readCard } from '../../crypto/identity.ts';
import { Handshake } from '../../crypto/noise.ts';
import {
  decapsulate,
  encapsulate,
  XWING_ENCAPSULATION_SEED_BYTES,
  XWING_SEED_BYTES,
  xwingKeyPair,
} from '../../crypto/xwing.ts';
import type { Random } from '../../ports/random.ts';
import {
  encodeResponderPayload,
  MESSAGE_1_BYTES,
  MESSAGE_2_BYTES,
  MESSAGE_3_BYTES,
  parseResponderPayload,
} from '../../wire/handshake.ts';
import type { SplitKeys } from './channels.ts';

/** libsodium's crypto_box_SEEDBYTES. */
const DH_SEED_BYTES = 32;

export interface AuthenticationConfig {
  readonly prologue: Uint8Array;
  readonly identity: Identity;
  /** The room's 32 bytes for psk0. */
  readonly psk: Uint8Array;
  readonly roomId: Uint8Array;
  readonly random: Random;
}

/** What a finished handshake leaves behind. */
export interface Secrets extends SplitKeys {
  /** 64 bytes, the same on both sides. */
  readonly hash: Uint8Array;
}

/** Whoever the other side proved to be, and what was agreed with it. */
export interface Authenticated {
  readonly member: Card;
  readonly secrets: Secrets;
}

function noise(config: AuthenticationConfig, role: 'initiator' | 'responder'): Handshake {
  const { prologue, identity, psk, random } = config;
  return new Handshake({
    role,
    prologue,
    s: identity.s,
    e: dhKeyPair(random.bytes(DH_SEED_BYTES)),
    psks: [
      { place: 0, secret: psk },
      { place: 3, secret: 'later' },
    ],
  });
}

/** The card that came inside the handshake, tied to the static key that the handshake proved. */
function proven(noise: Handshake, roomId: Uint8Array, card: Uint8Array): Card | undefined {
  const s = noise.remoteStatic;
  assert(s !== undefined, 'the message with the card holds the static key');
  return readCard(roomId, s, card);
}

export class Initiator {
  readonly message1: Uint8Array;
  readonly #config: AuthenticationConfig;
  readonly #noise: Handshake;
  readonly #kem: KeyPair;

  constructor(config: AuthenticationConfig) {
    this.#config = config;
    this.#noise = noise(config, 'initiator');
    this.#kem = xwingKeyPair(config.random.bytes(XWING_SEED_BYTES));
    this.message1 = this.#noise.write(this.#kem.publicKey);
  }

  /** The responder, before it has learned who we are. */
  readMessage2(message: Uint8Array): Card | undefined {
    if (message.length !== MESSAGE_2_BYTES) return undefined;
    const bytes = this.#noise.read(message);
    const payload = bytes && parseResponderPayload(bytes);
    if (!payload?.ok) return undefined;
    const secret = decapsulate(this.#kem.secretKey, payload.value.kemCiphertext);
    if (secret === undefined) return undefined;
    this.#noise.setPsk3(secret);
    return proven(this.#noise, this.#config.roomId, payload.value.card);
  }

  writeMessage3(): { readonly message3: Uint8Array; readonly secrets: Secrets } {
    const message3 = this.#noise.write(this.#config.identity.card);
    const [send, receive] = this.#noise.split();
    return { message3, secrets: { hash: this.#noise.hash, send, receive } };
  }
}

export class Responder {
  readonly #config: AuthenticationConfig;
  readonly #noise: Handshake;

  constructor(config: AuthenticationConfig) {
    this.#config = config;
    this.#noise = noise(config, 'responder');
  }

  /** Our answer to it. */
  readMessage1(message: Uint8Array): Uint8Array | undefined {
    if (message.length !== MESSAGE_1_BYTES) return undefined;
    const kemKey = this.#noise.read(message);
    const seed = this.#config.random.bytes(XWING_ENCAPSULATION_SEED_BYTES);
    const kem = kemKey && encapsulate(kemKey, seed);
    if (kem === undefined) return undefined;
    this.#noise.setPsk3(kem.secret);
    const { card } = this.#config.identity;
    return this.#noise.write(encodeResponderPayload({ kemCiphertext: kem.ciphertext, card }));
  }

  readMessage3(message: Uint8Array): Authenticated | undefined {
    if (message.length !== MESSAGE_3_BYTES) return undefined;
    const card = this.#noise.read(message);
    const member = card && proven(this.#noise, this.#config.roomId, card);
    if (member === undefined) return undefined;
    const [receive, send] = this.#noise.split();
    return { member, secrets: { hash: this.#noise.hash, send, receive } };
  }
}
