// Words of a phrase that are all but one of the list: what was drawn, heard and typed. The room that such a
// phrase leads to is empty, and nothing else there says why.

import { distance } from 'fastest-levenshtein';
import { MAX_RAW_UNITS } from './fold.ts';
import { type Misspelling, wordsIn } from './misspelling.ts';

/** Fewer list words than this in a phrase, and it was not drawn. Our choice, as are those below. */
const MIN_LISTED = 2;
/** With more words that are not of the list it was made up, too. */
const MAX_MISSPELT = 3;

/** After its last word something else was written. */
const ENDED = /[\s._\p{Pd}]$/u;

/** In a short word a second wrong letter makes another word of it. */
const mostWrong = (word: string): number => (word.length < 6 ? 1 : 2);

/** `list` is in alphabetical order; so the first of several that are as near is taken. */
export function makeSpelling(list: readonly string[]): (phrase: string) => readonly Misspelling[] {
  const listed = new Set(list.flatMap((word) => [word, ...word.split('-')]));

  function nearest(written: string): string | undefined {
    const most = mostWrong(written);
    let best: string | undefined;
    let fewest = most + 1;
    for (const word of list) {
      if (Math.abs(word.length - written.length) >= fewest) continue;
      const wrong = distance(word, written);
      if (wrong < fewest) [best, fewest] = [word, wrong];
    }
    return best;
  }

  return (phrase) => {
    const words = wordsIn(phrase.slice(0, MAX_RAW_UNITS));
    const known = new Set(words.filter((word) => listed.has(word)));
    const unknown = new Set(words.filter((word) => !listed.has(word)));
    const last = words.at(-1) ?? '';
    const isBeingWritten = !ENDED.test(phrase) && list.some((word) => word.startsWith(last));
    if (isBeingWritten) unknown.delete(last);
    if (known.size < MIN_LISTED || unknown.size > MAX_MISSPELT) return [];
    return [...unknown].flatMap((written) => {
      const meant = nearest(written);
      return meant === undefined ? [] : [{ written, meant }];
    });
  };
}
