// The reactions that can be picked, found by how they are spoken, and where the arrow keys lead in
// their grid (ARIA Authoring Practices, Grid: "Layout Grids").

import { foldQuery } from './find.ts';

export interface Emoji {
  readonly emoji: string;
  /** As it is read out. */
  readonly name: string;
  /** All its words, folded. */
  readonly words: readonly string[];
}

/** Six of 44 px fit a screen of 320; and so the six quick ones are the first row. */
export const COLUMNS = 6;

/** From `thumbs up, yes, good`: the first is the name. Languages have their own comma. */
export function emojiOf(names: Readonly<Record<string, string>>): readonly Emoji[] {
  return Object.entries(names).map(([emoji, spoken]) => {
    const [name = ''] = spoken.split(/[,،]/);
    return { emoji, name, words: spoken.split(/[\s,،]+/).map(foldQuery) };
  });
}

/** Those for which each word of the query begins one of theirs; all without a query. */
export function matching(all: readonly Emoji[], query: string): readonly Emoji[] {
  const wanted = foldQuery(query).split(' ');
  return all.filter(
    ({ emoji, words }) =>
      query.includes(emoji) ||
      wanted.every((start) => words.some((word) => word.startsWith(start))),
  );
}

/** What a key does in the grid. */
export interface Step {
  readonly key: string;
  readonly ctrl: boolean;
  /** Read from the right: the left arrow goes on. */
  readonly rtl: boolean;
}

/** The place to go to from `at` of `count`, or undefined if the key is none of the grid's. */
export function placeAfter(
  { key, ctrl, rtl }: Step,
  at: number,
  count: number,
): number | undefined {
  const onward = rtl ? 'ArrowLeft' : 'ArrowRight';
  const back = rtl ? 'ArrowRight' : 'ArrowLeft';
  const row = at - (at % COLUMNS);
  const last = count - 1;
  if (key === onward) return Math.min(at + 1, last);
  if (key === back) return Math.max(at - 1, 0);
  if (key === 'ArrowDown') return at + COLUMNS <= last ? at + COLUMNS : at;
  if (key === 'ArrowUp') return at >= COLUMNS ? at - COLUMNS : at;
  if (key === 'Home') return ctrl ? 0 : row;
  if (key === 'End') return ctrl ? last : Math.min(row + COLUMNS - 1, last);
  return undefined;
}

export function rowsOf(emoji: readonly Emoji[]): readonly (readonly Emoji[])[] {
  const rows: (readonly Emoji[])[] = [];
  for (let at = 0; at < emoji.length; at += COLUMNS) rows.push(emoji.slice(at, at + COLUMNS));
  return rows;
}
