// When things end. One alarm for all: the earliest instant is known at any time, and looked for anew
// only when something has ended.

import type { Instant } from './time.ts';

export class Expiry<Key> {
  readonly #endsAt = new Map<Key, Instant>();
  #earliest: Instant | undefined;

  /** It ends at `at`, or earlier when that was said before. */
  set(key: Key, at: Instant): void {
    const known = this.#endsAt.get(key);
    if (known !== undefined && known <= at) return;
    this.#endsAt.set(key, at);
    this.#earliest = Math.min(this.#earliest ?? at, at);
  }

  delete(key: Key): void {
    if (this.#endsAt.delete(key) && this.#endsAt.size === 0) this.#earliest = undefined;
  }

  /** Takes out everything whose time is up. */
  take(now: Instant): Key[] {
    if (this.#earliest === undefined || now < this.#earliest) return [];
    const due: Key[] = [];
    let earliest: Instant | undefined;
    for (const [key, at] of this.#endsAt) {
      if (at <= now) due.push(key);
      else earliest = Math.min(earliest ?? at, at);
    }
    for (const key of due) this.#endsAt.delete(key);
    this.#earliest = earliest;
    return due;
  }

  /** At or before the first end; a wake that is too early finds nothing, and the right time. */
  get deadline(): Instant | undefined {
    return this.#earliest;
  }
}
