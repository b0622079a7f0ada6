// What a room message says: the body of each kind that is known (DESIGN §6). Bodies of other kinds
// are relayed and not read.
//
//   1 TEXT      flags u8 ‖ (author 16 ‖ seq u32)? ‖ UTF-8          flag 1: it answers that message
//   2 EDIT      seq u32 ‖ UTF-8                                    of the sender's own message
//   3 DELETE    seq u32                                            the same
//   4 REACTION  author 16 ‖ seq u32 ‖ on u8 ‖ UTF-8 1–32
//   5 READ      (author 16 ‖ seq u32)*                             all up to there was read
//   6 PRIVATE   sealed, to one member                              (private-speech.ts)
//
// EDIT and DELETE can't name anybody else's message: what can't be said need not be refused.
// Markdown, direction marks and look-alikes are left as they are: how to show them is a view's care.

import { assert } from '../base/assert.ts';
import { bad, ok, type Parsed } from '../base/result.ts';
import { fromUtf8, utf8 } from '../base/utf8.ts';
import { MEMBER_ID_BYTES } from './message.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

export const SPEECH_KIND = {
  text: 1,
  edit: 2,
  delete: 3,
  reaction: 4,
  read: 5,
  private: 6,
} as const;

/** Our choice: six pages of English; sealed for one member it still fits a body. */
export const MAX_TEXT_BYTES = 15_000;
/** Our choice: the longest emoji of Unicode 16, a family with skin tones, takes 41; others less than 36. */
export const MAX_EMOJI_BYTES = 48;
/** Our choice: as many authors as a room has that tells what was read. */
export const MAX_READ_ENTRIES = 64;

/** Flags of TEXT; the other bits must be zero. */
const FLAG_ANSWERS = 1;
const REF_BYTES = MEMBER_ID_BYTES + 4;

/** Names a message on every screen: its author's 16-byte id, and its number. */
export interface MessageRef {
  readonly author: Uint8Array;
  readonly seq: number;
}

export type Speech =
  | { readonly kind: 'text'; readonly text: string; readonly replyTo: MessageRef | undefined }
  | { readonly kind: 'edit'; readonly seq: number; readonly text: string }
  | { readonly kind: 'delete'; readonly seq: number }
  | {
      readonly kind: 'reaction';
      readonly target: MessageRef;
      readonly emoji: string;
      readonly on: boolean;
    }
  | { readonly kind: 'read'; readonly upTo: readonly MessageRef[] }
  | { readonly kind: 'private'; readonly sealed: Uint8Array };

/** Why our own text is not sent. */
export type TextRefusal = 'text-empty' | 'text-too-long';

export type SpeechFault =
  | TextRefusal
  | 'text-malformed'
  | 'edit-malformed'
  | 'delete-malformed'
  | 'reaction-malformed'
  | 'read-malformed'
  | 'speech-unknown';

/** Whether a text can be sent. A lone surrogate, which UTF-8 can't carry, will become U+FFFD. */
export function checkText(text: string): TextRefusal | undefined {
  if (text === '') return 'text-empty';
  // Every UTF-16 unit takes at least one byte: what is hopeless is not encoded first.
  if (text.length > MAX_TEXT_BYTES || utf8(text).length > MAX_TEXT_BYTES) return 'text-too-long';
  return undefined;
}

/**
 * Whether it can be sent as a reaction: something, without spaces and controls, and not too long.
 * Whether it is drawn as one emoji is for the view to judge, whose fonts know.
 */
export function isEmoji(emoji: string): boolean {
  return emoji !== '' && !/[\s\p{Cc}\p{Cs}]/u.test(emoji) && utf8(emoji).length <= MAX_EMOJI_BYTES;
}

/** The body of what we say ourselves; asserts that it is in range. */
export function encodeSpeech(speech: Speech): Uint8Array {
  const writer = new Writer();
  switch (speech.kind) {
    case 'text':
      writer.u8(speech.replyTo === undefined ? 0 : FLAG_ANSWERS);
      if (speech.replyTo !== undefined) writeRef(writer, speech.replyTo);
      return writer.bytes(utf8(speech.text)).finish();
    case 'edit':
      return writer.u32(speech.seq).bytes(utf8(speech.text)).finish();
    case 'delete':
      return writer.u32(speech.seq).finish();
    case 'reaction':
      writeRef(writer, speech.target).u8(speech.on ? 1 : 0);
      return writer.bytes(utf8(speech.emoji)).finish();
    case 'read':
      assert(speech.upTo.length <= MAX_READ_ENTRIES, 'not too many authors at once');
      for (const ref of speech.upTo) writeRef(writer, ref);
      return writer.finish();
    case 'private':
      return speech.sealed;
  }
}

/** Reads the body of a message of this kind; `speech-unknown` is no offence of anybody. */
export function parseSpeech(kind: number, body: Uint8Array): Parsed<Speech, SpeechFault> {
  const reader = new Reader(body);
  switch (kind) {
    case SPEECH_KIND.text:
      return parseText(reader);
    case SPEECH_KIND.edit: {
      const seq = reader.u32();
      const text = readText(reader);
      if (!text.ok) return text;
      return seq === 0 ? bad('edit-malformed') : ok({ kind: 'edit', seq, text: text.value });
    }
    case SPEECH_KIND.delete: {
      const seq = reader.u32();
      if (seq === 0) return bad('delete-malformed');
      return reader.finish({ kind: 'delete', seq }, 'delete-malformed');
    }
    case SPEECH_KIND.reaction:
      return parseReaction(reader);
    case SPEECH_KIND.read:
      return parseRead(reader);
    case SPEECH_KIND.private:
      return ok({ kind: 'private', sealed: reader.rest() });
    default:
      return bad('speech-unknown');
  }
}

function parseText(reader: Reader): Parsed<Speech, SpeechFault> {
  const flags = reader.u8();
  if (flags > FLAG_ANSWERS) return bad('text-malformed');
  const replyTo = flags === FLAG_ANSWERS ? readRef(reader) : undefined;
  const text = readText(reader);
  return text.ok ? ok({ kind: 'text', text: text.value, replyTo }) : text;
}

/** Well-formed, shortest-form UTF-8 (RFC 3629), neither empty nor too long, to the end. */
function readText(reader: Reader): Parsed<string, SpeechFault> {
  if (reader.failed) return bad('text-malformed');
  if (reader.left === 0) return bad('text-empty');
  if (reader.left > MAX_TEXT_BYTES) return bad('text-too-long');
  const text = fromUtf8(reader.rest());
  return text === undefined ? bad('text-malformed') : ok(text);
}

function parseReaction(reader: Reader): Parsed<Speech, SpeechFault> {
  const target = readRef(reader);
  const on = reader.u8();
  if (on > 1 || reader.left === 0 || reader.left > MAX_EMOJI_BYTES)
    return bad('reaction-malformed');
  const emoji = fromUtf8(reader.rest());
  if (emoji === undefined || !isEmoji(emoji) || !reader.done()) return bad('reaction-malformed');
  return ok({ kind: 'reaction', target, emoji, on: on === 1 });
}

function parseRead(reader: Reader): Parsed<Speech, SpeechFault> {
  if (reader.left === 0 || reader.left > MAX_READ_ENTRIES * REF_BYTES) return bad('read-malformed');
  const upTo: MessageRef[] = [];
  while (reader.left > 0) upTo.push(readRef(reader));
  return reader.finish({ kind: 'read', upTo }, 'read-malformed');
}

function writeRef(writer: Writer, { author, seq }: MessageRef): Writer {
  assert(author.length === MEMBER_ID_BYTES && seq >= 1, 'a message has an author and a number');
  return writer.bytes(author).u32(seq);
}

/** The reader fails for a number that no message has. */
function readRef(reader: Reader): MessageRef {
  const ref = { author: reader.bytes(MEMBER_ID_BYTES), seq: reader.u32() };
  if (ref.seq === 0) reader.fail();
  return ref;
}
