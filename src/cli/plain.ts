// What others wrote, made safe for a terminal. A terminal obeys control characters, turns the order
// of a line around for marks of direction, and goes on in the first column when a line is full: with
// any of these, a message could pose as another person's, or as a sentence of ours.

/** Each ends a line somewhere: CR LF and CR, LF, VT, FF, NEL, and Unicode's separators (UAX #14). */
const BREAKS = /\r\n?|[\n\v\f\u0085\u2028\u2029]/u;

/** Drawn as nothing, or changes the direction of what stands beside it. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\ufff9-\ufffb]/gu;

/** Kept of those: joiners, which Persian, Indic scripts and emoji need, and U+FE0E and U+FE0F. */
const JOINERS: ReadonlySet<string> = new Set(['\u200c', '\u200d', '\ufe0e', '\ufe0f']);

/** Controls (C0, DEL and C1), halves of surrogate pairs, private use, and what nobody knows yet. */
const UNSHOWABLE = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}]/gu;

/** Our choice: enough for every living script with its signs of reading, and no tower. */
const MARKS = /(\p{M}{8})\p{M}+/gu;

/** Our choice: as wide as most code is indented, and the same on every terminal. */
const TAB = '    ';

const REPLACEMENT = '\ufffd';

/** The lines of a text. What can't be shown safely is shown as U+FFFD, so that it is not overlooked. */
export function plainLines(text: string): readonly string[] {
  const lines = text.split(BREAKS).map((line) => show(line.replaceAll('\t', TAB)));
  const kept = lines.filter((line, index) => !isBlank(line) || !isBlank(lines[index - 1] ?? ''));
  return isBlank(kept.at(-1) ?? '') ? kept.slice(0, -1) : kept;
}

/** A text as one line. */
export function plainLine(text: string): string {
  const joined = text.split(BREAKS).join(' ').replaceAll('\t', ' ');
  return show(joined).trim();
}

function show(line: string): string {
  const seen = line.replace(UNSEEN, (char) => (JOINERS.has(char) ? char : ''));
  return seen.replace(UNSHOWABLE, REPLACEMENT).replace(MARKS, '$1');
}

function isBlank(line: string): boolean {
  return line.trim() === '';
}

/** Our choice: below, nobody reads and nothing can be laid out. */
const LEAST_COLUMNS = 20;

/**
 * Breaks lines so that the terminal has no need to: all but the first begin with `indent` spaces.
 * Without `columns`, where no terminal is, only the given lines are broken.
 */
export function layOut(
  lines: readonly string[],
  indent: number,
  columns: number | undefined,
): string {
  const room = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(columns, LEAST_COLUMNS);
  const folded = lines.flatMap((line, index) =>
    fold(line, index === 0 ? room : room - indent, room - indent),
  );
  return folded.map((line, index) => `${index === 0 ? '' : ' '.repeat(indent)}${line}\n`).join('');
}

/** At the last space that fits, or in the middle of a word that is longer than a line. */
function fold(line: string, firstRoom: number, room: number): string[] {
  const chars = [...line];
  const folded: string[] = [];
  for (let start = 0; start < chars.length || folded.length === 0; ) {
    const end = fits(chars, start, folded.length === 0 ? firstRoom : room);
    const space = end < chars.length ? chars.lastIndexOf(' ', end) : -1;
    const at = space > start ? space : end;
    folded.push(chars.slice(start, at).join('').trimEnd());
    start = at === space ? afterSpaces(chars, at) : at;
  }
  return folded;
}

function afterSpaces(chars: readonly string[], from: number): number {
  let at = from;
  while (chars[at] === ' ') at++;
  return at;
}

/** The index of the first character that no longer fits. */
function fits(chars: readonly string[], start: number, room: number): number {
  let left = room;
  let end = start;
  for (; end < chars.length; end++) {
    left -= columnsOf(chars[end] ?? '');
    if (left < 0) break;
  }
  return end;
}

/** U+1100: wide characters begin here (UAX #11). */
const FIRST_WIDE = 0x1100;

/** At least as many as a terminal may take: a line that ends early does no harm, a long one does. */
function columnsOf(char: string): number {
  return (char.codePointAt(0) ?? 0) < FIRST_WIDE ? 1 : 2;
}
