// What others wrote stands apart within a sentence, whatever controls of direction it brings.

import { expect, test } from 'vitest';
import { english } from '../../src/text/english.ts';
import { formats, isolated, isolatedInLatin } from '../../src/text/format.ts';

const FSI = '\u2068';
const PDI = '\u2069';

test.each([
  ['plain', 'Ana', `${FSI}Ana${PDI}`],
  ['already set apart', `${FSI}Ana${PDI} (b)`, `${FSI}${FSI}Ana${PDI} (b)${PDI}`],
  ['a pair left open', `${FSI}Ana`, `${FSI}${FSI}Ana${PDI}${PDI}`],
  ['one end too many', `Ana${PDI}${PDI}`, `${FSI}Ana${PDI}`],
  ['overrides and marks', '\u202eAna\u202c\u200f\u061c\u2067', `${FSI}Ana${PDI}`],
  ['nothing', '', `${FSI}${PDI}`],
])('%s', (_, text, whole) => {
  expect(isolated(text)).toBe(whole);
});

test('in a sentence from left to right, only what needs it', () => {
  const { left, chosenName } = english.person;
  expect(['Ana', 'Zoë 7 🎈', 'محمد', '\u202eAna'].map(left)).toEqual([
    'Ana has left.',
    'Zoë 7 🎈 has left.',
    `${FSI}محمد${PDI} has left.`,
    `${FSI}Ana${PDI} has left.`,
  ]);
  expect(left(chosenName('محمد', 'Candid Fox'))).toBe(
    `${FSI}${FSI}محمد${PDI} (Candid Fox)${PDI} has left.`,
  );
  expect(isolatedInLatin('שלום')).toBe(`${FSI}שלום${PDI}`);
});

test('a form that a language lacks is said as the general one', () => {
  const { counted } = formats({ locale: 'en' });
  const words = { one: '# word', other: '# words' };
  expect([0, 1, 2, 1_234].map((value) => counted(value, words))).toEqual([
    '0 words',
    '1 word',
    '2 words',
    '1,234 words',
  ]);
});
