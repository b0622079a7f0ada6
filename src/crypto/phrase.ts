// A phrase as people type it, made one and the same on every keyboard (DESIGN §3): without accents,
// case, or the difference between a space, a dash, a full stop and an underscore.

import { assert } from '../base/assert.ts';
import { bad, ok, type Parsed } from '../base/result.ts';
import { utf8 } from '../base/utf8.ts';
import { blake2b } from './hash.ts';

/** DESIGN §3. */
export const MAX_PHRASE_CODE_POINTS = 1_024;

/** Our choice: more UTF-16 units than this are not even looked at. */
const MAX_RAW_UNITS = 65_536;

/** The salt of Argon2id has 16 bytes (RFC 9106 §3.1 recommends it). */
const SALT_BYTES = 16;
const SALT_LABEL = utf8('sotto/1/salt');

/**
 * U+0300–036F, U+064B–065F, U+0670, and the variation selectors: those of Mongolian, the sixteen
 * that choose between text and emoji, and the supplement. Ranges, because a property of Unicode
 * may grow and this may not.
 */
const DROPPED =
  /[\u{300}-\u{36f}]|[\u{64b}-\u{65f}]|\u{670}|[\u{180b}-\u{180d}]|\u{180f}|[\u{fe00}-\u{fe0f}]|[\u{e0100}-\u{e01ef}]/gu;

/**
 * What nobody sees or types and a paste may carry along: soft hyphens, zero-width spaces and
 * joiners, marks and overrides of direction, byte-order marks. A departure from DESIGN §3, which
 * keeps them: a phrase that looks the same must open the same room.
 */
const INVISIBLE = /\u{ad}|[\u{200b}-\u{200f}]|[\u{202a}-\u{202e}]|[\u{2060}-\u{206f}]|\u{feff}/gu;

/** Lower case of Σ depends on what follows it, which a separator may change; σ serves for both. */
const FINAL_SIGMA = /ς/gu;

const SEPARATORS = /[\p{White_Space}\p{Pd}._]+/gu;

/**
 * Half of a surrogate pair: no text to agree on. Looked for before all else, since some engines make
 * U+FFFD of it when they normalise (Firefox 153), and others keep it.
 */
const LONE_SURROGATE = /\p{Cs}/u;

/** In this engine's Unicode. */
const UNASSIGNED = /\p{Cn}/u;

export type LabelFault = 'too-long' | 'unassigned';
export type PhraseFault = LabelFault | 'empty';

/** The phrase in its one form. Idempotent. */
export function normalise(phrase: string): Parsed<string, PhraseFault> {
  const text = normaliseLabel(phrase);
  return text.ok && text.value === '' ? bad('empty') : text;
}

/** The same for the optional name of a room, which may be empty. */
export function normaliseLabel(label: string): Parsed<string, LabelFault> {
  if (label.length > MAX_RAW_UNITS) return bad('too-long');
  if (LONE_SURROGATE.test(label)) return bad('unassigned');
  const text = fold(label);
  if ([...text].length > MAX_PHRASE_CODE_POINTS) return bad('too-long');
  return UNASSIGNED.test(text) ? bad('unassigned') : ok(text);
}

function fold(text: string): string {
  const seen = text.normalize('NFKD').replace(DROPPED, '').replace(INVISIBLE, '');
  const folded = seen.toLowerCase().replace(FINAL_SIGMA, 'σ').normalize('NFKC');
  return folded.replace(SEPARATORS, ' ').replace(/^ | $/gu, '');
}

/** What Argon2id hashes. Takes the phrase as {@link normalise} gave it. */
export function rootPassword(normalised: string): Uint8Array {
  assert(normalised !== '' && isNormalised(normalised), 'the phrase is normalised');
  return utf8(normalised);
}

/** Argon2id's 16-byte salt. Takes the label as {@link normaliseLabel} gave it; empty for none. */
export function rootSalt(normalisedLabel: string): Uint8Array {
  assert(isNormalised(normalisedLabel), 'the label is normalised');
  return blake2b(SALT_BYTES, SALT_LABEL, utf8(normalisedLabel));
}

function isNormalised(text: string): boolean {
  const again = normaliseLabel(text);
  return again.ok && again.value === text;
}
