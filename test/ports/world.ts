// What the acceptance suites need of the world in which a port runs: that it goes on until
// something has happened. They run in tests and inside real pages, so they use no test framework.

import type { MemoryClock } from './memory-clock.ts';

/** One rule that a port must keep, by name. Throws when it is broken. */
export interface Case<Subject> {
  readonly name: string;
  run(subject: Subject): Promise<void>;
}

export interface World {
  /** To be called whenever a port has told something. */
  touched(): void;
  /** Resolves as soon as `condition` holds; rejects when that takes too long or never comes. */
  until(condition: () => boolean): Promise<void>;
}

/** A world on a virtual clock, which goes on by ringing alarm after alarm. */
export function virtualWorld(clock: MemoryClock): World {
  return {
    touched: () => {},
    async until(condition) {
      while (!condition()) {
        if (!clock.step()) throw new Error(`nothing happens any more: ${condition}`);
      }
    },
  };
}

/** Longer than anything that a suite waits for takes on a busy machine. */
const PATIENCE_MS = 15_000;

/** The real world, which goes on by itself. */
export function realWorld(): World {
  const waiting = new Set<() => void>();
  return {
    touched: () => {
      for (const check of waiting) check();
    },
    until: (condition) =>
      new Promise((resolve, reject) => {
        const giveUp = setTimeout(() => {
          waiting.delete(check);
          reject(new Error(`it took too long: ${condition}`));
        }, PATIENCE_MS);
        function check(): void {
          if (!condition()) return;
          clearTimeout(giveUp);
          waiting.delete(check);
          resolve();
        }
        waiting.add(check);
        check();
      }),
  };
}

/** Compares whole values; byte strings by their bytes, sets by their members. */
export function same(actual: unknown, expected: unknown): void {
  const [left, right] = [show(actual), show(expected)];
  if (left !== right) throw new Error(`expected ${right}\n     got ${left}`);
}

function show(value: unknown): string {
  return JSON.stringify(value, (_, part) => {
    if (part instanceof Uint8Array) return `bytes ${part.join()}`;
    return part instanceof Set ? { set: [...part].sort() } : part;
  });
}
