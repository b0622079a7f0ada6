// Normalisation: the frozen list, its limits, and that doing it twice changes nothing.

import '../support/ready.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { bad, ok } from '../../src/base/result.ts';
import { utf8 } from '../../src/base/utf8.ts';
import { normalise, normaliseLabel, rootPassword, rootSalt } from '../../src/crypto/phrase.ts';
import { frozen } from './vectors.ts';

interface Case {
  readonly name: string;
  readonly input: string;
  readonly text?: string;
  readonly refused?: 'empty' | 'unassigned';
}

const { cases } = frozen<{ cases: Case[] }>('normalise.json');

test.each(cases)('$name', ({ input, text, refused }) => {
  expect(normalise(input)).toEqual(refused === undefined ? ok(text) : bad(refused));
});

describe('limits', () => {
  test('1,024 code points are taken, 1,025 are not', () => {
    expect(normalise('\u{1f680}'.repeat(1_024))).toEqual(ok('\u{1f680}'.repeat(1_024)));
    expect(normalise('\u{1f680}'.repeat(1_025))).toEqual(bad('too-long'));
    expect(normalise('x'.repeat(10_000))).toEqual(bad('too-long'));
  });

  test('counted after normalisation, which may shorten or lengthen', () => {
    expect(normalise(`${' '.repeat(60_000)}a`)).toEqual(ok('a'));
    expect(normalise('a\u0301'.repeat(1_024))).toEqual(ok('a'.repeat(1_024)));
    // U+FDFA, a whole sentence in one character, becomes eighteen.
    expect(normalise('\ufdfa'.repeat(100))).toEqual(bad('too-long'));
  });

  test('65,536 units are looked at, more are not', () => {
    expect(normalise(`${' '.repeat(65_535)}a`)).toEqual(ok('a'));
    expect(normalise(`${' '.repeat(65_536)}a`)).toEqual(bad('too-long'));
  });
});

describe('any text', () => {
  /** Whatever is likely to interact: marks, jamo, separators, sigma, half surrogates. */
  const tricky = fc.constantFrom(
    ...'aA\u03a3\u03c3\u0130\u0131\u1e9e.-_ \u00a0\u2026\u3099\u309b\u0301\u0327\u0345\u05b0\u064b',
    ...'\u1100\u1161\u11a8\uac00\u30ab\u0915\u093c\u1112\ufe0f\u200d\u00ad\u2126\u1fb3\u0f71\u0f72',
    '\ud83d',
    '\ude80',
    '\u{1d15e}',
    '\u{e0100}',
    '\u{11099}\u{110ba}',
  );
  const mixed = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: tricky, maxLength: 12 }),
  );

  test('is normalised once and for all', () => {
    fc.assert(
      fc.property(mixed, (input) => {
        const once = normalise(input);
        if (once.ok) expect(normalise(once.value)).toEqual(once);
      }),
      { numRuns: 5_000 },
    );
  });

  test('is the same from every form of Unicode and in upper case', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'aé ñüçåжйがπ') });
    fc.assert(
      fc.property(letters, (input) => {
        const expected = normalise(input);
        for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD']) {
          expect(normalise(input.normalize(form))).toEqual(expected);
          expect(normalise(input.normalize(form).toUpperCase())).toEqual(expected);
        }
      }),
    );
  });

  test('every assigned code point settles, alone and between others', () => {
    const unsettled: string[] = [];
    for (let code = 0; code < 0x110000; code += 1) {
      const char = String.fromCodePoint(code);
      const once = normalise(`a${char}\u3099A${char}`);
      if (!once.ok) continue;
      const twice = normalise(once.value);
      if (!twice.ok || twice.value !== once.value) unsettled.push(code.toString(16));
    }
    expect(unsettled).toEqual([]);
  }, 60_000);
});

describe('what Argon2id is given', () => {
  test('the phrase as UTF-8', () => {
    expect(rootPassword('caf\u00f8')).toEqual(utf8('caf\u00f8'));
    expect(() => rootPassword('Caf\u00f8')).toThrow('the phrase is normalised');
    expect(() => rootPassword('')).toThrow('the phrase is normalised');
  });

  test('a label may be empty, and two labels give two salts', () => {
    const label = normaliseLabel(' Tea-Room ');
    expect([label, normaliseLabel('')]).toEqual([ok('tea room'), ok('')]);
    expect(rootSalt('').length).toBe(16);
    expect(toHex(rootSalt(''))).not.toBe(toHex(rootSalt('tea room')));
    expect(() => rootSalt('Tea-Room')).toThrow('the label is normalised');
  });

  test('a label is refused like a phrase', () => {
    expect(normaliseLabel('x'.repeat(1_025))).toEqual(bad('too-long'));
    expect(normaliseLabel('\ud83d')).toEqual(bad('unassigned'));
  });
});
