// What is said of an error: the sentence of its code, or that the page broke.

import { describe, expect, test } from 'vitest';
import { SottoError } from '../../src/host/errors.ts';
import { english } from '../../src/text/english.ts';
import { reader, text, troubleOf } from '../../src/web/state/text.ts';

const CODES = Object.keys(english.errors) as SottoError['code'][];

describe('troubleOf', () => {
  test('every code of the library has its own sentence', () => {
    expect(CODES.map((code) => troubleOf(new SottoError(code, 'for developers')))).toEqual(
      CODES.map((code) => english.errors[code]),
    );
  });

  test.each([
    ['an error without a code', new TypeError('x is undefined')],
    ['an unknown code', Object.assign(new Error('x'), { code: 'ENOENT' })],
    ['a code of the language itself', Object.assign(new Error('x'), { code: 'constructor' })],
    ['a code that is a number', Object.assign(new Error('x'), { code: 20 })],
    ['a code on what is no error', { code: 'left' }],
    ['a text', 'left'],
    ['nothing', undefined],
  ])('the page broke: %s', (_, error) => {
    expect(troubleOf(error)).toEqual(english.broken);
  });
});

test('the screens speak English, and write the time as the reader does', () => {
  expect(text).toEqual(english);
  // The fake page's reader is British.
  expect(reader.timeOfDay(new Date(2026, 2, 1, 14, 5).getTime())).toBe('14:05');
});
