// The conversation as a list of lines to draw: what was said, and between it who came and went.
// Only the newest few hundred are drawn; a button shows more.
//
// What is removed leaves nothing of itself here: the lines are drawn anew at once, whether or not
// anybody looks at them, and what is kept of it is at most who deleted something, and where.

import type { Entry, RoomEvent } from '../../browser.ts';
import { groupLines, type LineGroup } from './line-groups.ts';

/** More than anybody reads at once, and little for a phone to lay out. Our choice. */
const WINDOW_LINES = 300;
/** Within it, one person's messages stand under one name. Our choice. */
const GROUP_MS = 5 * 60_000;
/** Comings and goings beyond this many are forgotten, the oldest first. Our choice. */
const MAX_MARKS = 500;

export type MarkKind =
  | 'came'
  | 'left'
  | 'lost'
  | 'back'
  | 'deleted'
  /** The oldest of very many made room; it stands at the top, and once. */
  | 'shortened'
  | 'locked'
  | 'unlocked'
  | 'lifetime';

/** Somebody came or went, or deleted what they had said, at this place in the conversation. */
export interface Mark {
  readonly id: string;
  readonly kind: MarkKind;
  /** Who did it; undefined when that is not known. */
  readonly member: Uint8Array | undefined;
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
  /** What it answers, if that is still here. */
  readonly quoted: Entry | undefined;
}

export type Line =
  | Said
  | { readonly kind: 'mark'; readonly id: string; readonly mark: Mark }
  /** What stands below came in since the reader looked last. */
  | { readonly kind: 'new'; readonly id: 'new' };

type RemovalReason = Extract<RoomEvent, { readonly type: 'removed' }>['reason'];
/** What was removed since the last update, and why. */
export type Removals = ReadonlyMap<string, RemovalReason>;

const NOTHING: Removals = new Map();

export class Transcript {
  entries = $state.raw<readonly Entry[]>([]);
  #marks = $state.raw<readonly Mark[]>([]);
  #window = $state(WINDOW_LINES);
  #newFrom = $state<string>();
  #byId: ReadonlyMap<string, Entry> = new Map();
  /** The lines that were drawn last: one that has not changed is not drawn again. */
  #drawn: ReadonlyMap<string, Said> = new Map();
  readonly #markLines = new WeakMap<Mark, Line>();
  #grouped: readonly LineGroup[] = [];
  /** Of the line that was asked about last, and so nearly always of the next. */
  #day = dayOf(0);
  #removed: Removals = NOTHING;
  #made = 0;

  readonly lines: readonly Line[] = $derived.by(() => this.#draw());
  readonly earlier = $derived(Math.max(0, this.entries.length - this.#window));
  readonly groups: readonly LineGroup[] = $derived.by(() => this.#group());
  readonly empty = $derived(this.entries.length === 0 && this.#marks.length === 0);
  /** What was not sent yet, in order. */
  readonly queue = $derived(this.entries.filter(({ state }) => state.kind === 'waiting'));
  readonly waiting = $derived(this.queue.length);

  update(entries: readonly Entry[], removed: Removals = NOTHING): void {
    if (entries === this.entries && removed.size === 0) return;
    if (removed.size > 0) this.#settle(removed);
    this.#byId = new Map(entries.map((entry) => [entry.id, entry]));
    this.entries = entries;
    // A list that nobody reads would keep what is in it.
    void this.groups.length;
    void this.queue.length;
  }

  mark(kind: MarkKind, member: Uint8Array | undefined): void {
    const after = this.entries.findLast(({ state }) => state.kind !== 'waiting')?.id;
    this.#keep([...this.#marks, this.#newMark(kind, member, after)]);
  }

  /** The first that came in since the reader looked; undefined takes the line away. */
  markNew(from: string | undefined): void {
    this.#newFrom = from;
  }

  get newFrom(): string | undefined {
    return this.#newFrom;
  }

  find(id: string): Entry | undefined {
    return this.#byId.get(id);
  }

  /** Whether it went because its time was up, as of the last removals. */
  hasVanished(id: string): boolean {
    return this.#removed.get(id) === 'vanished';
  }

  /** Unfolds as much as is needed to show this entry; false when it is gone. */
  reveal(id: string): boolean {
    const index = this.entries.findIndex((entry) => entry.id === id);
    if (index < 0) return false;
    const fromEnd = this.entries.length - index;
    while (this.#window < fromEnd) this.#window += WINDOW_LINES;
    return true;
  }

  showEarlier(): void {
    this.#window += WINDOW_LINES;
  }

  /** Back to the newest alone, once the reader is there again. */
  showNewest(): void {
    this.#window = WINDOW_LINES;
  }

  /** What stood below something that is gone moves up; a deletion by its author leaves a mark. */
  #settle(removed: Removals): void {
    const places = byPlace(this.#marks);
    const marks = [...(places.get(undefined) ?? [])];
    let above: string | undefined;
    for (const { id, author } of this.entries) {
      const reason = removed.get(id);
      const below = reason === 'oldest' ? [] : (places.get(id) ?? []);
      if (reason === 'deleted') marks.push(this.#newMark('deleted', author, above));
      if (reason === undefined) above = id;
      for (const mark of below) marks.push({ ...mark, after: above });
    }
    const isKept = ({ id }: Entry) => !removed.has(id);
    const from = this.entries.findIndex(({ id }) => id === this.#newFrom);
    if (from >= 0) this.#newFrom = this.entries.slice(from).find(isKept)?.id;
    const isShortened = marks.some(({ kind }) => kind === 'shortened');
    if (!isShortened && [...removed.values()].includes('oldest')) {
      marks.push(this.#newMark('shortened', undefined, undefined));
    }
    this.#keep(marks);
    this.#removed = removed;
  }

  #keep(marks: readonly Mark[]): void {
    const top = marks.filter(({ kind }) => kind === 'shortened');
    const others = marks.filter(({ kind }) => kind !== 'shortened');
    this.#marks = [...top, ...others.slice(top.length - MAX_MARKS)];
  }

  #newMark(kind: MarkKind, member: Mark['member'], after: string | undefined): Mark {
    return { id: `mark-${++this.#made}`, kind, member, after };
  }

  #draw(): readonly Line[] {
    const shown = this.entries.slice(-this.#window);
    const marks = byPlace(this.#marks);
    const top = this.earlier === 0 ? (marks.get(undefined) ?? []) : [];
    const lines: Line[] = top.map((mark) => this.#lineOf(mark));
    const drawn = new Map<string, Said>();
    let above: Entry | undefined;
    let parted = false;
    for (const entry of shown) {
      const below = marks.get(entry.id) ?? [];
      if (entry.id === this.#newFrom && lines.length > 0) {
        lines.push({ kind: 'new', id: 'new' });
        parted = true;
      }
      const line = this.#said(entry, above, parted);
      drawn.set(entry.id, line);
      lines.push(line, ...below.map((mark) => this.#lineOf(mark)));
      above = entry;
      parted = below.length > 0;
    }
    this.#drawn = drawn;
    return lines;
  }

  #group(): readonly LineGroup[] {
    const folded = this.entries.slice(0, this.earlier);
    this.#grouped = groupLines(this.lines, { folded, before: this.#grouped });
    return this.#grouped;
  }

  /** `parted`: something stands between it and the entry above. */
  #said(entry: Entry, above: Entry | undefined, parted: boolean): Said {
    const day = above !== undefined && !this.#sameDay(entry.writtenAt, above.writtenAt);
    const leads = above === undefined || parted || day || !together(entry, above);
    const quoted = entry.replyTo === undefined ? undefined : this.#byId.get(entry.replyTo);
    const before = this.#drawn.get(entry.id);
    const isSame =
      before?.entry === entry &&
      before.leads === leads &&
      before.day === day &&
      before.quoted === quoted;
    return isSame ? before : { kind: 'said', id: entry.id, entry, leads, day, quoted };
  }

  #lineOf(mark: Mark): Line {
    const known = this.#markLines.get(mark);
    if (known) return known;
    const line: Line = { kind: 'mark', id: mark.id, mark };
    this.#markLines.set(mark, line);
    return line;
  }

  #sameDay(one: number, other: number): boolean {
    if (!isWithin(other, this.#day)) this.#day = dayOf(other);
    return isWithin(one, this.#day);
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

/** Said to the same company, by the same person, at about the same time. */
function together(entry: Entry, above: Entry): boolean {
  return (
    entry.own === above.own &&
    same(entry.author, above.author) &&
    same(entry.privateWith, above.privateWith) &&
    entry.writtenAt - above.writtenAt < GROUP_MS
  );
}

function same(one: Uint8Array | undefined, other: Uint8Array | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.every((byte, index) => byte === other[index]);
}

/** Of this device's calendar, in ms since the Unix epoch; `until` is the first moment of the next. */
interface Day {
  readonly from: number;
  readonly until: number;
}

function dayOf(at: number): Day {
  return { from: new Date(at).setHours(0, 0, 0, 0), until: new Date(at).setHours(24, 0, 0, 0) };
}

function isWithin(at: number, { from, until }: Day): boolean {
  return at >= from && at < until;
}
