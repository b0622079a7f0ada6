// Text bodies: strict both ways, whatever the bytes.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeText, MAX_TEXT_BYTES, parseText } from '../../src/wire/text-body.ts';

describe('limits', () => {
  test.each([
    ['x'.repeat(MAX_TEXT_BYTES), true],
    ['x'.repeat(MAX_TEXT_BYTES + 1), false],
    ['€'.repeat(MAX_TEXT_BYTES / 3), true],
    ['€'.repeat(MAX_TEXT_BYTES / 3 + 1), false],
  ])('%#', (text, fits) => {
    expect(encodeText(text).ok).toBe(fits);
    expect(encodeText(text)).toMatchObject(fits ? {} : { reason: 'text-too-long' });
  });

  test('nothing is not a text', () => {
    expect(encodeText('')).toEqual({ ok: false, reason: 'text-empty' });
    expect(parseText(new Uint8Array())).toEqual({ ok: false, reason: 'text-empty' });
  });

  test('a body beyond the limit is not looked at', () => {
    const body = new Uint8Array(MAX_TEXT_BYTES + 1).fill(0x78);
    expect(parseText(body)).toEqual({ ok: false, reason: 'text-too-long' });
  });
});

test('every text comes back, lone surrogates as U+FFFD', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), (text) => {
      const body = encodeText(text);
      expect(body.ok && parseText(body.value)).toEqual({
        ok: true,
        value: text.replace(/\p{Cs}/gu, '\ufffd'),
      });
    }),
  );
});

test('hostile bytes are read exactly when the platform reads them, too', () => {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const expected = (bytes: Uint8Array) => {
    try {
      return { ok: true, value: decoder.decode(bytes) };
    } catch {
      return { ok: false, reason: 'text-malformed' };
    }
  };
  const units = fc.constantFrom(
    0x00,
    0x41,
    0x7f,
    0x80,
    0xbf,
    0xc0,
    0xc3,
    0xe0,
    0xed,
    0xa0,
    0xef,
    0xf0,
    0xf4,
    0x8f,
    0x90,
    0xf8,
    0xff,
  );
  const bytes = fc.array(fc.oneof(units, fc.nat(255)), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(bytes, (list) => {
      expect(parseText(Uint8Array.from(list))).toEqual(expected(Uint8Array.from(list)));
    }),
    { numRuns: 2_000 },
  );
});
