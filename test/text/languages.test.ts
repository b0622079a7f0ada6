// What every language is held to: all sentences, the same arguments, nothing left over from another.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { english } from '../../src/text/english.ts';
import { firstSpoken, LANGUAGES } from '../../src/text/languages.ts';

/** Every form of a plural in every language that has six, and what is longer than it should be. */
const SAMPLES = [0, 1, 2, 3, 11, 100, 1_234_567];

type Leaf = readonly [path: string, value: unknown];

function leaves(node: unknown, path = ''): Leaf[] {
  if (typeof node !== 'object') return [[path, node]];
  return Object.entries(node as object).flatMap(([key, value]) => leaves(value, `${path}.${key}`));
}

/** Every sentence with its path; functions are called with each sample. */
function sentences(node: unknown): [string, string][] {
  return leaves(node).flatMap(([path, value]) => {
    if (typeof value !== 'function') return [[path, String(value)] as [string, string]];
    return SAMPLES.map((n): [string, string] => [`${path}(${n})`, value(n, n + 1, n)]);
  });
}

/** What a sentence is of: a text, or a function and how much it wants to know. */
function shape(node: unknown): string[] {
  return leaves(node).map(([path, value]) =>
    typeof value === 'function' ? `${path}(${value.length})` : path,
  );
}

const SPOKEN = await Promise.all(
  LANGUAGES.map(async ({ load, ...declared }) => ({ declared, words: await load() })),
);

describe.each(SPOKEN)('$declared.name', ({ declared, words }) => {
  const all = sentences(words.sentences);

  test('is what the list says', () => {
    expect(words.sentences.language).toEqual(declared);
  });

  test('says everything, and asks for the same arguments', () => {
    expect(shape(words.sentences).toSorted()).toEqual(shape(english).toSorted());
  });

  test('leaves nothing open: no placeholder, no gap, no stray space', () => {
    const untidy = all.filter(
      ([, text]) => !/^\S(.*\S)?$/s.test(text) || /undefined|NaN|#|\$\{|\s\s/.test(text),
    );
    expect(untidy).toEqual([]);
  });

  test('is calm: no shouting, no straight quotes', () => {
    expect(all.filter(([, text]) => /[!'"]|\.\.\./.test(text))).toEqual([]);
  });

  test('a trouble is one sentence or two, and a next step that ends', () => {
    const troubles = { ...words.sentences.doctor, ...words.sentences.errors };
    const bad = Object.entries(troubles).filter(
      ([, { says, next }]) =>
        says.length > 110 || next.length > 110 || !says.endsWith('.') || !next.endsWith('.'),
    );
    expect(bad).toEqual([]);
  });

  test('what is set apart is closed again', () => {
    const open = all.filter(([, text]) => {
      const controls = text.match(/[\u2068\u2069]/g) ?? [];
      return !/^(\u2068\u2069)*$/.test(controls.join(''));
    });
    expect(open).toEqual([]);
  });

  test('has 64 adjectives, 64 animals and 64 symbols', () => {
    const { adjectives, animals } = words.names;
    const lists = [adjectives, animals, words.symbols];
    expect(lists.map((list) => [list.length, new Set(list).size])).toEqual([
      [64, 64],
      [64, 64],
      [64, 64],
    ]);
  });

  test('tells readers without JavaScript what is needed', () => {
    const file = resolve(import.meta.dirname, '../../src/web/index.html');
    expect(readFileSync(file, 'utf8')).toContain(`>${words.sentences.app.noScript}</p>`);
  });
});

/** Words that are the same everywhere: names, formats, and punctuation around what is inserted. */
const LATIN_KEPT =
  /Sotto|JavaScript|WebRTC|WebTorrent|BitTorrent|DHT|STUN|TURN|Firefox|Chrome|Edge|Safari|Enter|Shift|Escape|SHA-256|MIT|QR|SOTTO|wss:\/\/\S*|stun:\S*|turn:/g;

test('nothing in Arabic is still English', () => {
  const arabic = SPOKEN.find(({ declared }) => declared.tag === 'ar');
  const latin = sentences(arabic?.words.sentences).filter(
    ([path, text]) =>
      !path.startsWith('.language.') && /\p{Script=Latin}/u.test(text.replace(LATIN_KEPT, '')),
  );
  expect(latin).toEqual([]);
});

test.each([
  [['ar-EG', 'en'], 'ar'],
  [['fr-CA', 'ar', 'en'], 'ar'],
  [['EN-us', 'ar'], 'en'],
  [['arn', 'english'], 'en'],
  [['fr', ''], 'en'],
  [[], 'en'],
])('of %j the first that is spoken is %s', (wanted, tag) => {
  expect(firstSpoken(wanted).tag).toBe(tag);
});
