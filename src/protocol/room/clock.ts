// The hybrid logical clock (Kulkarni et al. 2014, with its counter folded into the milliseconds):
// close to the time of day, yet always past everything said and seen before, so that an answer
// sorts after its question even where two clocks disagree.

import { type Instant, MINUTE_MS } from '../../base/time.ts';

/**
 * Our choice, the window of DESIGN §4: a clock further ahead than this is wrong or hostile, and
 * following it would put everything that we say into the future, too.
 */
export const MAX_CLOCK_LEAD_MS = 10 * MINUTE_MS;

export class HybridClock {
  /** The latest instant that was given out here, or seen within the window. */
  #latest = 0;

  /** The stamp of our next message: max(now, last + 1, seen + 1), in whole milliseconds. */
  next(now: Instant): number {
    this.#latest = Math.max(Math.floor(now), this.#latest + 1);
    return this.#latest;
  }

  /** Takes note of somebody else's stamp, unless it is too far ahead of `now`. */
  see(hlc: number, now: Instant): void {
    if (hlc <= now + MAX_CLOCK_LEAD_MS) this.#latest = Math.max(this.#latest, hlc);
  }
}
