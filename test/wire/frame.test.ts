// Frames: every payload in the smallest size that holds it, and one reading of every content.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { equal } from '../../src/base/bytes.ts';
import {
  encodeContent,
  encodeHeader,
  FRAME_SIZES_BYTES,
  type FrameType,
  MAX_EPOCH,
  MAX_PAYLOAD_BYTES,
  parseContent,
  parseHeader,
} from '../../src/wire/frame.ts';

const OVERHEAD_BYTES = 24;
const TYPES: readonly FrameType[] = ['data', 'fin', 'handshake', 'switch', 'close'];

describe('headers', () => {
  test('round trip', () => {
    const header = fc.record({
      generation: fc.constantFrom(0 as const, 1 as const),
      epoch: fc.integer({ min: 0, max: MAX_EPOCH }),
      counter: fc.integer({ min: 0, max: 2 ** 48 - 1 }),
    });
    fc.assert(
      fc.property(header, fc.constantFrom(...FRAME_SIZES_BYTES), (fields, size) => {
        const frame = new Uint8Array(size);
        frame.set(encodeHeader(fields));
        expect(parseHeader(frame)).toEqual({ ok: true, value: fields });
      }),
    );
  });

  test('the generation is the highest bit of the epoch', () => {
    const header = encodeHeader({ generation: 1, epoch: 2, counter: 3 });
    expect(header).toEqual(Uint8Array.of(0x80, 2, 0, 0, 0, 0, 0, 3));
  });

  test('only the eight sizes are frames', () => {
    const accepted = Array.from({ length: 20_000 }, (_, size) => size).filter(
      (size) => parseHeader(new Uint8Array(size)).ok,
    );
    expect(accepted).toEqual([...FRAME_SIZES_BYTES]);
  });

  test('numbers out of range are our bug', () => {
    expect(() => encodeHeader({ generation: 0, epoch: MAX_EPOCH + 1, counter: 0 })).toThrow();
    expect(() => encodeHeader({ generation: 0, epoch: 0, counter: 2 ** 48 })).toThrow();
  });
});

describe('contents', () => {
  test('round trip, in the smallest size', () => {
    for (let length = 0; length <= MAX_PAYLOAD_BYTES; length += length < 600 ? 1 : 397) {
      const payload = new Uint8Array(length).fill(0xa5);
      const content = encodeContent({ type: 'data', payload });
      const smallest = FRAME_SIZES_BYTES.find((size) => size >= length + 3 + OVERHEAD_BYTES);
      expect(content.length + OVERHEAD_BYTES).toBe(smallest);
      const parsed = parseContent(content);
      expect(parsed.ok && parsed.value.type).toBe('data');
      expect(parsed.ok && equal(parsed.value.payload, payload)).toBe(true);
    }
  });

  test.each(TYPES)('%s', (type) => {
    const payload = Uint8Array.of(1, 2, 3);
    expect(parseContent(encodeContent({ type, payload }))).toEqual({
      ok: true,
      value: { type, payload },
    });
  });

  test('the largest payload fits, one byte more is our bug', () => {
    expect(MAX_PAYLOAD_BYTES).toBe(16_357);
    const content = encodeContent({ type: 'data', payload: new Uint8Array(MAX_PAYLOAD_BYTES) });
    expect(content.length + OVERHEAD_BYTES).toBe(16_384);
    const tooLong = new Uint8Array(MAX_PAYLOAD_BYTES + 1);
    expect(() => encodeContent({ type: 'data', payload: tooLong })).toThrow();
  });

  test('every byte of padding must be zero', () => {
    const content = encodeContent({ type: 'data', payload: Uint8Array.of(7) });
    for (let at = 4; at < content.length; at++) {
      const padded = content.slice();
      padded[at] = 1;
      expect(parseContent(padded)).toEqual({ ok: false, reason: 'frame-padding' });
    }
  });

  test('a larger frame than needed is refused: one payload, one size', () => {
    const content = new Uint8Array(256 - OVERHEAD_BYTES);
    expect(parseContent(content)).toEqual({ ok: false, reason: 'frame-padding' });
  });

  test('a length beyond the content, an unknown type, nothing at all', () => {
    const content = encodeContent({ type: 'data', payload: new Uint8Array(0) });
    const long = content.slice();
    long[2] = content.length - 2;
    expect(parseContent(long)).toEqual({ ok: false, reason: 'frame-length' });
    const unknown = content.slice();
    unknown[0] = TYPES.length;
    expect(parseContent(unknown)).toEqual({ ok: false, reason: 'frame-type' });
    expect(parseContent(new Uint8Array(0))).toEqual({ ok: false, reason: 'frame-type' });
  });

  test('whatever is accepted is what we would write', () => {
    const size = fc.constantFrom(...FRAME_SIZES_BYTES.slice(0, 3));
    const contents = size.chain((bytes) =>
      fc
        .tuple(fc.nat(6), fc.nat(bytes), fc.uint8Array({ maxLength: 8 }))
        .map(([type, length, body]) => {
          const content = new Uint8Array(bytes - OVERHEAD_BYTES);
          content.set([type, length >> 8, length & 255, ...body]);
          return content;
        }),
    );
    fc.assert(
      fc.property(contents, (content) => {
        const parsed = parseContent(content);
        if (parsed.ok) expect(encodeContent(parsed.value)).toEqual(content);
      }),
      { numRuns: 1_000 },
    );
  });
});
