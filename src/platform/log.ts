// The log port as counters in memory: codes and numbers, nothing else, and never on disk.

import type { Log } from '../ports/log.ts';

/** Our choice: more kinds of trouble than we know. */
const MAX_CODES = 256;

export interface CountingLog extends Log {
  /** How often each code occurred. */
  snapshot(): Readonly<Record<string, number>>;
}

export function createLog(): CountingLog {
  const counts = new Map<string, number>();
  return {
    count(code) {
      const known = counts.get(code);
      if (known !== undefined || counts.size < MAX_CODES) counts.set(code, (known ?? 0) + 1);
    },
    snapshot: () => Object.fromEntries(counts),
  };
}
