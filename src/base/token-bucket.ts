// A rate limit: a bucket that starts full, gains tokens evenly, and never holds more than `burst`.

import { assert } from './assert.ts';
import { type Instant, SECOND_MS } from './time.ts';

export interface Rate {
  /** May be a fraction: one in ten minutes is 1 / 600. */
  readonly perSecond: number;
  readonly burst: number;
}

/** Our choice: above the rounding of fractional rates, below what the slowest gains in 1 ms. */
const ROUNDING_TOKENS = 1e-9;

export class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  /** The latest instant seen: a clock that is set back gains nothing and loses nothing. */
  #at: Instant = Number.NEGATIVE_INFINITY;

  constructor(rate: Rate) {
    assert(rate.perSecond > 0 && rate.burst > 0, 'a rate lets something through');
    this.#rate = rate;
    this.#tokens = rate.burst;
  }

  /** Takes `n` tokens, or answers false and takes none. */
  take(now: Instant, n = 1): boolean {
    this.#fill(now);
    if (this.#tokens + ROUNDING_TOKENS < n) return false;
    this.#tokens = Math.max(0, this.#tokens - n);
    return true;
  }

  /** The first millisecond, `now` or later, at which `n` tokens can surely be taken. */
  nextAt(now: Instant, n = 1): Instant {
    assert(n <= this.#rate.burst, 'a bucket never holds more than its burst');
    this.#fill(now);
    if (this.#tokens + ROUNDING_TOKENS >= n) return now;
    const missing = n - this.#tokens - ROUNDING_TOKENS / 2;
    return this.#at + Math.ceil((missing / this.#rate.perSecond) * SECOND_MS);
  }

  #fill(now: Instant): void {
    if (now <= this.#at) return;
    const gained = ((now - this.#at) / SECOND_MS) * this.#rate.perSecond;
    this.#tokens = Math.min(this.#rate.burst, this.#tokens + gained);
    this.#at = now;
  }
}
