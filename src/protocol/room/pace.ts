// The pace we keep of ourselves, so that nobody has to make us (DESIGN §6). Receivers allow twice as
// much, which covers the moments in which two members count the room differently.

import { assert } from '../../base/assert.ts';
import type { Instant } from '../../base/time.ts';
import { TokenBucket } from '../../base/token-bucket.ts';

/** DESIGN §6, "Rates": by the members of the room, ourselves included. */
const TIERS = [
  { upToMembers: 8, perSecond: 100, burst: 2_000 },
  { upToMembers: 50, perSecond: 20, burst: 100 },
  { upToMembers: Number.POSITIVE_INFINITY, perSecond: 5, burst: 20 },
] as const;

export class Pace {
  /** One bucket per tier, kept: a room that wavers between two tiers earns no fresh burst. */
  readonly #tiers = TIERS.map(({ upToMembers, ...rate }) => ({
    upToMembers,
    bucket: new TokenBucket(rate),
  }));
  #members = 1;

  /** How many are in the room, ourselves included. */
  setMembers(members: number): void {
    this.#members = members;
  }

  /** Whether one more message may go now; if so, it is counted. */
  take(now: Instant): boolean {
    return this.#bucket().take(now);
  }

  /** When the next one may go. */
  nextAt(now: Instant): Instant {
    return this.#bucket().nextAt(now);
  }

  #bucket(): TokenBucket {
    const tier = this.#tiers.find(({ upToMembers }) => this.#members <= upToMembers);
    assert(tier !== undefined, 'the last tier has no end');
    return tier.bucket;
  }
}
