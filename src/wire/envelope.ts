// The room's envelope: one record, sealed for everyone who knows the phrase (DESIGN §4, "room").
//
//   plaintext (512)   length u16 ‖ record ‖ zeros
//   sealed    (552)   XChaCha20-Poly1305 under `sig`: nonce 24 ‖ ciphertext ‖ tag 16
//   text      (736)   base64url, without padding characters
//   AD                "sotto/1/sig" ‖ infohash 20 ‖ kind u8 ‖ context 20
//
// A tracker can neither tell lengths apart nor pass an envelope on as something else: the infohash
// of the socket, the direction and the tracker's own offer_id are bound to it.

import { assert } from '../base/assert.ts';
import { concat, fromBase64Url, isZero, toBase64Url } from '../base/bytes.ts';
import { bad, ok, type Parsed } from '../base/result.ts';
import { utf8 } from '../base/utf8.ts';
import { INFOHASH_BYTES } from '../crypto/keys.ts';
import { open, SEAL_OVERHEAD_BYTES, seal } from '../crypto/seal.ts';

const LABEL = utf8('sotto/1/sig');

/** DESIGN §4: a record is padded to 512 bytes, its length in front. */
const PADDED_BYTES = 512;
const LENGTH_BYTES = 2;
export const ENVELOPE_CAPACITY_BYTES = PADDED_BYTES - LENGTH_BYTES;

/** DESIGN §4: 552 bytes, which are 736 characters. */
const SEALED_BYTES = PADDED_BYTES + SEAL_OVERHEAD_BYTES;
export const ENVELOPE_CHARS = (SEALED_BYTES * 4) / 3;

/** The tracker's offer_id. */
const CONTEXT_BYTES = 20;

/** The context of an envelope that a person carries by hand (DESIGN §4). */
export const BY_HAND: Uint8Array = new Uint8Array(CONTEXT_BYTES);

/** DESIGN §4, "kind" in the AD. */
const KIND_BYTE = { offer: 1, answer: 2 } as const;

/** What an envelope is bound to, and the key that opens it. */
export interface EnvelopeBinding {
  /** `sig` of the room, 32 bytes. */
  readonly sig: Uint8Array;
  /** Of the socket it travels on, 20 bytes. */
  readonly infohash: Uint8Array;
  readonly kind: 'offer' | 'answer';
  /** The tracker's offer_id as 20 bytes, or {@link BY_HAND}. */
  readonly context: Uint8Array;
}

export type EnvelopeFault =
  | 'envelope-size'
  | 'envelope-not-base64url'
  | 'envelope-not-authentic'
  | 'envelope-padding';

/** Seals a record of at most {@link ENVELOPE_CAPACITY_BYTES}; `nonce` is 24 random bytes. */
export function sealEnvelope(
  record: Uint8Array,
  nonce: Uint8Array,
  binding: EnvelopeBinding,
): string {
  return toBase64Url(sealPadded({ record, nonce, paddedBytes: PADDED_BYTES }, binding));
}

/** The record inside. Cheap checks come first: size, then alphabet, then the tag. */
export function openEnvelope(
  text: string,
  binding: EnvelopeBinding,
): Parsed<Uint8Array, EnvelopeFault> {
  if (text.length !== ENVELOPE_CHARS) return bad('envelope-size');
  const sealed = fromBase64Url(text);
  return sealed === undefined ? bad('envelope-not-base64url') : openPadded(sealed, binding);
}

export interface Padding {
  readonly record: Uint8Array;
  /** 24 random bytes. */
  readonly nonce: Uint8Array;
  /** What the record and its length are padded to. */
  readonly paddedBytes: number;
}

/** As bytes, {@link SEAL_OVERHEAD_BYTES} longer than what was padded. */
export function sealPadded(
  { record, nonce, paddedBytes }: Padding,
  binding: EnvelopeBinding,
): Uint8Array {
  assert(
    record.length > 0 && record.length <= paddedBytes - LENGTH_BYTES,
    'a record fits its envelope',
  );
  const plaintext = new Uint8Array(paddedBytes);
  new DataView(plaintext.buffer).setUint16(0, record.length);
  plaintext.set(record, LENGTH_BYTES);
  return seal({ key: binding.sig, nonce24: nonce, plaintext, ad: additionalData(binding) });
}

/** The record in sealed bytes, whose size the caller has checked. */
export function openPadded(
  sealed: Uint8Array,
  binding: EnvelopeBinding,
): Parsed<Uint8Array, 'envelope-not-authentic' | 'envelope-padding'> {
  const plaintext = open({ key: binding.sig, sealed, ad: additionalData(binding) });
  return plaintext === undefined ? bad('envelope-not-authentic') : unpad(plaintext);
}

/** Only one padding of a record is taken, so that nothing can be hidden behind it. */
function unpad(plaintext: Uint8Array): Parsed<Uint8Array, 'envelope-padding'> {
  const view = new DataView(plaintext.buffer, plaintext.byteOffset, plaintext.length);
  const end = LENGTH_BYTES + view.getUint16(0);
  if (end === LENGTH_BYTES || end > plaintext.length) return bad('envelope-padding');
  if (!isZero(plaintext.subarray(end))) return bad('envelope-padding');
  return ok(plaintext.slice(LENGTH_BYTES, end));
}

function additionalData({ infohash, kind, context }: EnvelopeBinding): Uint8Array {
  assert(infohash.length === INFOHASH_BYTES, 'an infohash has 20 bytes');
  assert(context.length === CONTEXT_BYTES, 'a context has 20 bytes');
  return concat(LABEL, infohash, Uint8Array.of(KIND_BYTE[kind]), context);
}
