// How long to wait before the next attempt: twice as long each time up to a limit, and never quite
// as long as the others, so that a thousand peers that lost one tracker do not return in one wave.

import { assert } from './assert.ts';

export interface BackoffRange {
  readonly firstMs: number;
  readonly limitMs: number;
}

/** The part of the random port that is needed; this folder imports nothing above it. */
interface ByteSource {
  bytes(length: number): Uint8Array;
}

export class Backoff {
  readonly #range: BackoffRange;
  readonly #random: ByteSource;
  #ceilingMs: number;

  constructor(range: BackoffRange, random: ByteSource) {
    assert(range.firstMs > 0 && range.limitMs >= range.firstMs, 'a back-off grows from its first');
    this.#range = range;
    this.#random = random;
    this.#ceilingMs = range.firstMs;
  }

  /** The next delay: whole milliseconds between half of the doubled value and all of it. */
  next(): number {
    const ceilingMs = this.#ceilingMs;
    this.#ceilingMs = Math.min(this.#range.limitMs, 2 * ceilingMs);
    const [high = 0, low = 0] = this.#random.bytes(2);
    return Math.round(ceilingMs * (0.5 + ((high << 8) | low) / 2 ** 17));
  }

  /** Starts over: something worked, or the world has changed. */
  reset(): void {
    this.#ceilingMs = this.#range.firstMs;
  }
}
