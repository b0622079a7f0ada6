// Changes that came before the line that they change: repair and floods keep no order among authors.
// Held for as long as the line may still come, bounded by author, so that a member who reacts to
// messages that do not exist crowds out nobody but itself.

import { toHex } from '../../base/bytes.ts';
import { type Instant, MINUTE_MS } from '../../base/time.ts';
import type { MessageRef } from '../../wire/speech.ts';
import type { EntryId } from './contract.ts';
import type { Change } from './lines.ts';
import { refName } from './order.ts';

/** Our choice: as long as messages are kept for repair (DESIGN §6, "120 s"). */
export const PENDING_MS = 2 * MINUTE_MS;
/** Our choice: what one author may have waiting. */
export const MAX_PENDING_PER_AUTHOR = 64;
/** Our choice, in all. */
export const MAX_PENDING = 1_024;

interface Waiting {
  readonly target: EntryId;
  readonly change: Change;
  readonly since: Instant;
}

export class Pending {
  readonly #waiting = new Set<Waiting>();

  /** False when there is no room. */
  add(change: Change, now: Instant): boolean {
    const author = toHex(change.by.author);
    const own = [...this.#waiting].filter(({ change: { by } }) => toHex(by.author) === author);
    if (own.length >= MAX_PENDING_PER_AUTHOR || this.#waiting.size >= MAX_PENDING) return false;
    this.#waiting.add({ target: refName(change.target), change, since: now });
    return true;
  }

  /** What waited for this message, in the order of its coming. */
  take(message: MessageRef): Change[] {
    const target = refName(message);
    const found = [...this.#waiting].filter((waiting) => waiting.target === target);
    for (const waiting of found) this.#waiting.delete(waiting);
    return found.map(({ change }) => change);
  }

  wake(now: Instant): void {
    for (const waiting of this.#waiting) {
      if (now - waiting.since < PENDING_MS) return;
      this.#waiting.delete(waiting);
    }
  }

  get deadline(): Instant | undefined {
    const [first] = this.#waiting;
    return first && first.since + PENDING_MS;
  }
}
