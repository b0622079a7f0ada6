// Searching: what is found where, and which match is looked at.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findAll, fold, MAX_MATCHES, MAX_QUERY_UNITS } from '../../src/web/state/find.ts';
import { Search } from '../../src/web/state/search.svelte.ts';
import { watch } from './watch.svelte.ts';

/** The parts of the texts that were found, as they were written. */
function found(query: string, ...texts: string[]): string[] {
  return findAll(texts.map(fold), query).map(({ line, start, end }) =>
    String(texts[line]).slice(start, end),
  );
}

describe('found, whatever the', () => {
  test.each([
    ['capitals', 'door', ['Door', 'DOOR'], ['Door and DOOR', 'dor']],
    ['accents', 'zurich', ['Zürich', 'Zu\u0308rich'], ['Zürich, Zu\u0308rich.']],
    ['accents of the query', 'ZÜRICH', ['zurich'], ['in zurich']],
    ['ligatures', 'file', ['ﬁle', 'FILE'], ['ﬁle FILE']],
    ['sigma', 'ΛΟΓΟΣ', ['λόγος'], ['ο λόγος σου']],
    ['vowels', 'محمد', ['مُحَمَّد', 'محـمد'], ['قال مُحَمَّد', 'محـمد']],
    ['hamza', 'اسماء', ['أسماء'], ['الأسماء']],
    ['points', 'שלום', ['שָׁלוֹם'], ['שָׁלוֹם']],
    ['spaces', 'a b', ['a\nb', 'a\u00a0b'], ['a\nb', 'a\u00a0b']],
    ['joiners', '👩👩', ['👩\u200d👩\u200d'], ['x👩\u200d👩\u200d👧']],
  ])('%s', (_, query, parts, texts) => {
    expect(found(query, ...texts)).toEqual(parts);
  });

  test('but not another vowel where it is a letter', () => {
    expect(found('कि', 'की कि')).toEqual(['कि']);
  });

  test('of an empty query, nothing; of overlapping ones, the first', () => {
    expect([found('', 'a'), found('  ', 'a b'), found('aa', 'aaaaa')]).toEqual([
      [],
      [],
      ['aa', 'aa'],
    ]);
  });

  test('what stands in a text is found there', () => {
    const texts = fc.string({ unit: 'grapheme', maxLength: 30 });
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat(), (text, from, length) => {
        const letters = [...text];
        const start = from % (letters.length + 1);
        const part = letters.slice(start, start + (length % 10)).join('');
        fc.pre(fold(part).text.trim() !== '' && part.length <= MAX_QUERY_UNITS);
        expect(found(part, text).length).toBeGreaterThan(0);
      }),
    );
  });
});

test('of more than a thousand matches, and of a query without end, the beginning', () => {
  const search = new Search();
  search.look(['a'.repeat(MAX_MATCHES), 'a']);
  search.query = 'a';
  expect([search.matches.length, search.more]).toEqual([MAX_MATCHES, true]);
  search.query = 'a'.repeat(10_000);
  expect(search.query.length).toBe(MAX_QUERY_UNITS);
});

describe('the match that is looked at', () => {
  function searching(query: string, ...texts: string[]) {
    const search = new Search();
    search.look(texts);
    search.query = query;
    return search;
  }

  test('is the newest at first; up and down go round', () => {
    const search = searching('a', 'a', 'ba', 'c', 'a');
    const seen = watch(() => search.current);
    const places = [search.current];
    for (const direction of ['up', 'up', 'up', 'down', 'down'] as const) {
      search[direction]();
      places.push(search.current);
    }
    expect(places).toEqual([2, 1, 0, 2, 0, 1]);
    expect(seen).toEqual([2]);
  });

  test('stays where it is when something is said below, as far as it can', () => {
    const search = searching('a', 'a1', 'a2');
    search.up();
    search.look(['a1', 'a2', 'b']);
    expect(search.current).toBe(0);
    search.look(['a2']);
    expect(search.current).toBe(0);
  });

  test('is none where nothing is found, and after closing', () => {
    const search = searching('x', 'a');
    search.up();
    search.down();
    expect([search.current, search.matches]).toEqual([-1, []]);
    search.query = 'a';
    search.close();
    expect([search.query, search.current, search.matches]).toEqual(['', -1, []]);
  });
});
