// Telling authors that they were read: what was seen within a second is told together, to all in one
// READ, and of private messages to their author alone, since it would name their reader to the others.

import { toHex } from '../../base/bytes.ts';
import { type Instant, SECOND_MS } from '../../base/time.ts';
import type { MessageRef } from '../../wire/speech.ts';

/** Our choice: scrolling through a page of messages is told once. */
export const TELL_AFTER_MS = SECOND_MS;
/** Our choice: in a crowd, who has read what is noise, and everybody telling everybody is traffic. */
export const MAX_TELLING_MEMBERS = 20;

export interface Read {
  readonly message: MessageRef;
  readonly isPrivate: boolean;
}

export class Reading {
  /** Up to which number each author knows that we have read. */
  readonly #told = new Map<string, number>();
  readonly #due = new Map<string, Read>();
  #at: Instant | undefined;

  note(read: Read, now: Instant): void {
    const key = placeOf(read);
    const known = Math.max(this.#told.get(key) ?? 0, this.#due.get(key)?.message.seq ?? 0);
    if (read.message.seq <= known) return;
    this.#due.set(key, read);
    this.#at ??= now + TELL_AFTER_MS;
  }

  /** What is to be told now. */
  take(now: Instant): Read[] {
    if (this.#at === undefined || now < this.#at) return [];
    this.#at = undefined;
    const due = [...this.#due.values()];
    for (const read of due) this.#told.set(placeOf(read), read.message.seq);
    this.#due.clear();
    return due;
  }

  /** The author is gone, and will not ask. */
  forget(author: string): void {
    for (const isPrivate of [true, false]) {
      this.#told.delete(`${author} ${isPrivate}`);
      this.#due.delete(`${author} ${isPrivate}`);
    }
  }

  get deadline(): Instant | undefined {
    return this.#at;
  }
}

function placeOf({ message, isPrivate }: Read): string {
  return `${toHex(message.author)} ${isPrivate}`;
}
