// The key schedule of a room (DESIGN §3): everything that follows from its 32-byte root, and which
// days a peer lives in.
//
//   root ─┬─ 1 ─▶ infohash of the day     what trackers see
//         ├─ 2 ─▶ sig                     seals signalling
//         ├─ 3 ─▶ psk                     Noise psk0
//         ├─ 4 ─▶ room id                 in signatures, never in the clear
//         ├─ 5, 6 ─▶ mailbox              signs and seals what is put into the DHT
//         ├─ 7 ─▶ emblem                  shown to people before they join
//         └─ 8 ─▶ circuit                 tokens of the frame relay

import { assert } from '../base/assert.ts';
import { u32Bytes } from '../base/bytes.ts';
import { activeEpochs, epochNumber, nextEpochChange } from '../base/epoch.ts';
import { DAY_MS, type Instant, MINUTE_MS } from '../base/time.ts';
import { blake2bKeyed } from './hash.ts';
import { sodium } from './sodium.ts';

/** DESIGN §3: `kdf(root, i)` is crypto_kdf_derive_from_key(32, i, "sotto/1 ", root). */
const KDF_CONTEXT = 'sotto/1 ';
export const ROOT_BYTES = 32;
const SUBKEY_BYTES = 32;

/** The info_hash of BEP 3. */
export const INFOHASH_BYTES = 20;

/** DESIGN §3: a peer lives in day(now − 15 min) and day(now + 15 min). */
const DAYS = { lengthMs: DAY_MS, overlapMs: 15 * MINUTE_MS };

/** DESIGN §3: the emblem is three of 64 symbols, so six bits of a byte pick one without bias. */
export const EMBLEM_SYMBOLS = 64;

export interface RoomKeys {
  /** 32 bytes: the room itself. All keys below have 32 bytes too. */
  readonly root: Uint8Array;
  /** Seals the records that travel through trackers or by hand. */
  readonly sig: Uint8Array;
  /** Noise psk0. */
  readonly psk: Uint8Array;
  /** Binds signatures to this room; never sent in the clear. */
  readonly roomId: Uint8Array;
  /** Seeds the Ed25519 keys of the DHT mailbox. */
  readonly mailboxSign: Uint8Array;
  /** Seals what is put into the DHT mailbox. */
  readonly mailboxSeal: Uint8Array;
  /** Three indices into the 64 symbols of `text/`. */
  readonly emblem: readonly [number, number, number];
  /** Keys the tokens of the frame relay. */
  readonly circuit: Uint8Array;
  /** The 20 bytes under which this room is announced on a UTC day. */
  infohash(day: number): Uint8Array;
}

/** The whole schedule of a 32-byte root. */
export function roomKeys(root: Uint8Array): RoomKeys {
  assert(root.length === ROOT_BYTES, 'a root has 32 bytes');
  const infohashKey = kdf(root, 1);
  return {
    root,
    sig: kdf(root, 2),
    psk: kdf(root, 3),
    roomId: kdf(root, 4),
    mailboxSign: kdf(root, 5),
    mailboxSeal: kdf(root, 6),
    emblem: emblem(kdf(root, 7)),
    circuit: kdf(root, 8),
    infohash: (day) => blake2bKeyed(INFOHASH_BYTES, infohashKey, u32Bytes(day)),
  };
}

/** `crypto_kdf_derive_from_key`: also what derives the keys of a link's channels (DESIGN §5). */
export function kdf(key: Uint8Array, index: number): Uint8Array {
  return sodium.crypto_kdf_derive_from_key(SUBKEY_BYTES, index, KDF_CONTEXT, key);
}

function emblem(key: Uint8Array): readonly [number, number, number] {
  const symbol = (i: number): number => (key[i] ?? 0) % EMBLEM_SYMBOLS;
  return [symbol(0), symbol(1), symbol(2)];
}

/** The number of the UTC day, 0 being the first of January 1970 and whatever a clock puts before. */
export const utcDay = (at: Instant): number => epochNumber(at, DAYS);

/** The days that a peer lives in, in ascending order: two within 15 minutes of midnight, else one. */
export const activeDays = (at: Instant): readonly number[] => activeEpochs(at, DAYS);

/** The first instant after `at` at which {@link activeDays} answers differently. */
export const nextDayChange = (at: Instant): Instant => nextEpochChange(at, DAYS);

/** Compares secrets in a time that depends on their lengths only. */
export function secretEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && sodium.memcmp(a, b);
}
