// How two people make sure that nobody stands between them (DESIGN §6): commit, reveal, compare.
//
//   initiator ── commit = H(both, a) ──▶ responder      a is fixed from here on, and still unknown
//   initiator ◀────────── b ──────────── responder
//   initiator ─────────── a ───────────▶ responder      checked against the commitment
//   both       seven of 64 symbols of H(both, commit, a, b), compared aloud
//
// Whoever stands between two people has them compare two runs: one with its own keys shown to Ana,
// one with its own keys shown to Ben. Its aim is that both show the same seven symbols.
//
// - It must choose what it adds to each run before it learns what the honest side adds: as responder
//   it sends b while a is hidden, as initiator it has committed to a before it is told b. Whatever
//   the order of its steps, the second of the two codes is drawn when nothing of it can be changed,
//   so the chance is 2^-42 for each run, and no computing power helps. (RFC 6189 §4.4.1.1: the
//   commitment "constrains the attacker to only one guess"; Vaudenay, CRYPTO 2005, proves it for
//   any exchange of this form; the SAS verification of Matrix compares the same 42 bits.)
// - Reflection: the commitment and the code name the room, both identities and who began. A message
//   of ours that is sent back to us fits no run in which somebody else began.
// - Replay: each honest side adds 32 fresh bytes to each run, so that no old run fits a new one.
// - Both begin at once: the machine keeps the run of the smaller id, and so one code for each pair.
//   Two open runs for one pair would let the attacker choose which of two codes is shown.
// - Aborts: an attacker who initiates knows the code once it has b, before anybody sees it, and can
//   leave and ask again. Each time is one more guess. So b is only sent after a tap, the machine
//   counts the runs in which it has given its number away, and stops at ten for a member: with both
//   people lured into all ten, 20 x 2^-42, about one chance in 220 thousand million.
//
// The number of sixty digits needs no exchange and is the same for the whole stay. For that it has
// to stand against computing: who holds keys of its own towards both wants H(Ana, M) = H(M', Ben),
// a collision in 199 bits, some 2^99 tries. Other messengers hash an identity that lasts for years
// some thousand times over, which is worth 12 bits against tables made in advance; here both pairs
// of keys are drawn at the join and the secret room id is hashed with them, so that there is nothing
// to compute before the stay begins, and one pass is enough.

import { assert } from '../base/assert.ts';
import { compare, concat } from '../base/bytes.ts';
import { utf8 } from '../base/utf8.ts';
import { blake2b } from './hash.ts';
import type { Card } from './identity.ts';

/** Our choice: the size of a hash, so that neither nonce can be found by search. */
export const VERIFICATION_NONCE_BYTES = 32;
export const COMMITMENT_BYTES = 32;
export const TRANSCRIPT_BYTES = 32;

/** DESIGN §6: seven of 64 emoji, six bits each. */
const EMOJI = 7;
const EMOJI_COUNT = 64n;
const EMOJI_BITS = 6n;

/** DESIGN §6: 60 digits, taken from 512 bits so that none is likelier than another. */
const DIGITS = 60;
const DIGITS_PER_GROUP = 5;
const WIDE_HASH_BYTES = 64;

const COMMIT_LABEL = utf8('sotto/1/verify-commit');
const CODE_LABEL = utf8('sotto/1/verify');
const NUMBER_LABEL = utf8('sotto/1/verify-number');

/** One of the two: id of 16 bytes, public keys of 32 each. */
export type Party = Pick<Card, 'id' | 's' | 'g'>;

/** Whose run this is: everything that both know before it begins. */
export interface VerificationRoles {
  /** 32 bytes. */
  readonly roomId: Uint8Array;
  readonly initiator: Party;
  readonly responder: Party;
}

/** What both know in the end. */
export interface VerificationRun extends VerificationRoles {
  /** The initiator's 32 bytes. */
  readonly a: Uint8Array;
  /** The responder's 32 bytes. */
  readonly b: Uint8Array;
}

/** What the initiator sends first: 32 bytes that hide `a` and bind it to this pair and these roles. */
export function commitment(roles: VerificationRoles, a: Uint8Array): Uint8Array {
  assert(a.length === VERIFICATION_NONCE_BYTES, 'a nonce of a verification has 32 bytes');
  const { roomId, initiator, responder } = roles;
  const both = concat(initiator.id, responder.id, keys(initiator), keys(responder));
  return blake2b(COMMITMENT_BYTES, COMMIT_LABEL, roomId, both, a);
}

/** The 32 bytes that both sides get, and nobody who stands between gets twice. */
export function verificationTranscript(run: VerificationRun): Uint8Array {
  const { roomId, initiator, responder, a, b } = run;
  assert(b.length === VERIFICATION_NONCE_BYTES, 'a nonce of a verification has 32 bytes');
  const both = concat(keys(initiator), keys(responder));
  return blake2b(TRANSCRIPT_BYTES, CODE_LABEL, roomId, both, commitment(run, a), a, b);
}

/** Seven numbers below 64, for `text/symbols.ts`: the first 42 bits of the transcript. */
export function verificationEmoji(transcript: Uint8Array): readonly number[] {
  assert(transcript.length === TRANSCRIPT_BYTES, 'a transcript has 32 bytes');
  const bits = new DataView(transcript.buffer, transcript.byteOffset).getBigUint64(0);
  return Array.from({ length: EMOJI }, (_, i) =>
    Number((bits >> (64n - EMOJI_BITS * BigInt(i + 1))) % EMOJI_COUNT),
  );
}

/** Twelve groups of five digits from both people's keys, the same on both screens for the stay. */
export function verificationNumber(roomId: Uint8Array, one: Party, other: Party): string[] {
  const [first, second] = [keys(one), keys(other)].sort(compare) as [Uint8Array, Uint8Array];
  const wide = blake2b(WIDE_HASH_BYTES, NUMBER_LABEL, roomId, first, second);
  const number = wide.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  const digits = (number % 10n ** BigInt(DIGITS)).toString().padStart(DIGITS, '0');
  return Array.from({ length: DIGITS / DIGITS_PER_GROUP }, (_, group) =>
    digits.slice(group * DIGITS_PER_GROUP, (group + 1) * DIGITS_PER_GROUP),
  );
}

function keys({ s, g }: Party): Uint8Array {
  return concat(s, g);
}
