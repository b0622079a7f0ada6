// The settings as a text in the browser's storage, which anybody may have written.

import { describe, expect, test } from 'vitest';
import { type KeptSettings, readKept, writeKept } from '../../src/web/state/kept.ts';

const KEPT: KeptSettings = {
  theme: 'contrast',
  language: 'ar',
  relayOnly: true,
  trackers: ['wss://own.example', 'ws://other.example/announce'],
  stun: ['stun:own.example:3478'],
};

const USUAL: KeptSettings = {
  theme: 'system',
  language: 'system',
  relayOnly: false,
  trackers: undefined,
  stun: undefined,
};

/** As a page of another origin might leave it: any fields, in the right version. */
const withFields = (fields: object) => JSON.stringify({ version: 1, ...fields });

test.each([
  ['changed', KEPT],
  ['as usual', USUAL],
  ['emptied', { ...USUAL, trackers: [], stun: [] }],
])('what is written is read: %s', (_, kept) => {
  expect(readKept(writeKept(kept))).toEqual(kept);
});

test('the longest that can be written is within the bound', () => {
  const longest = (scheme: string) =>
    Array.from({ length: 8 }, (_, n) => `${scheme}${n}`.padEnd(500, 'x'));
  const kept = { ...KEPT, trackers: longest('wss://'), stun: longest('stun:') };
  expect(readKept(writeKept(kept))).toEqual(kept);
});

test.each([
  ['nothing', null],
  ['an empty text', ''],
  ['no JSON', '{"version":1'],
  ['a number', '1'],
  ['null', 'null'],
  ['a list', '[1]'],
  ['another version', withFields({ version: 2 })],
  ['no version', '{}'],
  ['more than was ever written', withFields({ more: 'x'.repeat(16_384) })],
  ['deep nesting', '['.repeat(8_000) + ']'.repeat(8_000)],
])('not what this app wrote: %s', (_, text) => {
  expect(readKept(text)).toBeUndefined();
});

describe('a field that is not as it should be is as usual', () => {
  test.each([
    ['a theme of its own', { theme: 'evil' }],
    ['a language that nobody speaks here', { language: 'tlh' }],
    ['a language that is none', { language: 7 }],
    ['a theme from the prototype', { theme: 'constructor' }],
    ['hiding by a word', { relayOnly: 'yes' }],
    ['a text for a list', { trackers: 'wss://own.example' }],
    ['a list-like', { trackers: { length: 1, 0: 'wss://own.example' } }],
    ['one that is no address', { trackers: ['wss://own.example', 'javascript:alert(1)'] }],
    ['one that is no text', { stun: ['stun:own.example', 1] }],
    ['nine', { trackers: Array.from({ length: 9 }, (_, n) => `wss://${n}.example`) }],
    ['too long', { stun: [`stun:${'x'.repeat(496)}`] }],
    ['a relay among the helpers', { stun: ['turn:own.example'] }],
    ['fields that it never writes', { nickname: 'x', relays: [{}], __proto__: { theme: 'dark' } }],
  ])('%s', (_, fields) => {
    expect(readKept(withFields(fields))).toEqual(USUAL);
  });

  test('doubles are one', () => {
    const text = withFields({ trackers: ['wss://own.example', 'wss://own.example'] });
    expect(readKept(text)?.trackers).toEqual(['wss://own.example']);
  });
});
