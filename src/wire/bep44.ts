// Mutable items of the BitTorrent DHT (BEP 44), as far as we use them: without salt.
//
//   signed   3:seqi<seq>e1:v<count>:<bytes>        target   SHA-1 of the public key
//
// `v` may be any bencoded value in BEP 44; ours is a byte string, of 996 bytes always.

import { concat } from '../base/bytes.ts';
import { bad, ok, type Parsed } from '../base/result.ts';
import { type Instant, SECOND_MS } from '../base/time.ts';
import { utf8 } from '../base/utf8.ts';
import type { KeyPair } from '../crypto/dh.ts';
import { sign } from '../crypto/sign.ts';
import { SIGNATURE_BYTES, SIGNING_KEY_BYTES, verify } from '../crypto/verify.ts';
import type { Random } from '../ports/random.ts';

/** BEP 44: "v … less than 1000 bytes" once bencoded, which "996:" and 996 bytes are. */
export const ITEM_VALUE_BYTES = 996;

/** BEP 5: node ids, infohashes and targets alike. */
export const TARGET_BYTES = 20;

/** Our choice, of the 64 bits of BEP 44: what every JavaScript implementation reads back exactly. */
export const MAX_SEQ = 2 ** 48 - 1;

/**
 * Our choice: seq is the time in seconds, times this, plus a random rest. Nodes of the DHT may take
 * another item with the same seq, so that two who write in one second would each be told of their own.
 */
export const SEQ_STEPS_PER_SECOND = 4_096;

/** A seq for an item that is written at `now`, above `last`. */
export function freshSeq(last: number, random: Random, now: Instant): number {
  const [high = 0, low = 0] = random.bytes(2);
  const rest = ((high << 8) | low) % SEQ_STEPS_PER_SECOND;
  return Math.max(last + 1, Math.floor(now / SECOND_MS) * SEQ_STEPS_PER_SECOND) + rest;
}

/** Our choice, of BRIDGE's 120 s: with clocks that differ, as the mailbox allows for. */
const MAX_AHEAD_S = 600;

/**
 * Whether a seq is of a time that has not come: whoever wrote on from there would soon be out of numbers,
 * and each by a different clock until then.
 */
export function isAhead(seq: number, now: Instant): boolean {
  return seq / SEQ_STEPS_PER_SECOND > now / SECOND_MS + MAX_AHEAD_S;
}

export interface Item {
  /** Ed25519 public key, 32 bytes. */
  readonly k: Uint8Array;
  /** Grows with every version, from 0 up to {@link MAX_SEQ}. */
  readonly seq: number;
  /** Of {@link signedBytes}, 64 bytes. */
  readonly sig: Uint8Array;
  /** {@link ITEM_VALUE_BYTES}. */
  readonly v: Uint8Array;
}

export type ItemFault = 'item-key' | 'item-seq' | 'item-size' | 'item-forged';

/** What the signature of an item covers (BEP 44, "Signature Verification"). */
export function signedBytes(seq: number, v: Uint8Array): Uint8Array {
  return concat(utf8(`3:seqi${seq}e1:v${v.length}:`), v);
}

export function signItem(pair: KeyPair, seq: number, v: Uint8Array): Item {
  return { k: pair.publicKey, seq, sig: sign(pair.secretKey, signedBytes(seq, v)), v };
}

/** Cheap checks first: sizes and numbers, then the signature. */
export function checkItem(item: Item): Parsed<Item, ItemFault> {
  const { k, seq, sig, v } = item;
  if (k.length !== SIGNING_KEY_BYTES) return bad('item-key');
  if (!Number.isSafeInteger(seq) || seq < 0 || seq > MAX_SEQ) return bad('item-seq');
  if (v.length !== ITEM_VALUE_BYTES) return bad('item-size');
  if (sig.length !== SIGNATURE_BYTES) return bad('item-forged');
  return verify(k, sig, signedBytes(seq, v)) ? ok(item) : bad('item-forged');
}
