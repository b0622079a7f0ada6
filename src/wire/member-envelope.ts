// The member envelope: an offer or an answer, carried to one member by others (DESIGN §4, "member").
//
//   role u8 ‖ attempt 16 ‖ sealed to the target's s (record ‖ Ed25519 signature 64)
//
// Sealed with the AD ("sotto/1/member" ‖ room id ‖ role ‖ from ‖ to ‖ attempt); signed by the sender's
// g over the same and the record. So whoever carries it can neither read nor redirect nor relabel it.

import { assert } from '../base/assert.ts';
import { concat } from '../base/bytes.ts';
import { bad, ok, type Parsed } from '../base/result.ts';
import { utf8 } from '../base/utf8.ts';
import { MEMBER_ID_BYTES, SIGNATURE_BYTES } from './message.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

export const MEMBER_DOMAIN: Uint8Array = utf8('sotto/1/member');

/** DESIGN §4: 16 random bytes that name a connection. */
export const ATTEMPT_BYTES = 16;

const ROLE = { offer: 0, answer: 1 } as const;

export type SignalRole = keyof typeof ROLE;

export interface MemberEnvelope {
  readonly role: SignalRole;
  readonly attempt: Uint8Array;
  /** As `sealTo` made it. */
  readonly sealed: Uint8Array;
}

/** What an envelope is bound to. */
export interface EnvelopeBinding {
  readonly roomId: Uint8Array;
  readonly role: SignalRole;
  readonly from: Uint8Array;
  readonly to: Uint8Array;
  readonly attempt: Uint8Array;
}

/** The AD of the seal and, with the record after it, what is signed. */
export function encodeBinding(binding: EnvelopeBinding): Uint8Array {
  assert(binding.from.length === MEMBER_ID_BYTES, 'a member id has 16 bytes');
  assert(binding.to.length === MEMBER_ID_BYTES, 'a member id has 16 bytes');
  assert(binding.attempt.length === ATTEMPT_BYTES, 'an attempt has 16 bytes');
  const writer = new Writer().bytes(MEMBER_DOMAIN).bytes(binding.roomId).u8(ROLE[binding.role]);
  return writer.bytes(binding.from).bytes(binding.to).bytes(binding.attempt).finish();
}

export function encodeEnvelope(envelope: MemberEnvelope): Uint8Array {
  assert(envelope.attempt.length === ATTEMPT_BYTES, 'an attempt has 16 bytes');
  const writer = new Writer().u8(ROLE[envelope.role]).bytes(envelope.attempt);
  return writer.bytes(envelope.sealed).finish();
}

export function parseEnvelope(bytes: Uint8Array): Parsed<MemberEnvelope, 'envelope-malformed'> {
  const reader = new Reader(bytes);
  const role = reader.u8();
  const attempt = reader.bytes(ATTEMPT_BYTES);
  if (reader.failed || role > ROLE.answer) return bad('envelope-malformed');
  return ok({ role: role === ROLE.answer ? 'answer' : 'offer', attempt, sealed: reader.rest() });
}

/** What is sealed. */
export function encodeSignedRecord(record: Uint8Array, signature: Uint8Array): Uint8Array {
  assert(signature.length === SIGNATURE_BYTES, 'an Ed25519 signature has 64 bytes');
  return concat(record, signature);
}

export interface SignedRecord {
  readonly record: Uint8Array;
  readonly signature: Uint8Array;
}

export function parseSignedRecord(bytes: Uint8Array): Parsed<SignedRecord, 'envelope-malformed'> {
  if (bytes.length <= SIGNATURE_BYTES) return bad('envelope-malformed');
  return ok({
    record: bytes.slice(0, -SIGNATURE_BYTES),
    signature: bytes.slice(-SIGNATURE_BYTES),
  });
}
