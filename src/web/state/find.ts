// Finds words in texts whatever their capitals, accents and vowel marks, and says where they stand
// in the text as it was written.

/** In UTF-16 units of one text. */
export interface Match {
  /** Which of the texts. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

/** Our choice: nobody looks for more words than fit the field. */
export const MAX_QUERY_UNITS = 100;
/** Our choice: beyond, nobody steps through them. */
export const MAX_MATCHES = 1_000;

/**
 * Accents (U+0300…), Hebrew points, Arabic vowels and tatweel, and what is drawn as nothing. The
 * vowel signs of other scripts are letters there, and are kept.
 */
const DROPPED =
  /[\p{Script=Inherited}\p{Default_Ignorable_Code_Point}\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII
const ASCII = /^[\u0000-\u007f]*$/;

/** A text to look in. */
export interface Folded {
  readonly text: string;
  /** Where each unit of `text` came from, and the end of all; undefined if nothing moved. */
  readonly places: readonly number[] | undefined;
}

export function fold(text: string): Folded {
  if (ASCII.test(text)) return { text: lower(text), places: undefined };
  let out = '';
  const places: number[] = [];
  let at = 0;
  for (const letter of text) {
    const seen = foldLetters(letter);
    for (let unit = 0; unit < seen.length; unit++) places.push(at);
    out += seen;
    at += letter.length;
  }
  return { text: out, places: [...places, at] };
}

function foldLetters(text: string): string {
  const bare = text.normalize('NFKD').replace(DROPPED, '');
  return lower(bare).replaceAll('ς', 'σ');
}

function lower(text: string): string {
  return text.toLowerCase().replace(/\s/g, ' ');
}

/** What is looked for; empty finds nothing. */
export function foldQuery(query: string): string {
  return foldLetters(query.slice(0, MAX_QUERY_UNITS)).trim();
}

/** In order, none over another, at most MAX_MATCHES + 1: one more tells that there are more. */
export function findAll(texts: readonly Folded[], query: string): readonly Match[] {
  const wanted = foldQuery(query);
  const matches: Match[] = [];
  if (wanted === '') return matches;
  texts.forEach(({ text, places }, line) => {
    let found = text.indexOf(wanted);
    for (; found >= 0 && matches.length <= MAX_MATCHES; found = text.indexOf(wanted, found)) {
      const start = places?.[found] ?? found;
      found += wanted.length;
      matches.push({ line, start, end: places ? endOf(places, found) : found });
    }
  });
  return matches;
}

/** Of a letter that became several, all of it; with the marks that follow. */
function endOf(places: readonly number[], found: number): number {
  const last = places[found - 1] ?? 0;
  let next = found;
  while (places[next] === last) next++;
  return places[next] ?? last;
}
