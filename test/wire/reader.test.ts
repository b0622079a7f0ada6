// The reader never throws and never reads past the end; the writer refuses what does not fit.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { concat } from '../../src/base/bytes.ts';
import { Reader } from '../../src/wire/reader.ts';
import { Writer } from '../../src/wire/writer.ts';

type Read = (reader: Reader) => unknown;

const READS: Record<string, Read> = {
  u8: (reader) => reader.u8(),
  u16: (reader) => reader.u16(),
  u32: (reader) => reader.u32(),
  u48: (reader) => reader.u48(),
  bytes: (reader) => reader.bytes(5),
  rest: (reader) => reader.rest(),
};

describe('Reader', () => {
  test('reads back what the writer wrote', () => {
    const number = (bytes: number) => fc.integer({ min: 0, max: 2 ** (8 * bytes) - 1 });
    const fields = fc.tuple(number(1), number(2), number(4), number(6), fc.uint8Array());
    fc.assert(
      fc.property(fields, ([a, b, c, d, rest]) => {
        const bytes = new Writer().u8(a).u16(b).u32(c).u48(d).bytes(rest).finish();
        const reader = new Reader(concat(Uint8Array.of(1, 2, 3), bytes).subarray(3));
        expect([reader.u8(), reader.u16(), reader.u32(), reader.u48()]).toEqual([a, b, c, d]);
        expect(reader.left).toBe(rest.length);
        expect(reader.rest()).toEqual(rest);
        expect(reader.finish('value', 'length')).toEqual({ ok: true, value: 'value' });
      }),
    );
  });

  test('is big-endian', () => {
    const reader = new Reader(Uint8Array.of(1, 2, 0, 0, 0, 0, 1, 0));
    expect([reader.u16(), reader.u48()]).toEqual([0x0102, 256]);
    expect(reader.done()).toBe(true);
  });

  test('any reads of any bytes: no throw, and zeros for all that come after a failed one', () => {
    const names = fc.array(fc.constantFrom(...Object.keys(READS)), { maxLength: 20 });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), names, (bytes, reads) => {
        const reader = new Reader(bytes);
        for (const name of reads) {
          const hadFailed = reader.failed;
          const value = READS[name]?.(reader);
          if (!hadFailed) continue;
          expect(typeof value === 'number' ? value : Math.max(0, ...(value as Uint8Array))).toBe(0);
          expect([reader.failed, reader.left, reader.done()]).toEqual([true, 0, false]);
        }
      }),
    );
  });

  test('a length from outside never makes it allocate what is not there', () => {
    const reader = new Reader(new Uint8Array(10));
    expect(reader.bytes(2 ** 31).length).toBe(0);
    expect(reader.failed).toBe(true);
  });

  test('bytes are copies, so that a frame is not kept alive by a field', () => {
    const source = Uint8Array.of(1, 2, 3);
    const field = new Reader(source).bytes(2);
    source.fill(0);
    expect(field).toEqual(Uint8Array.of(1, 2));
    expect(field.buffer.byteLength).toBe(2);
  });

  test('what is left over, or marked as malformed, is no success', () => {
    const reader = new Reader(Uint8Array.of(1, 2));
    expect(reader.u8()).toBe(1);
    expect(reader.finish('value', 'length')).toEqual({ ok: false, reason: 'length' });
    const failed = new Reader(new Uint8Array(0));
    failed.fail();
    expect(failed.finish('value', 'length')).toEqual({ ok: false, reason: 'length' });
  });
});

describe('Writer', () => {
  test('asserts that a number fits', () => {
    for (const value of [-1, 256, 1.5, Number.NaN]) {
      expect(() => new Writer().u8(value)).toThrow();
    }
    expect(() => new Writer().u16(2 ** 16)).toThrow();
    expect(() => new Writer().u32(2 ** 32)).toThrow();
    expect(() => new Writer().u48(2 ** 48)).toThrow();
  });
});
