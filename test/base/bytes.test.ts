// Byte strings against Buffer, and their refusals.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compare,
  concat,
  equal,
  fromBase64Url,
  fromHex,
  fromLatin1,
  isZero,
  toBase64Url,
  toHex,
  toLatin1,
} from '../../src/base/bytes.ts';

const bytes = fc.uint8Array({ maxLength: 60 });

describe('base64url', () => {
  test('agrees with Buffer, both ways', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        const text = Buffer.from(value).toString('base64url');
        expect(toBase64Url(value)).toBe(text);
        expect(fromBase64Url(text)).toEqual(value);
      }),
    );
  });

  test('has one spelling for every value: what decodes, encodes to the same text', () => {
    const digit = fc.constantFrom(...'AQgwZz09-_+/= \n');
    fc.assert(
      fc.property(fc.string({ unit: digit, maxLength: 9 }), (text) => {
        const value = fromBase64Url(text);
        if (value !== undefined) expect(toBase64Url(value)).toBe(text);
      }),
      { numRuns: 5_000 },
    );
  });

  test.each(['A', 'AAAAA', 'AB', 'AAB', 'AA==', 'A+AA', 'A/AA', 'AA A', 'AA\n', 'AAÄA'])(
    'refuses %j',
    (text) => {
      expect(fromBase64Url(text)).toBeUndefined();
    },
  );
});

describe('hexadecimal', () => {
  test('agrees with Buffer, both ways', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(toHex(value)).toBe(Buffer.from(value).toString('hex'));
        expect(fromHex(toHex(value))).toEqual(value);
      }),
    );
  });

  test.each(['0', 'AA', 'zz', '0x00'])('asserts against %j', (hex) => {
    expect(() => fromHex(hex)).toThrow('lower-case hex');
  });
});

describe('latin1', () => {
  test('agrees with Buffer, both ways', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(toLatin1(value)).toBe(Buffer.from(value).toString('latin1'));
        expect(fromLatin1(toLatin1(value))).toEqual(value);
      }),
    );
  });

  test('refuses what does not fit into a byte', () => {
    expect([fromLatin1('\u00ff'), fromLatin1('\u0100')]).toEqual([Uint8Array.of(255), undefined]);
  });
});

describe('comparing', () => {
  test('orders as Buffer does', () => {
    const short = fc.uint8Array({ maxLength: 4, max: 3 });
    fc.assert(
      fc.property(short, short, (a, b) => {
        expect(Math.sign(compare(a, b))).toBe(Buffer.compare(a, b));
        expect(equal(a, b)).toBe(Buffer.compare(a, b) === 0);
      }),
    );
  });

  test('joins and recognises zeros', () => {
    expect(concat(Uint8Array.of(1), new Uint8Array(0), Uint8Array.of(2, 3))).toEqual(
      Uint8Array.of(1, 2, 3),
    );
    expect([isZero(new Uint8Array(4)), isZero(Uint8Array.of(0, 1))]).toEqual([true, false]);
  });
});
