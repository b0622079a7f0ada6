// Emoji by their spoken names, and by the arrow keys.

import { describe, expect, test } from 'vitest';
import { arabicMessages } from '../../src/text/arabic-message.ts';
import { messages } from '../../src/text/english-message.ts';
import { emojiOf, matching, placeAfter, rowsOf } from '../../src/web/state/emoji.ts';

const english = emojiOf(messages.emoji);
const arabic = emojiOf(arabicMessages.emoji);
const found = (query: string, all = english) => matching(all, query).map(({ emoji }) => emoji);

describe('by name', () => {
  test('any word, from its beginning, in any order', () => {
    expect([found('TEA'), found('thumb no'), found('no thumbs'), found('zzz')]).toEqual([
      ['😂', '☕', '🍵'],
      ['👎'],
      ['👎'],
      [],
    ]);
    expect([found(''), found('  ')]).toEqual([found(''), english.map(({ emoji }) => emoji)]);
  });

  test('in Arabic, with or without its vowels', () => {
    expect([found('شكر', arabic), found('شُكرًا', arabic), found('قلق', arabic)]).toEqual([
      ['🙏'],
      ['🙏'],
      ['😟'],
    ]);
  });

  test('or by itself', () => {
    expect(found('🔥')).toEqual(['🔥']);
  });

  test('the first word or words are what is read out', () => {
    expect([english[0]?.name, arabic[0]?.name]).toEqual(['thumbs up', 'إبهام إلى أعلى']);
  });
});

describe('by arrow keys, in rows of six', () => {
  const go = (key: string, at: number, more = {}) =>
    placeAfter({ key, ctrl: false, rtl: false, ...more }, at, 14);

  test.each([
    ['ArrowRight', [1, 8, 13]],
    ['ArrowLeft', [0, 6, 12]],
    ['ArrowDown', [6, 13, 13]],
    ['ArrowUp', [0, 1, 7]],
    ['Home', [0, 6, 12]],
    ['End', [5, 11, 13]],
    ['a', [undefined, undefined, undefined]],
  ])('%s', (key, places) => {
    expect([0, 7, 13].map((at) => go(key, at))).toEqual(places);
  });

  test('to both ends, and the other way round', () => {
    const [ctrl, rtl] = [{ ctrl: true }, { rtl: true }];
    expect([go('Home', 7, ctrl), go('End', 7, ctrl)]).toEqual([0, 13]);
    expect([go('ArrowLeft', 7, rtl), go('ArrowRight', 7, rtl)]).toEqual([8, 6]);
  });

  test('the rows', () => {
    expect(rowsOf(english.slice(0, 14)).map(({ length }) => length)).toEqual([6, 6, 2]);
  });
});
