// The bridge's only record of what happened: how often each code occurred, since it started.

import type { Log } from '../src/ports/log.ts';

/**
 * Our choice: several times what there are. Codes are words of our own; if one were ever made from
 * what a client says, it could neither fill the memory nor the operator's metrics.
 */
export const MAX_CODES = 300;

/** What further codes are counted as. */
export const OTHER_CODES = 'other-codes';

export class Counters implements Log {
  readonly #counts = new Map<string, number>();

  count(code: string): void {
    const isRoom = this.#counts.has(code) || this.#counts.size < MAX_CODES;
    const key = isRoom ? code : OTHER_CODES;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  snapshot(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort());
  }
}
