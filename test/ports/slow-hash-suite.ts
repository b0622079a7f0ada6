// The acceptance suite of the slow-hash port: what its twin and every real one must keep. A real
// derivation takes a second and 128 MiB, so there are few of them.

import { utf8 } from '../../src/base/utf8.ts';
import type { SlowHash } from '../../src/ports/slow-hash.ts';
import { MemorySignal } from './memory-signal.ts';
import { type Case, same } from './world.ts';

export interface SlowHashSubject {
  readonly hash: SlowHash;
  /** How many threads were ever started. */
  readonly started: () => number;
}

const PASSWORD = utf8('a phrase as it was typed');
const OTHER_PASSWORD = utf8('a phrase as it was mistyped');
const SALT = new Uint8Array(16).fill(1);
const OTHER_SALT = new Uint8Array(16).fill(2);

/** The very reason with which a promise rejects. */
async function rejection(promise: Promise<unknown>): Promise<unknown> {
  const kept = await promise.then(
    () => true,
    (reason: unknown) => ({ reason }),
  );
  if (kept === true) throw new Error('it was kept, and was not to be');
  return (kept as { readonly reason: unknown }).reason;
}

export const SLOW_HASH_CASES: readonly Case<SlowHashSubject>[] = [
  {
    name: 'the same inputs give the same 32 bytes and others give others, several at once',
    async run({ hash, started }) {
      const before = started();
      const roots = await Promise.all([
        hash.derive(PASSWORD, SALT, {}),
        hash.derive(OTHER_PASSWORD, SALT, {}),
        hash.derive(PASSWORD, OTHER_SALT, {}),
        hash.derive(PASSWORD, SALT, {}),
      ]);
      const names = roots.map((root) => root.join());
      same(
        roots.map((root) => root.length),
        [32, 32, 32, 32],
      );
      same([names[0] === names[3], new Set(names).size, started() - before], [true, 3, 4]);
    },
  },
  {
    name: 'progress grows between 0 and 1 and ends with the derivation; a later abort is nothing',
    async run({ hash }) {
      const told: number[] = [];
      const signal = new MemorySignal();
      const derived = await hash.derive(PASSWORD, SALT, {
        signal,
        progress: (done) => told.push(done),
      });
      const count = told.length;
      same([derived.length, count > 0, signal.listeners.size], [32, true, 0]);
      same(
        [...told].sort((a, b) => a - b),
        told,
      );
      same(
        told.filter((done) => !(done >= 0 && done <= 1)),
        [],
      );
      signal.abort('too late');
      await hash.derive(PASSWORD, SALT, { progress: () => {} });
      same(told.length, count);
    },
  },
  {
    name: 'aborting ends it: it rejects with the very reason, and tells no more progress',
    async run({ hash }) {
      const signal = new MemorySignal();
      const reason = { why: 'changed my mind' };
      let told = 0;
      const progress = () => {
        told += 1;
        signal.abort(reason);
      };
      const caught = await rejection(hash.derive(PASSWORD, SALT, { signal, progress }));
      same([caught === reason, told, signal.listeners.size], [true, 1, 0]);
    },
  },
  {
    name: 'aborting one leaves the others alone',
    async run({ hash }) {
      const signal = new MemorySignal();
      const both = [
        rejection(hash.derive(PASSWORD, SALT, { signal })),
        hash.derive(PASSWORD, OTHER_SALT, { signal: new MemorySignal() }),
      ] as const;
      signal.abort('this one');
      const [caught, root] = await Promise.all(both);
      same([caught, root.length], ['this one', 32]);
    },
  },
  {
    name: 'a signal that was aborted before starts nothing',
    async run({ hash, started }) {
      const signal = new MemorySignal();
      signal.abort('already');
      const before = started();
      let told = 0;
      const progress = () => {
        told += 1;
      };
      const caught = await rejection(hash.derive(PASSWORD, SALT, { signal, progress }));
      same([caught, started() - before, told, signal.listeners.size], ['already', 0, 0, 0]);
    },
  },
];
