// What is made from keys: names, colours and symbols.

import { describe, expect, test } from 'vitest';
import { memberHue, memberName } from '../../src/text/names.ts';
import { SYMBOLS } from '../../src/text/symbols.ts';

function id(...head: number[]): Uint8Array {
  const bytes = new Uint8Array(16);
  bytes.set(head);
  return bytes;
}

describe('names', () => {
  test('frozen: a name never changes under its key', () => {
    expect([id(), id(63, 63), id(64, 64), id(45, 28)].map(memberName)).toEqual([
      'Amber Badger',
      'Witty Wren',
      'Amber Badger',
      'Neat Ibex',
    ]);
  });

  test('4,096 of them, all different, all plain words', () => {
    const names = Array.from({ length: 4_096 }, (_, i) => memberName(id(i >> 6, i & 63)));
    expect(new Set(names).size).toBe(4_096);
    expect(names.filter((name) => !/^[A-Z][a-z]+ [A-Z][a-z]+$/.test(name))).toEqual([]);
  });
});

test('hues fill the circle', () => {
  const hues = Array.from({ length: 65_536 }, (_, i) => memberHue(id(0, 0, i >> 8, i & 255)));
  expect([Math.min(...hues), Math.max(...hues), new Set(hues).size]).toEqual([0, 359, 360]);
});

describe('symbols', () => {
  test('64, each look and each name once', () => {
    expect(SYMBOLS).toHaveLength(64);
    expect(new Set(SYMBOLS.map(({ emoji }) => emoji)).size).toBe(64);
    expect(new Set(SYMBOLS.map(({ name }) => name)).size).toBe(64);
  });

  test('frozen: the first, the last, and all in between', () => {
    expect(SYMBOLS[0]).toEqual({ emoji: '🐘', name: 'elephant' });
    expect(SYMBOLS[63]).toEqual({ emoji: '🧀', name: 'cheese' });
    expect(SYMBOLS.map(({ emoji }) => emoji).join('')).toBe(
      '🐘🦁🐧🐢🐙🦋🐞🦊🐸🐴🐰🦉🐳🦀🐫🐊🌵🍄🌻🌴🍎🍌🍒🍋🍉🥑🥕🍕🍩🍞🌙⭐🌈🔥⚡⛄⛲🌋🚪⛺⛵🚲🚂🚀🎈⚓🔑🔔🔨📞💡📖⏰🎸🎺🥁🎩👑👓☔🎁🎲💎🧀',
    );
  });

  test('one code point, drawn as a picture by default, no skin, no flag', () => {
    const odd = SYMBOLS.filter(
      ({ emoji }) =>
        !/^\p{Emoji_Presentation}$/u.test(emoji) || /[\p{Emoji_Modifier_Base}\p{RI}]/u.test(emoji),
    );
    expect(odd).toEqual([]);
  });

  test('old enough: Unicode 9 (2016) or before', () => {
    const supplementary = /^[\u{1F900}-\u{1FAFF}]$/u;
    const old =
      /^[\u{1F910}-\u{1F91E}\u{1F940}-\u{1F945}\u{1F947}-\u{1F94B}\u{1F950}-\u{1F95E}\u{1F980}-\u{1F991}\u{1F9C0}]$/u;
    expect(SYMBOLS.filter(({ emoji }) => supplementary.test(emoji) && !old.test(emoji))).toEqual(
      [],
    );
  });

  test('short to say: one word each, none that begins like another', () => {
    const starts = SYMBOLS.map(({ name }) => name.slice(0, 4));
    expect(starts.filter((start, i) => starts.indexOf(start) !== i)).toEqual([]);
    expect(SYMBOLS.filter(({ name }) => !/^[a-z]{3,10}$/.test(name))).toEqual([]);
  });
});
