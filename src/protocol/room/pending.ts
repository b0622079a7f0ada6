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
/** Our choice, of the words of edits: as much as is kept for repair when nothing is urgent. */
export const MAX_PENDING_BYTES = 2 * 1024 * 1024;

interface Waiting {
  readonly author: string;
  readonly target: EntryId;
  readonly change: Change;
  readonly since: Instant;
}

export class Pending {
  /** In the order of their coming. */
  readonly #waiting = new Set<Waiting>();
  /** The same by what they wait for, and how many there are of each author, in hex. */
  readonly #byTarget = new Map<EntryId, Set<Waiting>>();
  readonly #byAuthor = new Map<string, number>();
  #bytes = 0;

  /** False when there is no room. */
  add(change: Change, now: Instant): boolean {
    const author = toHex(change.by.author);
    const own = this.#byAuthor.get(author) ?? 0;
    if (own >= MAX_PENDING_PER_AUTHOR || this.#waiting.size >= MAX_PENDING) return false;
    if (this.#bytes + weight(change) > MAX_PENDING_BYTES) return false;
    const target = refName(change.target);
    const waiting = { author, target, change, since: now };
    this.#waiting.add(waiting);
    this.#byTarget.set(target, (this.#byTarget.get(target) ?? new Set()).add(waiting));
    this.#byAuthor.set(author, own + 1);
    this.#bytes += weight(change);
    return true;
  }

  /** What waited for this message, in the order of its coming. */
  take(message: MessageRef): Change[] {
    const found = [...(this.#byTarget.get(refName(message)) ?? [])];
    for (const waiting of found) this.#delete(waiting);
    return found.map(({ change }) => change);
  }

  /** Takes out what has waited for too long. */
  wake(now: Instant): Change[] {
    const over: Change[] = [];
    for (const waiting of this.#waiting) {
      if (now - waiting.since < PENDING_MS) break;
      this.#delete(waiting);
      over.push(waiting.change);
    }
    return over;
  }

  get deadline(): Instant | undefined {
    const [first] = this.#waiting;
    return first && first.since + PENDING_MS;
  }

  #delete(waiting: Waiting): void {
    const { author, target, change } = waiting;
    this.#waiting.delete(waiting);
    const ofTarget = this.#byTarget.get(target);
    ofTarget?.delete(waiting);
    if (ofTarget?.size === 0) this.#byTarget.delete(target);
    const left = (this.#byAuthor.get(author) ?? 1) - 1;
    if (left === 0) this.#byAuthor.delete(author);
    else this.#byAuthor.set(author, left);
    this.#bytes -= weight(change);
  }
}

/** Two bytes for each unit of a string, as V8 keeps it at worst. */
function weight({ what }: Change): number {
  return what.kind === 'edit' ? 2 * what.text.length : 0;
}
