// The bridge's only record of what happened: how often each code occurred, since it started.

import type { Log } from '../src/ports/log.ts';

export class Counters implements Log {
  readonly #counts = new Map<string, number>();

  count(code: string): void {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
  }

  snapshot(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#counts].sort());
  }
}
