// The conversation as a list of lines to draw: what was said, and between it who came and went.
// Only the newest few hundred are drawn; a button shows more.

import type { Entry } from '../../browser.ts';

/** More than anybody reads at once, and little for a phone to lay out. Our choice. */
const WINDOW_LINES = 300;
/** Within it, one person's messages stand under one name. Our choice. */
const GROUP_MS = 5 * 60_000;
/** Comings and goings beyond this many are forgotten, the oldest first. Our choice. */
const MAX_MARKS = 500;

export type MarkKind = 'came' | 'left' | 'lost' | 'back';

/** Somebody came or went, at this place in the conversation. */
export interface Mark {
  readonly id: string;
  readonly kind: MarkKind;
  readonly member: Uint8Array;
  /** The entry that it stands below; undefined for the top. */
  readonly after: string | undefined;
}

export interface Said {
  readonly kind: 'said';
  readonly id: string;
  readonly entry: Entry;
  /** The first of its author's group: it carries the name and the time. */
  readonly leads: boolean;
  /** The first of a new day. */
  readonly day: boolean;
}

export type Line = Said | { readonly kind: 'mark'; readonly id: string; readonly mark: Mark };

export class Transcript {
  entries = $state.raw<readonly Entry[]>([]);
  #marks = $state.raw<readonly Mark[]>([]);
  #window = $state(WINDOW_LINES);
  #made = 0;

  readonly lines: readonly Line[] = $derived(this.#draw());
  readonly earlier = $derived(Math.max(0, this.entries.length - this.#window));
  readonly empty = $derived(this.entries.length === 0 && this.#marks.length === 0);
  readonly waiting = $derived(this.entries.filter(({ state }) => state.kind === 'waiting').length);

  update(entries: readonly Entry[]): void {
    this.entries = entries;
  }

  mark(kind: MarkKind, member: Uint8Array): void {
    const after = this.entries.findLast(({ state }) => state.kind !== 'waiting')?.id;
    const mark = { id: `mark-${++this.#made}`, kind, member, after };
    this.#marks = [...this.#marks, mark].slice(-MAX_MARKS);
  }

  showEarlier(): void {
    this.#window += WINDOW_LINES;
  }

  /** Back to the newest alone, once the reader is there again. */
  showNewest(): void {
    this.#window = WINDOW_LINES;
  }

  #draw(): readonly Line[] {
    const shown = this.entries.slice(-this.#window);
    const marks = byPlace(this.#marks);
    const top = this.earlier === 0 ? (marks.get(undefined) ?? []) : [];
    const lines: Line[] = top.map(asLine);
    let above: Entry | undefined;
    let parted = false;
    for (const entry of shown) {
      const below = marks.get(entry.id) ?? [];
      lines.push(said(entry, above, parted), ...below.map(asLine));
      above = entry;
      parted = below.length > 0;
    }
    return lines;
  }
}

function byPlace(marks: readonly Mark[]): Map<string | undefined, Mark[]> {
  const places = new Map<string | undefined, Mark[]>();
  for (const mark of marks) {
    const place = places.get(mark.after);
    if (place) place.push(mark);
    else places.set(mark.after, [mark]);
  }
  return places;
}

function asLine(mark: Mark): Line {
  return { kind: 'mark', id: mark.id, mark };
}

/** `parted`: a mark stands between it and the entry above. */
function said(entry: Entry, above: Entry | undefined, parted: boolean): Said {
  const day = above !== undefined && !sameDay(entry.writtenAt, above.writtenAt);
  const leads = above === undefined || parted || day || !together(entry, above);
  return { kind: 'said', id: entry.id, entry, leads, day };
}

function together(entry: Entry, above: Entry): boolean {
  return (
    entry.own === above.own &&
    entry.author.every((byte, index) => byte === above.author[index]) &&
    entry.writtenAt - above.writtenAt < GROUP_MS
  );
}

function sameDay(one: number, other: number): boolean {
  return new Date(one).toDateString() === new Date(other).toDateString();
}
