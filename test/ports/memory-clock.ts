// The clock's in-memory twin: a virtual time that moves only when it is told to. It is also what
// the other twins put their latencies on, so it is made for millions of alarms: one binary heap,
// ordered by time and then by age, and no promises.

import { assert } from '../../src/base/assert.ts';
import type { Instant } from '../../src/base/time.ts';
import type { Cancel, Clock } from '../../src/ports/clock.ts';

/** An arbitrary afternoon; schedules about midnight choose their own. */
export const EPOCH: Instant = Date.UTC(2026, 2, 14, 15, 0, 0);

interface Entry {
  readonly at: Instant;
  readonly age: number;
  ring: (() => void) | undefined;
}

export class MemoryClock implements Clock {
  #now: Instant;
  #age = 0;
  readonly #heap: Entry[] = [];

  constructor(start: Instant = EPOCH) {
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  alarm(at: Instant, ring: () => void): Cancel {
    const entry: Entry = { at: Math.max(at, this.#now), age: this.#age++, ring };
    this.#push(entry);
    return () => {
      entry.ring = undefined;
    };
  }

  /** Calls `ring` after `delayMs`, for twins that never change their mind. */
  after(delayMs: number, ring: () => void): void {
    this.#push({ at: this.#now + delayMs, age: this.#age++, ring });
  }

  /** When the next alarm is due, if any is set. */
  get next(): Instant | undefined {
    while (this.#heap[0] !== undefined && this.#heap[0].ring === undefined) this.#pop();
    return this.#heap[0]?.at;
  }

  /** Moves on to the next alarm and rings it; false when none is set. */
  step(): boolean {
    if (this.next === undefined) return false;
    const entry = this.#pop();
    this.#now = Math.max(this.#now, entry.at);
    const ring = entry.ring;
    entry.ring = undefined;
    ring?.();
    return true;
  }

  /** Moves on to `instant` and rings all that is due until then, also what is set meanwhile. */
  advanceTo(instant: Instant): void {
    assert(instant >= this.#now, 'time does not go backwards');
    for (let next = this.next; next !== undefined && next <= instant; next = this.next) this.step();
    this.#now = instant;
  }

  advance(durationMs: number): void {
    this.advanceTo(this.#now + durationMs);
  }

  /** Jumps without ringing anything on the way, as a laptop's sleep does; all of it rings next. */
  sleep(durationMs: number): void {
    this.#now += durationMs;
  }

  /** The same time seen by someone whose clock is off: ahead for positive numbers. */
  skewed(skewMs: number): Clock {
    return {
      now: () => this.#now + skewMs,
      alarm: (at, ring) => this.alarm(at - skewMs, ring),
    };
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let child = heap.length;
    heap.push(entry);
    while (child > 0) {
      const parent = (child - 1) >> 1;
      const above = heap[parent] as Entry;
      if (!isBefore(entry, above)) break;
      heap[child] = above;
      child = parent;
    }
    heap[child] = entry;
  }

  #pop(): Entry {
    const heap = this.#heap;
    const first = heap[0] as Entry;
    const last = heap.pop() as Entry;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  /** Puts an entry at the root, and then below whatever is due before it. */
  #sink(entry: Entry): void {
    const heap = this.#heap;
    let parent = 0;
    for (let child = 1; child < heap.length; child = 2 * parent + 1) {
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, heap[child] as Entry)) child++;
      const below = heap[child] as Entry;
      if (!isBefore(below, entry)) break;
      heap[parent] = below;
      parent = child;
    }
    heap[parent] = entry;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.age < b.age);
}
