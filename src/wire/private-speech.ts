// What is sealed for one member inside a room message of kind 6 (DESIGN §6, "A private message to one
// member"). The message around it is signed and travels to everybody like any; only that member can
// open it, and the others learn neither for whom it was nor, but for a class of sizes, how long it is.
//
//   length u16 ‖ kind u8 ‖ body ‖ zeros to 64, 128, 256 … 8,192 or 15,256
//
// Kinds 1 to 4 are those of the room (speech.ts), said between two. From 16 on:
//
//   16 VERIFY     a step of verification (verification.ts)
//   17 ADMIT      root 32                    what an invite leads to (DESIGN §8)
//   18 USED       —                          this invite has let somebody in already
//   19 MOVE       root 32 ‖ phrase UTF-8     "move on without someone" (DESIGN §6)

import { assert } from '../base/assert.ts';
import { concat } from '../base/bytes.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

export const NOTE_KIND = { verify: 16, admit: 17, used: 18, move: 19 } as const;

export type NoteTopic = keyof typeof NOTE_KIND;

const FIRST_NOTE_KIND = 16;
const HEADER_BYTES = 2 + 1;
const SMALLEST_BYTES = 64;
const LARGEST_DOUBLED_BYTES = 8_192;
/** With an ephemeral key, a nonce and a tag in front and behind, the largest body of a message. */
export const MAX_PRIVATE_BYTES = 15_256;
export const MAX_PRIVATE_BODY_BYTES = MAX_PRIVATE_BYTES - HEADER_BYTES;

export interface PrivateSpeech {
  readonly kind: number;
  readonly body: Uint8Array;
}

export function encodePrivate({ kind, body }: PrivateSpeech): Uint8Array {
  assert(body.length <= MAX_PRIVATE_BODY_BYTES, 'it fits one message');
  const bytes = new Writer().u16(body.length).u8(kind).bytes(body).finish();
  return concat(bytes, new Uint8Array(padded(bytes.length) - bytes.length));
}

/** Undefined unless size, length and padding are as {@link encodePrivate} makes them. */
export function parsePrivate(bytes: Uint8Array): PrivateSpeech | undefined {
  const reader = new Reader(bytes);
  const length = reader.u16();
  const kind = reader.u8();
  if (length > reader.left || padded(HEADER_BYTES + length) !== bytes.length) return undefined;
  const body = new Uint8Array(bytes.subarray(HEADER_BYTES, HEADER_BYTES + length));
  const isPadding = bytes.subarray(HEADER_BYTES + length).every((byte) => byte === 0);
  return isPadding ? { kind, body } : undefined;
}

/** What is told between two beside words; undefined for kinds of the room, or of a newer version. */
export function noteTopic(kind: number): NoteTopic | undefined {
  if (kind < FIRST_NOTE_KIND) return undefined;
  const topics = Object.keys(NOTE_KIND) as NoteTopic[];
  return topics.find((topic) => NOTE_KIND[topic] === kind);
}

function padded(length: number): number {
  let size = SMALLEST_BYTES;
  while (size < length && size < LARGEST_DOUBLED_BYTES) size *= 2;
  return size >= length ? size : MAX_PRIVATE_BYTES;
}
