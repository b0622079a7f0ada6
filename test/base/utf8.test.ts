// Strict UTF-8 against the platform's encoder and its fatal decoder.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHex } from '../../src/base/bytes.ts';
import { fromUtf8, utf8 } from '../../src/base/utf8.ts';

/** A byte order mark is text like any other here. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function platformDecode(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

describe('encoding', () => {
  test('agrees with TextEncoder on any string, lone surrogates included', () => {
    const units = fc.array(fc.nat({ max: 0xffff }), { maxLength: 50 });
    const surrogates = fc.array(fc.integer({ min: 0xd7ff, max: 0xe000 }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.oneof(units, surrogates), (codes) => {
        const text = String.fromCharCode(...codes);
        expect(utf8(text)).toEqual(new TextEncoder().encode(text));
      }),
      { numRuns: 2_000 },
    );
  });

  test('agrees at the edge of every length', () => {
    for (const code of [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff]) {
      const text = String.fromCodePoint(code);
      expect(utf8(text)).toEqual(new TextEncoder().encode(text));
      expect(fromUtf8(utf8(text))).toBe(text);
    }
  });
});

describe('decoding', () => {
  test('agrees with the fatal TextDecoder on any bytes', () => {
    const lead = fc.constantFrom(0xc0, 0xc1, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff);
    const byte = fc.oneof(fc.nat({ max: 255 }), lead, fc.integer({ min: 0x7f, max: 0xc0 }));
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 12 }), (codes) => {
        const bytes = Uint8Array.from(codes);
        expect(fromUtf8(bytes)).toBe(platformDecode(bytes));
      }),
      { numRuns: 20_000 },
    );
  });

  test('gives back what was encoded', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => fromUtf8(utf8(text)) === text));
  });

  // RFC 3629 §3 and §10: overlong forms, surrogates, beyond U+10FFFF, cut short, stray.
  test.each(
    'c080 c1bf e08080 e09fbf f0808080 f08fbfbf eda080 edbfbf f4908080 f5808080 c2 e282 f09f98 80 bf ff fe c220'.split(
      ' ',
    ),
  )('refuses %s', (hex) => {
    expect(fromUtf8(fromHex(hex))).toBeUndefined();
  });

  test('keeps a byte order mark and a zero byte', () => {
    expect(fromUtf8(fromHex('efbbbf0061'))).toBe('\ufeff\u0000a');
  });
});
