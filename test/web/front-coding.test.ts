// The list of words as the built app carries it.

import { expect, test } from 'vitest';
import { WORD_LIST } from '../../src/crypto/wordlist.ts';
import { frontCode, frontDecode } from '../../src/web/build/front-coding.ts';

test('a word says what it shares with the one before, and then the rest', () => {
  expect(frontCode('abacus abdomen abdominal zoo')).toBe('AabacusCdomenFinalAzoo');
  expect(frontCode('drop drop-down drop')).toBe('AdropE-downE');
});

test('the whole list comes back as it was', () => {
  expect(frontDecode(frontCode(WORD_LIST))).toBe(WORD_LIST);
});
