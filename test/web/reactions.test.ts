// Which reactions are shown, by the browser's own list of emoji and, where it has none, by their shape.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arabicMessages } from '../../src/text/arabic-message.ts';
import { messages } from '../../src/text/english-message.ts';
import { isReaction, isShapedAsEmoji, MAX_REACTION_BYTES } from '../../src/web/state/reactions.ts';

const EMOJI = [
  ...Object.keys(messages.emoji),
  '👍🏽',
  '🇸🇾',
  '1️⃣',
  '🏳️‍🌈',
  '👩‍👩‍👧‍👦',
  '👩🏾‍🚒',
  '❤️‍🔥',
  '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
];

const NONE = [
  '',
  ' ',
  'a',
  '1',
  '#',
  'ok',
  '👍👍',
  '👍 ',
  'a👍',
  '👍\u0301',
  'z\u0301\u0302\u0303\u0304',
  '\u202e👍',
  '👍\u202e',
  '\u200d',
  '\ufe0f',
  '\u20e3',
  '🏽🏽',
  '🇸',
  '🇸🇾🇸🇾',
  '\ud83d',
  '<b>',
  '👍\n',
  '👍'.repeat(1_000),
  // A family that nobody recommends, one glyph after the other.
  Array(9).fill('👩').join('\u200d'),
];

test.each([
  ['by the list', isReaction],
  ['by the shape', isShapedAsEmoji],
])('%s: emoji are shown, and nothing else', (_, accepts) => {
  expect(EMOJI.filter((emoji) => !accepts(emoji))).toEqual([]);
  expect(NONE.filter(accepts)).toEqual([]);
});

test('an emoji of more than 32 bytes is too long', () => {
  const kiss = '👩🏿\u200d❤️\u200d💋\u200d👩🏿';
  expect([Buffer.byteLength(kiss) > MAX_REACTION_BYTES, isReaction(kiss)]).toEqual([true, false]);
});

test('any text at all: a verdict, and never one for what holds a letter', () => {
  const texts = fc.string({ unit: 'grapheme', maxLength: 8 });
  fc.assert(
    fc.property(texts, (text) => !isReaction(text) || !/[\p{L}\p{Bidi_Control}]/u.test(text)),
  );
});

describe('those that can be picked', () => {
  test('are at most 120, and the same in both languages, in the same order', () => {
    const [english, arabic] = [messages.emoji, arabicMessages.emoji].map((all) => Object.keys(all));
    expect(english?.length).toBeLessThanOrEqual(120);
    expect(arabic).toEqual(english);
  });

  test('no two are spoken alike', () => {
    for (const { emoji } of [messages, arabicMessages]) {
      const names = Object.values(emoji).map((spoken) => spoken.split(/[,،]/)[0]);
      expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    }
  });
});
