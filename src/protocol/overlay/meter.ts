// What one neighbour may put on us (DESIGN §6, "Rates"): the excess is left alone, and only who keeps
// it up for ten seconds loses the link.

import { type Instant, SECOND_MS } from '../../base/time.ts';
import { TokenBucket } from '../../base/token-bucket.ts';

/** Our choice: a neighbour that catches up (sync.ts) sends 3,200 a second, and floods come on top. */
export const FRAMES = { perSecond: 5_000, burst: 20_000 } as const;
/** Our choice: an honest neighbour sends none; each may cost a signature check (about 50 µs). */
export const JUNK = { perSecond: 20, burst: 200 } as const;
/** DESIGN §6: "drop a link only after 10 s above twice the limit". */
export const FLOOD_LIMIT_MS = 10 * SECOND_MS;
/** Our choice: a pause this long ends an excess. */
const PAUSE_MS = 2 * SECOND_MS;

export class Meter {
  readonly #frames = new TokenBucket(FRAMES);
  readonly #junk = new TokenBucket(JUNK);
  /** After too much junk, nothing is looked at for as long as one more piece may take. */
  #deafUntil: Instant = 0;
  #excessFrom: Instant | undefined;
  #excessAt: Instant = 0;

  /** Whether one more frame may be looked at. */
  admit(now: Instant): boolean {
    if (now >= this.#deafUntil && this.#frames.take(now)) return true;
    this.exceed(now);
    return false;
  }

  /** One frame that no honest member sends. */
  junk(now: Instant): void {
    if (this.#junk.take(now)) return;
    this.#deafUntil = this.#junk.nextAt(now);
    this.exceed(now);
  }

  /** The neighbour itself went beyond twice a limit. */
  exceed(now: Instant): void {
    if (this.#excessFrom === undefined || now - this.#excessAt > PAUSE_MS) this.#excessFrom = now;
    this.#excessAt = now;
  }

  /** True once it has gone on for too long. */
  get isFlooding(): boolean {
    return this.#excessFrom !== undefined && this.#excessAt - this.#excessFrom >= FLOOD_LIMIT_MS;
  }
}
