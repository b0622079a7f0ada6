// What two members say to each other to verify: bodies of private messages, which are sealed to the
// one and signed by the other, so that nothing in here has to prove who sent it (DESIGN §6).
//
//   version u8 = 1 ‖ type u8 ‖ …
//   COMMIT  1 ‖ commitment 32                 I ask to compare, and have drawn my number
//   NONCE   2 ‖ run 16 ‖ b 32                 my person agrees; here is my number
//   REVEAL  3 ‖ run 16 ‖ a 32                 here is the number that I had drawn
//   DONE    4 ‖ run 16 ‖ transcript 32        my person says that they match
//   CANCEL  5 ‖ run 16 ‖ reason u8            it ends without that
//
// A run is named by the first half of its commitment, so that what comes late touches no later run.
// DONE carries the transcript and no MAC: there is no secret between the two but the one that the
// message is sealed with already. It only tells a person what the other person said; it verifies
// nobody. What an attacker gains by sending it is a line of text on a screen.

import { assert } from '../base/assert.ts';
import { bad, type Parsed } from '../base/result.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

export const VERIFICATION_VERSION = 1;

/** BLAKE2b-32 (DESIGN §6). */
const COMMITMENT_BYTES = 32;
const NONCE_BYTES = 32;
const TRANSCRIPT_BYTES = 32;
/** Our choice: as much as names anything else here. */
export const RUN_BYTES = 16;

/** version, type, run, and the longest field. */
export const MAX_VERIFICATION_BYTES = 1 + 1 + RUN_BYTES + NONCE_BYTES;

const TYPE = { commit: 1, nonce: 2, reveal: 3, done: 4, cancel: 5 } as const;

const REASONS = ['cancelled', 'timeout', 'mismatch', 'unfit', 'busy'] as const;

/** `unfit`: what was revealed is not what was committed to. `mismatch`: a person said so. */
export type CancelReason = (typeof REASONS)[number];

export type VerificationMessage =
  | { readonly kind: 'commit'; readonly commitment: Uint8Array }
  | { readonly kind: 'nonce'; readonly run: Uint8Array; readonly nonce: Uint8Array }
  | { readonly kind: 'reveal'; readonly run: Uint8Array; readonly nonce: Uint8Array }
  | { readonly kind: 'done'; readonly run: Uint8Array; readonly transcript: Uint8Array }
  | { readonly kind: 'cancel'; readonly run: Uint8Array; readonly reason: CancelReason };

export type VerificationFault = 'verification-version' | 'verification-malformed';

/** The 16 bytes that name the run of a commitment. */
export function runOf(commitment: Uint8Array): Uint8Array {
  return commitment.slice(0, RUN_BYTES);
}

/** Asserts that every field has its size. */
export function encodeVerification(message: VerificationMessage): Uint8Array {
  const writer = new Writer().u8(VERIFICATION_VERSION).u8(TYPE[message.kind]);
  if (message.kind === 'commit') {
    return writer.bytes(sized(message.commitment, COMMITMENT_BYTES)).finish();
  }
  writer.bytes(sized(message.run, RUN_BYTES));
  if (message.kind === 'cancel') return writer.u8(REASONS.indexOf(message.reason)).finish();
  if (message.kind === 'done') {
    return writer.bytes(sized(message.transcript, TRANSCRIPT_BYTES)).finish();
  }
  return writer.bytes(sized(message.nonce, NONCE_BYTES)).finish();
}

/** Reads one body. Every message has one size; anything else is refused. */
export function parseVerification(
  body: Uint8Array,
): Parsed<VerificationMessage, VerificationFault> {
  if (body[0] !== VERIFICATION_VERSION) return bad('verification-version');
  if (body.length > MAX_VERIFICATION_BYTES) return bad('verification-malformed');
  const reader = new Reader(body.subarray(1));
  const message = read(reader);
  return message === undefined
    ? bad('verification-malformed')
    : reader.finish(message, 'verification-malformed');
}

function read(reader: Reader): VerificationMessage | undefined {
  switch (reader.u8()) {
    case TYPE.commit:
      return { kind: 'commit', commitment: reader.bytes(COMMITMENT_BYTES) };
    case TYPE.nonce:
      return { kind: 'nonce', run: reader.bytes(RUN_BYTES), nonce: reader.bytes(NONCE_BYTES) };
    case TYPE.reveal:
      return { kind: 'reveal', run: reader.bytes(RUN_BYTES), nonce: reader.bytes(NONCE_BYTES) };
    case TYPE.done: {
      const run = reader.bytes(RUN_BYTES);
      return { kind: 'done', run, transcript: reader.bytes(TRANSCRIPT_BYTES) };
    }
    case TYPE.cancel: {
      const run = reader.bytes(RUN_BYTES);
      const reason = REASONS[reader.u8()];
      return reason === undefined ? undefined : { kind: 'cancel', run, reason };
    }
    default:
      return undefined;
  }
}

function sized(bytes: Uint8Array, length: number): Uint8Array {
  assert(bytes.length === length, `this field has ${length} bytes`);
  return bytes;
}
