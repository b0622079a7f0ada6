// How often one tracker may be asked, kept over reconnects: whatever goes wrong, and however it is
// made to go wrong, no tracker is hammered by us.

import type { Instant } from '../../base/time.ts';
import { TokenBucket } from '../../base/token-bucket.ts';

/** TRACKERS §1.8, rule 7: "not more often than 10 s on average". The burst is a join's. */
const ANNOUNCE_RATE = { perSecond: 0.1, burst: 5 };

/** The rate of announces to one tracker, kept over reconnects. */
export class AnnouncePace {
  readonly #bucket = new TokenBucket(ANNOUNCE_RATE);
  #freeAt: Instant = 0;

  /** The first instant at which another announce is allowed. */
  get freeAt(): Instant {
    return this.#freeAt;
  }

  spend(now: Instant): void {
    this.#bucket.take(now);
    this.#freeAt = this.#bucket.nextAt(now);
  }
}
