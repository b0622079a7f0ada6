// The slow hash's in-memory twin: keyed BLAKE2b in a moment, in steps between which others may act,
// so that a derivation can be watched and broken off as the real one can.

import { blake2bKeyed } from '../../src/crypto/hash.ts';
import { ARGON2 } from '../../src/crypto/root.ts';
import { ready } from '../../src/crypto/sodium.ts';
import type { SlowHash, SlowHashOptions } from '../../src/ports/slow-hash.ts';

const STEPS = 10;

export class MemorySlowHash implements SlowHash {
  #started = 0;
  #running = 0;

  /** How many derivations were ever begun. */
  get started(): number {
    return this.#started;
  }

  /** How many are under way. */
  get running(): number {
    return this.#running;
  }

  async derive(
    password: Uint8Array,
    salt: Uint8Array,
    { signal, progress }: SlowHashOptions,
  ): Promise<Uint8Array> {
    if (signal?.aborted) throw signal.reason;
    this.#started += 1;
    this.#running += 1;
    try {
      await ready();
      for (let step = 1; step < STEPS; step++) {
        if (signal?.aborted) throw signal.reason;
        progress?.(step / STEPS);
        await Promise.resolve();
      }
      if (signal?.aborted) throw signal.reason;
      return blake2bKeyed(ARGON2.rootBytes, salt, password);
    } finally {
      this.#running -= 1;
    }
  }
}
