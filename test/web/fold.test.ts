// What a phrase is measured by: nothing that the library drops may count.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalise } from '../../src/crypto/phrase.ts';
import { alike, fold, joined } from '../../src/web/state/fold.ts';

/** As the library reads it. */
function read(phrase: string): string {
  const normalised = normalise(phrase);
  return normalised.ok ? normalised.value : '';
}

describe('a phrase, and what the library makes of it, are measured alike', () => {
  test('with any one character in it', () => {
    const odd: string[] = [];
    for (let point = 0; point <= 0x10ffff; point++) {
      const phrase = `a${String.fromCodePoint(point)}b`;
      const normalised = normalise(phrase);
      if (normalised.ok && joined(phrase) !== joined(normalised.value)) odd.push(phrase);
    }
    expect(odd).toEqual([]);
  });

  test('with any characters in it', () => {
    const characters = fc.oneof(
      fc.constantFrom(...' -._\u00a0\u2011\u200b\u00ad\u0301\u0651\ufe0f', 'A', 'é', 'Σ', 'ς', 'ﬁ'),
      fc.string({ unit: 'grapheme', maxLength: 1 }),
    );
    fc.assert(
      fc.property(fc.array(characters, { maxLength: 12 }), (parts) => {
        const phrase = parts.join('');
        fc.pre(read(phrase) !== '');
        expect(joined(phrase)).toBe(joined(read(phrase)));
        expect(alike(phrase)).toBe(alike(read(phrase)));
      }),
    );
  });
});

test('hyphens and dots still stand in one form, are spaces in another, and gone in the third', () => {
  const phrase = ' T-shirt  Wörds_a.b';
  expect([fold(phrase), alike(phrase), joined(phrase)]).toEqual([
    ' t-shirt  words_a.b',
    't shirt words a b',
    'tshirtwordsab',
  ]);
});
