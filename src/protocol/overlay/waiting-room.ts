// Messages whose author is not known yet, or not yet from which number on it speaks to us: what it says
// of itself may come by a longer way than its words.

import { BoundedQueue } from '../../base/bounded-queue.ts';
import { equal } from '../../base/bytes.ts';
import { type Instant, SECOND_MS } from '../../base/time.ts';
import type { RoomMessage } from '../../wire/message.ts';
import type { LinkId } from './contract.ts';

/** Our choice: a second's worth of one fast author, and little enough for a room full of strangers. */
export const MAX_WAITING = { items: 64, bytes: 256 * 1024 } as const;
/** Our choice: as often as everybody renews its STATE. */
export const WAIT_MS = 30 * SECOND_MS;

export interface Waiting {
  /** The author's id in hex. */
  readonly key: string;
  readonly message: RoomMessage;
  readonly hop: number;
  readonly link: LinkId;
  readonly since: Instant;
}

export class WaitingRoom {
  readonly #queue = new BoundedQueue<Waiting>(MAX_WAITING);

  /** False when there is no room. Every neighbour brings a copy; one is enough. */
  add(waiting: Waiting): boolean {
    const { bytes } = waiting.message;
    for (const each of this.#queue) if (equal(each.message.bytes, bytes)) return true;
    return this.#queue.push(waiting, bytes.length);
  }

  /** Everything of one author, in the order of arrival. */
  take(key: string): Waiting[] {
    const all = [...this.#queue];
    const taken = all.filter((waiting) => waiting.key === key);
    if (taken.length > 0) this.#refill(all.filter((waiting) => waiting.key !== key));
    return taken;
  }

  /** Drops what has waited too long and tells how many that were. */
  expire(now: Instant): number {
    let expired = 0;
    for (let first = this.#queue.peek(); first !== undefined; first = this.#queue.peek()) {
      if (now < first.since + WAIT_MS) break;
      this.#queue.shift();
      expired += 1;
    }
    return expired;
  }

  get deadline(): Instant | undefined {
    const first = this.#queue.peek();
    return first === undefined ? undefined : first.since + WAIT_MS;
  }

  #refill(waiting: readonly Waiting[]): void {
    this.#queue.clear();
    for (const each of waiting) this.add(each);
  }
}
