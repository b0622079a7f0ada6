// Where a giant message is cut, and what is taken out of any.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clean } from '../../../src/web/markdown/clean.ts';
import { beginning, MAX_LINES } from '../../../src/web/markdown/folding.ts';
import { HOSTILE } from './hostile.ts';

describe('the beginning', () => {
  const lines = (count: number) => Array.from({ length: count }, (_, line) => `${line}`).join('\n');

  test('of what is short: all of it', () => {
    expect(['', 'a', lines(MAX_LINES), 'a '.repeat(1_400)].map(beginning)).toEqual(
      Array(4).fill(undefined),
    );
  });

  test('of many lines: the first forty', () => {
    expect(beginning(lines(MAX_LINES + 1))).toBe(lines(MAX_LINES));
  });

  test('of a long line: as much as forty hold, to the last space', () => {
    expect(beginning('four '.repeat(1_000))).toBe('four '.repeat(576).trimEnd());
    expect(beginning('x'.repeat(9_000))).toBe('x'.repeat(40 * 72));
  });

  test('never ends within a character', () => {
    expect(beginning(`x${'😀'.repeat(3_000)}`)).toBe(`x${'😀'.repeat(1_439)}`);
  });
});

describe('cleaned', () => {
  test.each([
    ['a\r\nb\rc\u0085d\u2028e\u2029f', 'a\nb\nc\nd\ne\nf'],
    ['\u202aa\u202eb\u202cc\u2066d\u2069', 'abcd'],
    ['a\u0000b\u001bc\u007fd\te', 'abcd\te'],
    // What marks a place, joins letters, or makes an emoji is left.
    ['\u200fא\u200e', '\u200fא\u200e'],
    ['می\u200cخواهم', 'می\u200cخواهم'],
    [
      '👩\u200d👩\u200d👧 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} 1\ufe0f\u20e3',
      undefined,
    ],
    ['Tiếng Việt'.normalize('NFD'), undefined],
    ['مُحَمَّدٌ', undefined],
    ['ကျွန်ုပ်တို့ ကြွော့်', undefined],
    ['བསྒྲུབས', undefined],
    ['בְּרֵאשִׁ֖ית', undefined],
    [`a${'\u0301'.repeat(50)}b`, `a${'\u0301'.repeat(4)}b`],
    [`a${'\u0301\u200d'.repeat(50)}b`, `a${'\u0301\u200d'.repeat(2)}b`],
    [`ก${'\u0e49'.repeat(50)}`, `ก${'\u0e49'.repeat(8)}`],
  ])('%j', (text, cleaned) => {
    expect(clean(text)).toBe(cleaned ?? text);
  });

  test('twice is once', () => {
    const point = fc.integer({ min: 0, max: 0x10ffff });
    const texts = fc.array(point).map((points) => String.fromCodePoint(...points));
    fc.assert(fc.property(texts, (text) => clean(clean(text)) === clean(text)));
    expect(HOSTILE.filter((text) => clean(clean(text)) !== clean(text))).toEqual([]);
  });
});
