// The body of a room message of kind 1: what somebody wrote, as UTF-8 and nothing else (DESIGN §6).
// Markdown, direction marks and look-alikes are left as they are: how to show them is a view's care.

import { bad, ok, type Parsed } from '../base/result.ts';
import { fromUtf8, utf8 } from '../base/utf8.ts';
import { MAX_BODY_BYTES } from './message.ts';

/** Our choice: the first kind of message. Others are relayed and not shown (DESIGN §6). */
export const TEXT_KIND = 1;

/** As much as one message holds; about six pages of English. */
export const MAX_TEXT_BYTES = MAX_BODY_BYTES;

/** Why our own text is not sent. */
export type TextRefusal = 'text-empty' | 'text-too-long';

export type TextFault = TextRefusal | 'text-malformed';

/** Our own text as a body. A lone surrogate, which UTF-8 can't carry, becomes U+FFFD. */
export function encodeText(text: string): Parsed<Uint8Array, TextRefusal> {
  if (text === '') return bad('text-empty');
  // Every UTF-16 unit takes at least one byte: what is hopeless is not encoded first.
  if (text.length > MAX_TEXT_BYTES) return bad('text-too-long');
  const body = utf8(text);
  return body.length > MAX_TEXT_BYTES ? bad('text-too-long') : ok(body);
}

/** Reads a body: well-formed, shortest-form UTF-8 (RFC 3629), neither empty nor too long. */
export function parseText(body: Uint8Array): Parsed<string, TextFault> {
  if (body.length === 0) return bad('text-empty');
  if (body.length > MAX_TEXT_BYTES) return bad('text-too-long');
  const text = fromUtf8(body);
  return text === undefined ? bad('text-malformed') : ok(text);
}
