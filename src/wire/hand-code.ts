// The code that a person carries by hand: a sealed record as text, to be scanned or pasted.
//
//   "SOTTO-1" ‖ kind "O" or "A" ‖ "-" ‖ base32 of (check 2 ‖ sealed 248)        409 characters
//   check     the first bytes of BLAKE2b-16("sotto/1/hand" ‖ kind letter ‖ sealed)
//   sealed    the room's envelope, of a record padded to 208 bytes: see envelope.ts
//
// The check is no secret: it only tells a code that was damaged on its way from one of another room.
// Upper case, digits and a hyphen are the QR code's alphanumeric mode: 65 × 65 modules at level M,
// where the same bytes in base64url need 73 × 73, and the 552 of the trackers' envelope 93 × 93.

import { fromBase32, toBase32 } from '../base/base32.ts';
import { concat, equal } from '../base/bytes.ts';
import { bad, ok, type Parsed } from '../base/result.ts';
import { utf8 } from '../base/utf8.ts';
import { blake2b } from '../crypto/hash.ts';
import { SEAL_OVERHEAD_BYTES } from '../crypto/seal.ts';
import { BY_HAND, type EnvelopeBinding, openPadded, sealPadded } from './envelope.ts';

/** Our choice: the records of the mailbox (200) and what pads them fill version 12 of a QR code. */
const PADDED_BYTES = 208;
/** What a record may have, as in the mailbox: a few candidates, and a code that is easy to scan. */
export const MAX_HAND_RECORD_BYTES = 200;

const VERSION = '1';
const LETTER = { offer: 'O', answer: 'A' } as const;
const CHECK_LABEL = utf8('sotto/1/hand');
const CHECK_BYTES = 2;
const MIN_HASH_BYTES = 16;
const SEALED_BYTES = PADDED_BYTES + SEAL_OVERHEAD_BYTES;
const DIGITS = ((CHECK_BYTES + SEALED_BYTES) * 8) / 5;

export const HAND_CODE_CHARS = `SOTTO-${VERSION}O-`.length + DIGITS;
/** Our choice: ten times a code; whoever pastes more has pasted something else. */
export const MAX_PASTED_CHARS = 4_096;

/** What messengers and mail put between the characters of a long word. */
const STRAY = /[\s\p{Cf}>*_`|]+/gu;
const CODE = new RegExp(`SOTTO-(\\d{1,3})([A-Z])-([A-Z2-7]{0,${DIGITS}})`);

export interface HandCode {
  readonly kind: 'offer' | 'answer';
  readonly sealed: Uint8Array;
}

export type HandCodeFault = 'malformed' | 'other-version';

export type HandBinding = Pick<EnvelopeBinding, 'sig' | 'infohash' | 'kind'>;

/** Seals a record of at most {@link MAX_HAND_RECORD_BYTES}; `nonce` is 24 random bytes. */
export function sealHandCode(record: Uint8Array, nonce: Uint8Array, binding: HandBinding): string {
  const padding = { record, nonce, paddedBytes: PADDED_BYTES };
  const sealed = sealPadded(padding, { ...binding, context: BY_HAND });
  const letter = LETTER[binding.kind];
  return `SOTTO-${VERSION}${letter}-${toBase32(concat(check(letter, sealed), sealed))}`;
}

/** Finds the code in what was pasted: white space, line breaks and words around it do not matter. */
export function parseHandCode(text: string): Parsed<HandCode, HandCodeFault> {
  if (text.length > MAX_PASTED_CHARS) return bad('malformed');
  const [, version, letter, digits = ''] = CODE.exec(text.replace(STRAY, '').toUpperCase()) ?? [];
  if (version === undefined) return bad('malformed');
  if (version !== VERSION) return bad('other-version');
  const kind = letter === LETTER.offer ? 'offer' : letter === LETTER.answer ? 'answer' : undefined;
  const bytes = fromBase32(digits);
  if (kind === undefined || bytes?.length !== CHECK_BYTES + SEALED_BYTES) return bad('malformed');
  const sealed = bytes.subarray(CHECK_BYTES);
  const whole = equal(bytes.subarray(0, CHECK_BYTES), check(LETTER[kind], sealed));
  return whole ? ok({ kind, sealed }) : bad('malformed');
}

/** The record inside; undefined when it was sealed for another room, day or direction. */
export function openHandCode(
  { kind, sealed }: HandCode,
  room: Omit<HandBinding, 'kind'>,
): Uint8Array | undefined {
  const opened = openPadded(sealed, { ...room, kind, context: BY_HAND });
  return opened.ok ? opened.value : undefined;
}

function check(letter: string, sealed: Uint8Array): Uint8Array {
  return blake2b(MIN_HASH_BYTES, CHECK_LABEL, utf8(letter), sealed).slice(0, CHECK_BYTES);
}
