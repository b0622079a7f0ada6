// What others may cost a person who verifies them: chances to guess, and questions on the screen.

import { BoundedMap } from '../../base/bounded-map.ts';
import { type Instant, SECOND_MS } from '../../base/time.ts';

/** Our choice: see crypto/verification.ts on what ten attempts are worth. */
export const MAX_ATTEMPTS = 10;
/** Our choice: nobody brings up a question more often. */
export const ASK_INTERVAL_MS = 10 * SECOND_MS;
/** Our choice. An attempt is counted only after a tap, so that others can't push one out. */
const MAX_COUNTED_MEMBERS = 1_024;

export class VerificationLimits {
  readonly #attempts = new BoundedMap<string, number>(MAX_COUNTED_MEMBERS);
  readonly #askedAt = new BoundedMap<string, Instant>(MAX_COUNTED_MEMBERS);

  /** Our number is given away: unless the emoji match, that was one chance for a stranger. */
  attempt(member: string): void {
    this.#attempts.set(member, this.attempts(member) + 1);
  }

  matched(member: string): void {
    this.#attempts.delete(member);
  }

  attempts(member: string): number {
    return this.#attempts.get(member) ?? 0;
  }

  isSpent(member: string): boolean {
    return this.attempts(member) >= MAX_ATTEMPTS;
  }

  /** They bring up a question now. */
  asked(member: string, now: Instant): void {
    this.#askedAt.set(member, now);
  }

  /** From when they may bring up the next one; undefined: at any time. */
  mayAskAt(member: string): Instant | undefined {
    const last = this.#askedAt.get(member);
    return last === undefined ? undefined : last + ASK_INTERVAL_MS;
  }
}
