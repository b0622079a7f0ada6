// The slow-hash port: its in-memory twin and Node's own, by one suite.

import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { normalise, normaliseLabel, rootPassword, rootSalt } from '../../src/crypto/phrase.ts';
import { ready } from '../../src/crypto/sodium.ts';
import { threadSlowHash } from '../../src/platform/node/slow-hash.ts';
import { frozen } from '../crypto/vectors.ts';
import { spawnSlowHashThread } from '../support/slow-hash-thread.ts';
import { MemorySlowHash } from './memory-slow-hash.ts';
import { SLOW_HASH_CASES, type SlowHashSubject } from './slow-hash-suite.ts';

/** Seven derivations on a busy machine. */
const PATIENCE_MS = 60_000;

function memory(): SlowHashSubject {
  const hash = new MemorySlowHash();
  return { hash, started: () => hash.started };
}

function node(): SlowHashSubject & { readonly threads: readonly Worker[] } {
  const threads: Worker[] = [];
  const hash = threadSlowHash(() => {
    const thread = spawnSlowHashThread();
    threads.push(thread);
    return thread;
  });
  return { hash, started: () => threads.length, threads };
}

describe.each([
  { name: 'in memory', subject: memory },
  { name: 'in Node', subject: node },
])('the slow-hash port $name', ({ subject }) => {
  test.each(SLOW_HASH_CASES)('$name', (rule) => rule.run(subject()), PATIENCE_MS);
});

describe('in Node', () => {
  test(
    'it is Argon2id with the parameters of DESIGN §3, and its thread ends afterwards',
    async () => {
      await ready();
      const { root } = frozen<{ root: Record<'phrase' | 'label' | 'root', string> }>('sotto.json');
      const [phrase, label] = [normalise(root.phrase), normaliseLabel(root.label)];
      const { hash, threads } = node();
      const password = rootPassword(phrase.ok ? phrase.value : '');
      const deriving = hash.derive(password, rootSalt(label.ok ? label.value : ''), {});
      const exits = threads.map((thread) => once(thread, 'exit'));
      expect(toHex(await deriving)).toBe(root.root);
      expect((await Promise.all(exits)).length).toBe(1);
    },
    PATIENCE_MS,
  );

  test(
    'a thread that breaks down is a rejection',
    async () => {
      const { hash } = node();
      const short = new Uint8Array(15);
      await expect(hash.derive(new Uint8Array(1), short, {})).rejects.toThrow('16 bytes');
    },
    PATIENCE_MS,
  );
});
