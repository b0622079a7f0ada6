// A first-in, first-out queue that says no: full by count or by bytes, whichever comes first.

import { assert } from './assert.ts';

export interface QueueLimits {
  readonly items: number;
  readonly bytes: number;
}

interface Entry<T> {
  readonly item: T;
  readonly bytes: number;
}

export class BoundedQueue<T> {
  readonly #limits: QueueLimits;
  #entries: Entry<T>[] = [];
  /** Where the oldest entry stands. What lies before it is cut off when it is half of the array. */
  #head = 0;
  #bytes = 0;

  constructor(limits: QueueLimits) {
    assert(limits.items > 0 && limits.bytes > 0, 'a queue has room for something');
    this.#limits = limits;
  }

  get size(): number {
    return this.#entries.length - this.#head;
  }

  /** What all items together were said to weigh. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether an item of this weight would be taken. */
  fits(bytes: number): boolean {
    return this.size < this.#limits.items && this.#bytes + bytes <= this.#limits.bytes;
  }

  /** Takes the item, or answers false and stays as it was. */
  push(item: T, bytes: number): boolean {
    assert(bytes >= 0, 'an item weighs nothing or more');
    if (!this.fits(bytes)) return false;
    this.#entries.push({ item, bytes });
    this.#bytes += bytes;
    return true;
  }

  /** The oldest item, left where it is. */
  peek(): T | undefined {
    return this.#entries[this.#head]?.item;
  }

  /** Takes the oldest item out. */
  shift(): T | undefined {
    const entry = this.#entries[this.#head];
    if (entry === undefined) return undefined;
    this.#bytes -= entry.bytes;
    this.#head++;
    if (this.#head * 2 >= this.#entries.length) this.#compact();
    return entry.item;
  }

  clear(): void {
    this.#entries = [];
    this.#head = 0;
    this.#bytes = 0;
  }

  /** Oldest first. */
  *[Symbol.iterator](): IterableIterator<T> {
    for (let i = this.#head; i < this.#entries.length; i++)
      yield (this.#entries[i] as Entry<T>).item;
  }

  /** Each entry is moved at most once for every entry taken out, so that shifting stays cheap. */
  #compact(): void {
    this.#entries = this.#entries.slice(this.#head);
    this.#head = 0;
  }
}
