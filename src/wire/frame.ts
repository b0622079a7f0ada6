// Frames: everything that a link sends once its handshake is done (DESIGN §5).
//
//   header 8                             ciphertext                        tag 16
//   generation bit, epoch u15 ‖ counter u48 ‖ [ type u8 ‖ length u16 ‖ payload ‖ zeros ]
//
// The header is in the clear, authenticated as AAD, and the nonce behind four zero bytes. A frame
// has one of eight sizes, so that a watcher learns little of what is inside.

import { assert } from '../base/assert.ts';
import { bad, ok, type Parsed } from '../base/result.ts';

/** DESIGN §5: "Wire sizes, header and tag included". */
export const FRAME_SIZES_BYTES = [128, 256, 512, 1_024, 2_048, 4_096, 8_192, 16_384] as const;

export const MAX_FRAME_BYTES = 16_384;

export const FRAME_HEADER_BYTES = 8;
/** ChaCha20-Poly1305 (RFC 8439 §2.8). */
const TAG_BYTES = 16;
/** type u8 ‖ length u16. */
const PLAINTEXT_HEAD_BYTES = 3;

/** What one frame of the largest size carries. */
export const MAX_PAYLOAD_BYTES =
  MAX_FRAME_BYTES - FRAME_HEADER_BYTES - PLAINTEXT_HEAD_BYTES - TAG_BYTES;

/** DESIGN §5: epoch u16, of which the hourly handshake's generation bit is the highest. */
export const MAX_EPOCH = 0x7fff;
const GENERATION_SHIFT = 15;
const MAX_COUNTER = 2 ** 48 - 1;

export type Generation = 0 | 1;

export interface FrameHeader {
  readonly generation: Generation;
  readonly epoch: number;
  readonly counter: number;
}

const TYPES = ['data', 'fin', 'handshake', 'switch', 'close'] as const;

/**
 * `fin` ends the first handshake, `handshake` carries a message of an hourly one, `switch` ends a
 * generation on its channel, `close` is an orderly goodbye.
 */
export type FrameType = (typeof TYPES)[number];

export interface FrameContent {
  readonly type: FrameType;
  readonly payload: Uint8Array;
}

export type FrameFault = 'frame-size' | 'frame-type' | 'frame-length' | 'frame-padding';

export function encodeHeader({ generation, epoch, counter }: FrameHeader): Uint8Array {
  assert(epoch >= 0 && epoch <= MAX_EPOCH, 'an epoch has 15 bits');
  assert(counter >= 0 && counter <= MAX_COUNTER, 'a counter has 48 bits');
  const header = new Uint8Array(FRAME_HEADER_BYTES);
  const view = new DataView(header.buffer);
  view.setUint16(0, (generation << GENERATION_SHIFT) | epoch);
  view.setUint16(2, Math.floor(counter / 2 ** 32));
  view.setUint32(4, counter % 2 ** 32);
  return header;
}

/** The header of a frame of any legal size. */
export function parseHeader(frame: Uint8Array): Parsed<FrameHeader, 'frame-size'> {
  if (!FRAME_SIZES_BYTES.some((size) => size === frame.length)) return bad('frame-size');
  const view = new DataView(frame.buffer, frame.byteOffset, FRAME_HEADER_BYTES);
  const head = view.getUint16(0);
  return ok({
    generation: head >> GENERATION_SHIFT === 0 ? 0 : 1,
    epoch: head & MAX_EPOCH,
    counter: view.getUint16(2) * 2 ** 32 + view.getUint32(4),
  });
}

/** Type, length, payload and zeros, up to the smallest frame that holds them. */
export function encodeContent({ type, payload }: FrameContent): Uint8Array {
  assert(payload.length <= MAX_PAYLOAD_BYTES, 'a payload fits the largest frame');
  const content = new Uint8Array(contentBytes(payload.length));
  content[0] = TYPES.indexOf(type);
  content[1] = payload.length >> 8;
  content[2] = payload.length & 0xff;
  content.set(payload, PLAINTEXT_HEAD_BYTES);
  return content;
}

/** How long the plaintext of the smallest frame is that holds such a payload. */
function contentBytes(payloadBytes: number): number {
  const overhead = FRAME_HEADER_BYTES + TAG_BYTES;
  const least = PLAINTEXT_HEAD_BYTES + payloadBytes;
  const size = FRAME_SIZES_BYTES.find((bytes) => bytes - overhead >= least);
  return (size ?? MAX_FRAME_BYTES) - overhead;
}

/** Reads a decrypted frame. The payload is a view, which keeps the whole content alive. */
export function parseContent(content: Uint8Array): Parsed<FrameContent, FrameFault> {
  const type = TYPES[content[0] ?? TYPES.length];
  if (type === undefined) return bad('frame-type');
  const length = ((content[1] ?? 0) << 8) | (content[2] ?? 0);
  const end = PLAINTEXT_HEAD_BYTES + length;
  if (end > content.length) return bad('frame-length');
  if (content.length !== contentBytes(length)) return bad('frame-padding');
  for (let at = end; at < content.length; at++) if (content[at] !== 0) return bad('frame-padding');
  return ok({ type, payload: content.subarray(PLAINTEXT_HEAD_BYTES, end) });
}
