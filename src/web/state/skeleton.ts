// What a name looks like: two names with one skeleton can be taken for each other at a glance. After
// UTS #39 §4, and wider: case, spaces and punctuation make no difference either, since a person
// compares from memory.

import lines from 'virtual:confusables';

/** Marks on letters, what is not drawn, spaces and punctuation. */
const UNSEEN = /[\p{M}\p{Z}\p{P}\p{Default_Ignorable_Code_Point}\u0640]/gu;

/** Capitals drawn small; UTS #39 holds them apart, and a name in them reads as any other. */
const SMALL_CAPITALS = 'ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘꞯʀꜱᴛᴜᴠᴡʏᴢ';
const THEIR_LETTERS = 'abcdefghijklmnopqrstuvwyz';

/** Our choice: what UTS #39 leaves apart for exactness and a reader at a glance does not see. */
const ALSO: Readonly<Record<string, string>> = {
  i: 'l',
  '2': 'z',
  '5': 's',
  '8': 'b',
  ß: 'b',
  ى: 'ي',
  ة: 'ه',
};

/** Letters in boxes, circles and as halves of flags, none of which Unicode decomposes. */
const BOXED: readonly (readonly [number, number])[] = [
  [0x1f150, 0x1f169],
  [0x1f170, 0x1f189],
  [0x1f1e6, 0x1f1ff],
];

/** UAX #9: letters that are read from right to left. */
const RIGHT_TO_LEFT =
  '\\p{Script=Arabic}\\p{Script=Hebrew}\\p{Script=Syriac}\\p{Script=Thaana}\\p{Script=Nko}';
const RUNS = new RegExp(`[${RIGHT_TO_LEFT}]+|[^${RIGHT_TO_LEFT}]+`, 'gu');

const PROTOTYPES: ReadonlyMap<string, string> = new Map([
  ...lines.split('\n').flatMap((line) => {
    const [target = '', from = ''] = line.split(' ');
    return [...from].map((char): [string, string] => [char, target]);
  }),
  ...[...SMALL_CAPITALS].map((char, i): [string, string] => [char, THEIR_LETTERS[i] ?? char]),
]);

/** The same for names that differ in case, width, spacing or composition only. */
export function sameName(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
}

/** The same for names that look alike. */
export function skeleton(name: string): string {
  const bare = name.normalize('NFKD').replace(UNSEEN, '');
  // Nothing but punctuation is what it is.
  if (bare === '') return sameName(name);
  // Runs of both directions stand in another order on the screen than in the text.
  const runs = bare.match(RUNS) ?? [];
  return runs.map(prototype).sort().join('').replaceAll('vv', 'w');
}

/** Each word apart, for the words that nobody may use. */
export function skeletons(name: string): string[] {
  return name
    .normalize('NFKD')
    .split(/[\p{Z}\p{P}\p{S}]+/u)
    .filter((word) => word !== '')
    .map(skeleton);
}

/** UTS #39 maps a letter to its prototype; once for the letter as written, once for its small one. */
function prototype(text: string): string {
  const once = mapped(text, plain).toLowerCase();
  return mapped(mapped(once, plain), (char) => ALSO[char]);
}

function plain(char: string): string | undefined {
  const code = char.codePointAt(0) ?? 0;
  const box = BOXED.find(([first, last]) => first <= code && code <= last);
  if (box !== undefined) return String.fromCharCode(0x61 + code - box[0]);
  return PROTOTYPES.get(char);
}

function mapped(text: string, to: (char: string) => string | undefined): string {
  return Array.from(text, (char) => to(char) ?? char).join('');
}

const LATIN = /\p{Script=Latin}/u;
const LOOKS_LATIN = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}]/u;

/** UTS #39 §5: letters of alphabets that look alike within one word, which no language writes. */
export function mixesAlphabets(name: string): boolean {
  return name.split(/[\s\p{P}]+/u).some((word) => LATIN.test(word) && LOOKS_LATIN.test(word));
}
