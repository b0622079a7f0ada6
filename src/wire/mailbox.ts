// What a room puts into the DHT (BRIDGE): beacons in slots, and answers in the box of an offer.
//
//   value (996)   nonce 24 ‖ XChaCha20-Poly1305 of a payload of 956 bytes ‖ tag 16
//   AD            target 20 ‖ seq u48
//   slot          version u8 ‖ count u8 ‖ count × (length u8 ‖ record ‖ box key 32) ‖ zeros
//   box           version u8 ‖ count u8 ‖ count × (length u16 ‖ sealed answer) ‖ zeros
//   answer        a record, sealed to the box key of its offer
//                 AD  "sotto/1/box" ‖ target 20 ‖ attempt 16
//
// Everybody with the phrase may write here, so nothing in it says who wrote it: the handshake of the
// link proves that. All values have one size; the DHT's nodes see neither number nor length.

import { assert } from '../base/assert.ts';
import { concat, isZero } from '../base/bytes.ts';
import { bad, type Parsed } from '../base/result.ts';
import { utf8 } from '../base/utf8.ts';
import { DH_BYTES, type KeyPair } from '../crypto/dh.ts';
import type { MailboxPlace } from '../crypto/mailbox.ts';
import {
  MEMBER_SEAL_OVERHEAD_BYTES,
  open,
  openFrom,
  SEAL_OVERHEAD_BYTES,
  type SealingTo,
  seal,
  sealTo,
} from '../crypto/seal.ts';
import { ITEM_VALUE_BYTES, type Item, signItem } from './bep44.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** The first byte of a payload, as of a record. */
const VERSION = 1;
const PAYLOAD_BYTES = ITEM_VALUE_BYTES - SEAL_OVERHEAD_BYTES;

/** BRIDGE: "Beacon slot: up to 4 entries". */
export const MAX_BEACONS = 4;
/** As many as fit beside each other. */
export const MAX_ANSWERS = 3;
/** Records that travel by mailbox: four of them, with their keys, fill a slot. */
export const MAX_MAILBOX_RECORD_BYTES = 200;

const ANSWER_LABEL = utf8('sotto/1/box');

/** An offer that waits in a slot. */
export interface Beacon {
  readonly record: Uint8Array;
  /** X25519; answers are sealed to it, so that nobody but its maker reads them, even later. */
  readonly boxKey: Uint8Array;
}

export type MailboxFault = 'item-not-authentic' | 'item-version' | 'item-malformed';

interface Writing {
  readonly place: MailboxPlace;
  readonly seq: number;
  /** 24 random bytes. */
  readonly nonce: Uint8Array;
}

export function encodeSlot(beacons: readonly Beacon[], writing: Writing): Item {
  assert(beacons.length <= MAX_BEACONS, 'a slot holds four beacons');
  const writer = new Writer().u8(VERSION).u8(beacons.length);
  for (const { record, boxKey } of beacons) {
    assert(record.length <= MAX_MAILBOX_RECORD_BYTES, 'a record that fits a slot');
    assert(boxKey.length === DH_BYTES, 'a box key has 32 bytes');
    writer.u8(record.length).bytes(record).bytes(boxKey);
  }
  return sealItem(writer.finish(), writing);
}

/** The item's size and signature were checked by whoever brought it. */
export function parseSlot(
  item: Item,
  place: MailboxPlace,
): Parsed<readonly Beacon[], MailboxFault> {
  return openItem(item, place, { most: MAX_BEACONS, read: readBeacon });
}

export function encodeBox(answers: readonly Uint8Array[], writing: Writing): Item {
  assert(answers.length <= MAX_ANSWERS, 'a box holds three answers');
  const writer = new Writer().u8(VERSION).u8(answers.length);
  for (const answer of answers) writer.u16(answer.length).bytes(answer);
  return sealItem(writer.finish(), writing);
}

/** The sealed answers in a box. */
export function parseBox(
  item: Item,
  place: MailboxPlace,
): Parsed<readonly Uint8Array[], MailboxFault> {
  return openItem(item, place, { most: MAX_ANSWERS, read: readAnswer });
}

export interface AnswerBinding {
  /** Of the box. */
  readonly target: Uint8Array;
  /** Of the offer, 16 bytes. */
  readonly attempt: Uint8Array;
}

/** Undefined when the box key is no key to seal to. */
export function sealAnswer(
  record: Uint8Array,
  to: Pick<SealingTo, 'recipient' | 'ephemeralSeed' | 'nonce'>,
  binding: AnswerBinding,
): Uint8Array | undefined {
  assert(record.length <= MAX_MAILBOX_RECORD_BYTES, 'a record that fits a box');
  return sealTo({ ...to, plaintext: record, ad: answerData(binding) });
}

/** The record inside; undefined when it was not sealed to this key for this offer. */
export function openAnswer(
  sealed: Uint8Array,
  recipient: KeyPair,
  binding: AnswerBinding,
): Uint8Array | undefined {
  return openFrom({ recipient, sealed, ad: answerData(binding) });
}

function answerData({ target, attempt }: AnswerBinding): Uint8Array {
  return concat(ANSWER_LABEL, target, attempt);
}

function sealItem(content: Uint8Array, { place, seq, nonce }: Writing): Item {
  const plaintext = new Uint8Array(PAYLOAD_BYTES);
  plaintext.set(content);
  const sealed = seal({ key: place.seal, nonce24: nonce, plaintext, ad: itemData(place, seq) });
  return signItem(place.pair, seq, sealed);
}

interface Contents<T> {
  readonly most: number;
  /** Fails the reader when what is there is malformed. */
  read(reader: Reader): T;
}

function openItem<T>(
  { v, seq }: Item,
  place: MailboxPlace,
  { most, read }: Contents<T>,
): Parsed<readonly T[], MailboxFault> {
  const payload = open({ key: place.seal, sealed: v, ad: itemData(place, seq) });
  if (payload === undefined) return bad('item-not-authentic');
  const reader = new Reader(payload);
  if (reader.u8() !== VERSION) return bad('item-version');
  const count = reader.u8();
  if (count > most) return bad('item-malformed');
  const contents: T[] = [];
  while (contents.length < count && !reader.failed) contents.push(read(reader));
  if (reader.failed || !isZero(reader.rest())) return bad('item-malformed');
  return { ok: true, value: contents };
}

function readBeacon(reader: Reader): Beacon {
  const length = reader.u8();
  if (length === 0 || length > MAX_MAILBOX_RECORD_BYTES) reader.fail();
  return { record: reader.bytes(length), boxKey: reader.bytes(DH_BYTES) };
}

function readAnswer(reader: Reader): Uint8Array {
  const length = reader.u16();
  const least = MEMBER_SEAL_OVERHEAD_BYTES;
  if (length <= least || length > least + MAX_MAILBOX_RECORD_BYTES) reader.fail();
  return reader.bytes(length);
}

function itemData({ target }: MailboxPlace, seq: number): Uint8Array {
  return new Writer().bytes(target).u48(seq).finish();
}
