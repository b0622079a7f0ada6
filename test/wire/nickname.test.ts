// Nicknames: nothing invisible, nothing that reorders, nothing that climbs out of its line.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  cleanNickname,
  MAX_MARKS_IN_A_ROW,
  MAX_NICKNAME_BYTES,
  MAX_NICKNAME_CODE_POINTS,
} from '../../src/wire/nickname.ts';

test.each([
  ['Ada', 'Ada'],
  ['  Ada \t\n Lovelace  ', 'Ada Lovelace'],
  ['A\u0000d\u0007a\u009f', 'Ada'],
  ['\u202eadA\u202c \u2066x\u2069', 'adA x'],
  ['A\u200bd\u200da\ufeff\u2060', 'Ada'],
  ['A\u00add\u034fa\ufe0f', 'Ada'],
  ['\u3164\u115f\u2800', ''],
  ['a\u3164b', 'a b'],
  ['\u{e0041}Ada\u{e007f}', 'Ada'],
  ['\ud800Ada\udfff', 'Ada'],
  ['\ue000Ada\u{10ffff}', 'Ada'],
  ['e\u0301', '\u00e9'],
  ['\u0301\u0302Ada', 'Ada'],
  ['x\u0316\u0317\u0318\u0319\u031a', 'x\u0316\u0317\u0318'],
  ['a \u0301b', 'a b'],
  ['שרה', 'שרה'],
  ['ทดสอบ', 'ทดสอบ'],
  ['x'.repeat(40), 'x'.repeat(32)],
  ['é'.repeat(40), 'é'.repeat(32)],
  ['😀'.repeat(40), '😀'.repeat(16)],
  ['日本'.repeat(20), `${'日本'.repeat(10)}日`],
  [`${'x'.repeat(31)} y`, 'x'.repeat(31)],
  ['', ''],
])('%j becomes %j', (input, output) => {
  expect(cleanNickname(input)).toBe(output);
});

test('always within its limits, without anything invisible, and stable', () => {
  const nasty = fc.constantFrom(
    '\u202e',
    '\u2067',
    '\u200d',
    '\u0301',
    '\u0323',
    '\u20dd',
    '\u1100',
    '\u1161',
    '\u11a8',
    '\u3164',
    ' ',
    '\u00a0',
    'é',
    'a',
    '\ud800',
    '\u0f71',
    '\u0f73',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(nasty, { maxLength: 60 }).map((units) => units.join('')),
  );
  fc.assert(
    fc.property(text, (input) => {
      const cleaned = cleanNickname(input);
      expect(cleanNickname(cleaned)).toBe(cleaned);
      expect([...cleaned].length).toBeLessThanOrEqual(MAX_NICKNAME_CODE_POINTS);
      expect(Buffer.byteLength(cleaned)).toBeLessThanOrEqual(MAX_NICKNAME_BYTES);
      expect(cleaned).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u);
      expect(cleaned).not.toMatch(new RegExp(`\\p{M}{${MAX_MARKS_IN_A_ROW + 1}}`, 'u'));
      expect(cleaned).not.toMatch(/^[\s\p{M}]|\s$|\s\s|\s\p{M}/u);
    }),
    { numRuns: 2_000 },
  );
});
