// RoomMessage: what people say, signed and chained (DESIGN §6). Laid out here; the room signs, the
// overlay verifies.
//
//   version u8 ‖ kind u8 ‖ sender 16 ‖ generation u16 ‖ seq u32 ‖ previous 16 ‖ HLC u48
//   ‖ lifetime 5 (lifetime.ts) ‖ body 0–15,360 (speech.ts) ‖ Ed25519 signature 64 over ("sotto/1/msg" ‖ room id ‖ all before)
//
// The same bytes travel from the author to everybody; whoever relays them changes nothing.

import { assert } from '../base/assert.ts';
import { bad, ok, type Parsed } from '../base/result.ts';
import { utf8 } from '../base/utf8.ts';
import { LIFETIME_BYTES, type Lifetime, readLifetime, writeLifetime } from './lifetime.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** DESIGN §6: checked before anything else is looked at. */
export const MESSAGE_VERSION = 1;

/** Our choice: with its header and the frame around it, one message fills at most one link frame. */
export const MAX_BODY_BYTES = 15_360;

/** The first part of what is signed: sign(g, MESSAGE_DOMAIN, room id, signedPart). */
export const MESSAGE_DOMAIN: Uint8Array = utf8('sotto/1/msg');

/** BLAKE2b-16 of both public keys (DESIGN §3). */
export const MEMBER_ID_BYTES = 16;
/** BLAKE2b-16 (DESIGN §6). */
const PREVIOUS_BYTES = 16;
/** Ed25519 (RFC 8032 §5.1.6). */
export const SIGNATURE_BYTES = 64;
/** version, kind, sender, generation, seq, previous, HLC, lifetime. */
const HEADER_BYTES = 1 + 1 + MEMBER_ID_BYTES + 2 + 4 + PREVIOUS_BYTES + 6 + LIFETIME_BYTES;

/**
 * Our choice, of the 32 bits: what comes after it still fits, so that no number that somebody made up can
 * be one step from what can't be written. At sixty messages a minute it lasts for 68 years.
 */
export const MAX_MESSAGE_SEQ = 2 ** 31 - 1;

export const MAX_MESSAGE_BYTES = HEADER_BYTES + MAX_BODY_BYTES + SIGNATURE_BYTES;

/** A message as its author signed it. */
export interface RoomMessage {
  readonly kind: number;
  readonly sender: Uint8Array;
  readonly generation: number;
  /** From 1 to {@link MAX_MESSAGE_SEQ}, without gaps. */
  readonly seq: number;
  /** BLAKE2b-16 of the `bytes` of the author's message before this one; zeros for the first. */
  readonly previous: Uint8Array;
  /** Hybrid logical clock: ms since the Unix epoch, pushed past everything seen. */
  readonly hlc: number;
  readonly lifetime: Lifetime;
  readonly body: Uint8Array;
  /** The whole message as it travels, signature included. */
  readonly bytes: Uint8Array;
}

/** What its author decides; the rest follows by encoding and signing. */
export type MessageFields = Omit<RoomMessage, 'bytes'>;

export type MessageFault = 'message-version' | 'message-size' | 'message-seq' | 'message-lifetime';

/** All that is signed beside the domain and the room id. Asserts that every field is in range. */
export function encodeUnsigned(fields: MessageFields): Uint8Array {
  assert(fields.sender.length === MEMBER_ID_BYTES, 'a member id has 16 bytes');
  assert(fields.previous.length === PREVIOUS_BYTES, 'a message hash has 16 bytes');
  assert(fields.body.length <= MAX_BODY_BYTES, 'the body fits one message');
  assert(fields.seq >= 1 && fields.seq <= MAX_MESSAGE_SEQ, 'messages count from 1');
  const writer = new Writer()
    .u8(MESSAGE_VERSION)
    .u8(fields.kind)
    .bytes(fields.sender)
    .u16(fields.generation)
    .u32(fields.seq)
    .bytes(fields.previous)
    .u48(fields.hlc);
  return writeLifetime(writer, fields.lifetime).bytes(fields.body).finish();
}

/** Our own message, from what {@link encodeUnsigned} gave and the 64-byte signature over it. */
export function finishMessage(unsigned: Uint8Array, signature: Uint8Array): RoomMessage {
  assert(signature.length === SIGNATURE_BYTES, 'an Ed25519 signature has 64 bytes');
  const parsed = parseMessage(new Writer().bytes(unsigned).bytes(signature).finish());
  assert(parsed.ok, 'our own message parses');
  return parsed.value;
}

/** Reads a message of any kind. The signature is not checked here: that needs the author's key. */
export function parseMessage(bytes: Uint8Array): Parsed<RoomMessage, MessageFault> {
  if (bytes[0] !== MESSAGE_VERSION) return bad('message-version');
  const bodyBytes = bytes.length - HEADER_BYTES - SIGNATURE_BYTES;
  if (bodyBytes < 0 || bodyBytes > MAX_BODY_BYTES) return bad('message-size');
  const whole = bytes.slice();
  const reader = new Reader(whole.subarray(1));
  const header = {
    kind: reader.u8(),
    sender: reader.bytes(MEMBER_ID_BYTES),
    generation: reader.u16(),
    seq: reader.u32(),
    previous: reader.bytes(PREVIOUS_BYTES),
    hlc: reader.u48(),
  };
  const lifetime = readLifetime(reader);
  if (header.seq === 0 || header.seq > MAX_MESSAGE_SEQ) return bad('message-seq');
  if (lifetime === undefined) return bad('message-lifetime');
  const body = whole.subarray(HEADER_BYTES, HEADER_BYTES + bodyBytes);
  return ok({ ...header, lifetime, body, bytes: whole });
}

/** What the signature covers, beside the domain and the room id. */
export function signedPart(message: RoomMessage): Uint8Array {
  return message.bytes.subarray(0, message.bytes.length - SIGNATURE_BYTES);
}

export function signatureOf(message: RoomMessage): Uint8Array {
  return message.bytes.subarray(message.bytes.length - SIGNATURE_BYTES);
}
