// The keys of a room's mailbox in the BitTorrent DHT (BRIDGE, "Keys of the mailbox").
//
//   mailboxSign ─ hour ─▶ ─┬─ slot 0 … 3 ─▶ Ed25519 pair ─▶ target      who can be met
//                          └─ box of an offer ─▶ Ed25519 pair ─▶ target   answers to it
//   mailboxSeal ─ hour ─▶ ─── target ─▶ XChaCha20-Poly1305 key
//
// Each slot of each hour has a pair of its own: the public key travels in every put, and one for
// all of them would link the slots, and the hours.

import { assert } from '../base/assert.ts';
import { u32Bytes } from '../base/bytes.ts';
import { activeEpochs, epochNumber, nextEpochChange } from '../base/epoch.ts';
import { HOUR_MS, type Instant, MINUTE_MS } from '../base/time.ts';
import { utf8 } from '../base/utf8.ts';
import type { KeyPair } from './dh.ts';
import { blake2bKeyed } from './hash.ts';
import type { RoomKeys } from './keys.ts';
import { sodium } from './sodium.ts';
import { sha1 } from './verify.ts';

/** BRIDGE: "slot i: … i = 0..3". */
export const MAILBOX_SLOTS = 4;

/** BRIDGE: "Hourly epochs, overlapping by five minutes". */
export const HOUR_OVERLAP_MS = 5 * MINUTE_MS;
const HOURS = { lengthMs: HOUR_MS, overlapMs: HOUR_OVERLAP_MS };

const KEY_BYTES = 32;
const ATTEMPT_BYTES = 16;
const HOUR_LABEL = utf8('sotto/1/hour');
const SLOT_LABEL = utf8('slot');
const BOX_LABEL = utf8('box');
const SEAL_LABEL = utf8('aead');

/** One place in the DHT: who has this can read what is there, and write. */
export interface MailboxPlace {
  /** Ed25519; signs what is put (BEP 44). */
  readonly pair: KeyPair;
  /** SHA-1 of the public key: where the DHT keeps it, 20 bytes. */
  readonly target: Uint8Array;
  /** XChaCha20-Poly1305, 32 bytes. */
  readonly seal: Uint8Array;
}

/** The places of one room in one hour. */
export class MailboxHour {
  readonly hour: number;
  readonly #sign: Uint8Array;
  readonly #seal: Uint8Array;

  constructor(keys: Pick<RoomKeys, 'mailboxSign' | 'mailboxSeal'>, hour: number) {
    this.hour = hour;
    this.#sign = blake2bKeyed(KEY_BYTES, keys.mailboxSign, HOUR_LABEL, u32Bytes(hour));
    this.#seal = blake2bKeyed(KEY_BYTES, keys.mailboxSeal, HOUR_LABEL, u32Bytes(hour));
  }

  /** Where members say that they can be met; `index` is below {@link MAILBOX_SLOTS}. */
  slot(index: number): MailboxPlace {
    assert(index >= 0 && index < MAILBOX_SLOTS, 'there are four slots');
    return this.#place(SLOT_LABEL, Uint8Array.of(index));
  }

  /** Where the offer of this attempt is answered. */
  box(attempt: Uint8Array): MailboxPlace {
    assert(attempt.length === ATTEMPT_BYTES, 'an attempt has 16 bytes');
    return this.#place(BOX_LABEL, attempt);
  }

  #place(label: Uint8Array, name: Uint8Array): MailboxPlace {
    const seed = blake2bKeyed(KEY_BYTES, this.#sign, label, name);
    const { publicKey, privateKey } = sodium.crypto_sign_seed_keypair(seed);
    const target = sha1(publicKey);
    const sealKey = blake2bKeyed(KEY_BYTES, this.#seal, SEAL_LABEL, target);
    return { pair: { publicKey, secretKey: privateKey }, target, seal: sealKey };
  }
}

/** The number of the hour, 0 being the first of 1970 and whatever a clock puts before. */
export const mailboxHour = (at: Instant): number => epochNumber(at, HOURS);

/** The hours that a member reads, in ascending order: two within 5 minutes of the change, else one. */
export const activeHours = (at: Instant): readonly number[] => activeEpochs(at, HOURS);

/** The first instant after `at` at which {@link activeHours} answers differently. */
export const nextHourChange = (at: Instant): Instant => nextEpochChange(at, HOURS);
