// How fast each author may speak (DESIGN §6, "Rates"): twice what an honest one allows itself.

import type { Instant } from '../../base/time.ts';
import { type Rate, TokenBucket } from '../../base/token-bucket.ts';

/** DESIGN §6: "up to 8 members 100 a second, burst 2,000; to 50 members 20, burst 100; above 5, burst 20". */
const LIMITS: readonly { readonly members: number; readonly rate: Rate }[] = [
  { members: 8, rate: { perSecond: 100, burst: 2_000 } },
  { members: 50, rate: { perSecond: 20, burst: 100 } },
  { members: Number.POSITIVE_INFINITY, rate: { perSecond: 5, burst: 20 } },
];

/** DESIGN §6: "receivers allow twice that". */
const TOLERANCE = 2;

export class AuthorRates {
  readonly #buckets = new Map<string, { readonly limit: number; readonly bucket: TokenBucket }>();

  /** Whether one more message of this author is within twice the limit of a room of this size. */
  take(author: string, members: number, now: Instant): boolean {
    const limit = LIMITS.findIndex((each) => members <= each.members);
    const known = this.#buckets.get(author);
    if (known?.limit === limit) return known.bucket.take(now);
    const { perSecond, burst } = (LIMITS[limit] as (typeof LIMITS)[number]).rate;
    const bucket = new TokenBucket({ perSecond: TOLERANCE * perSecond, burst: TOLERANCE * burst });
    this.#buckets.set(author, { limit, bucket });
    return bucket.take(now);
  }

  forget(author: string): void {
    this.#buckets.delete(author);
  }
}
