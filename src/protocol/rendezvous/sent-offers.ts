// The offers that one connection to a tracker has carried, each under an offer_id of its own, so
// that an answer can be told from what was never asked.

import { BoundedMap } from '../../base/bounded-map.ts';
import { type Instant, SECOND_MS } from '../../base/time.ts';
import type { BinaryId } from '../../wire/tracker.ts';

/** TRACKERS §1.8, rule 6: "One answer per offer, within ~100 s". */
const ANSWERABLE_MS = 100 * SECOND_MS;
/** Our choice: at one announce in ten seconds, and three offers in each, 100 s make 45. */
const MAX_SENT_OFFERS = 64;

interface SentOffer {
  /** Hex of the attempt. */
  readonly attempt: string;
  readonly at: Instant;
}

export class SentOffers {
  readonly #byOfferId = new BoundedMap<BinaryId, SentOffer>(MAX_SENT_OFFERS);
  /** Which attempts went out at least once; at most as many as there are offer_ids. */
  readonly #attempts = new BoundedMap<string, true>(MAX_SENT_OFFERS);

  add(offerId: BinaryId, attempt: string, now: Instant): void {
    this.#byOfferId.set(offerId, { attempt, at: now });
    this.#attempts.set(attempt, true);
  }

  carried(attempt: string): boolean {
    return this.#attempts.has(attempt);
  }

  /** Whether this offer_id is one of ours. */
  has(offerId: BinaryId): boolean {
    return this.#byOfferId.has(offerId);
  }

  /** The attempt that went out under this offer_id, as long as it can be answered. */
  attemptOf(offerId: BinaryId, now: Instant): string | undefined {
    const sent = this.#byOfferId.get(offerId);
    return sent === undefined || now - sent.at > ANSWERABLE_MS ? undefined : sent.attempt;
  }
}
