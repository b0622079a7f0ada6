// Nicknames: what a member calls itself, made safe to show. The same cleaning is applied before a
// name is sent and after one is received, so that nobody can show others what they could not type.

import { utf8 } from '../base/utf8.ts';

/** Our choice: fits one line everywhere. */
export const MAX_NICKNAME_CODE_POINTS = 32;
/** Our choice: 32 code points of up to two bytes, or 16 emoji. */
export const MAX_NICKNAME_BYTES = 64;
/** Our choice: enough for every living script (Vietnamese takes two), too few to climb out of a line. */
export const MAX_MARKS_IN_A_ROW = 3;

/** Drawn as nothing though they count as letters or symbols: Hangul fillers, blank Braille. */
const BLANKS = /[\u115f\u1160\u3164\uffa0\u2800]/gu;
/**
 * Controls, formats (bidi overrides and isolates, zero-width characters, tags), surrogates, private
 * and unassigned code points, and everything else that is drawn as nothing.
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;
const SPACES = /[\p{White_Space}]+/gu;
const MARK = /^\p{M}$/u;

/** The name to show, possibly empty: at most 32 code points and 64 bytes. Cleaning twice changes nothing. */
export function cleanNickname(text: string): string {
  const spaced = text.slice(0, MAX_INPUT_UNITS).replace(SPACES, ' ').replace(BLANKS, ' ');
  const visible = spaced.replace(INVISIBLE, '').replace(SPACES, ' ').normalize('NFC');
  return shorten(limitMarks(visible.trim()).replace(SPACES, ' ')).trim();
}

/** Our choice: what lies beyond can't be part of the first 32 visible code points of an honest name. */
const MAX_INPUT_UNITS = 1_024;

/** Drops marks without a base, and those beyond the third on one base. */
function limitMarks(text: string): string {
  let out = '';
  let marks = MAX_MARKS_IN_A_ROW;
  for (const char of text) {
    marks = MARK.test(char) ? marks + 1 : 0;
    if (marks <= MAX_MARKS_IN_A_ROW) out += char;
    if (char === ' ') marks = MAX_MARKS_IN_A_ROW;
  }
  return out;
}

function shorten(text: string): string {
  let out = '';
  let codePoints = 0;
  let bytes = 0;
  for (const char of text) {
    codePoints += 1;
    bytes += utf8(char).length;
    if (codePoints > MAX_NICKNAME_CODE_POINTS || bytes > MAX_NICKNAME_BYTES) break;
    out += char;
  }
  return out;
}
