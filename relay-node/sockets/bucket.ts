// A budget that refills with time. Unlike the bucket of base/, it can be overdrawn: whoever is in
// debt is read more slowly, so that no message is lost and a flood waits in its sender's own buffers;
// and it knows when it is full, so that it can be forgotten.

import { SECOND_MS } from '../../src/base/time.ts';
import type { Rate } from '../../src/base/token-bucket.ts';

export class Bucket {
  readonly #perSecond: number;
  readonly #burst: number;
  #level: number;
  #at: number;

  constructor(rate: Rate, nowMs: number) {
    this.#perSecond = rate.perSecond;
    this.#burst = rate.burst;
    this.#level = rate.burst;
    this.#at = nowMs;
  }

  /** Draws `cost`, into debt if need be; answers after how many milliseconds the debt is paid. */
  draw(cost: number, nowMs: number): number {
    this.#refill(nowMs);
    this.#level -= cost;
    return this.#level >= 0 ? 0 : Math.ceil((-this.#level / this.#perSecond) * SECOND_MS);
  }

  /** Draws `cost` if it is there, and never goes into debt. */
  take(cost: number, nowMs: number): boolean {
    this.#refill(nowMs);
    if (this.#level < cost) return false;
    this.#level -= cost;
    return true;
  }

  /** True when forgetting this bucket gives nobody anything. */
  isFull(nowMs: number): boolean {
    this.#refill(nowMs);
    return this.#level >= this.#burst;
  }

  #refill(nowMs: number): void {
    const gained = (Math.max(0, nowMs - this.#at) / SECOND_MS) * this.#perSecond;
    this.#level = Math.min(this.#burst, this.#level + gained);
    this.#at = Math.max(this.#at, nowMs);
  }
}
