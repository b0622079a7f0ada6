// The messages kept in memory, so that whoever missed one can still get it (DESIGN §6: "120 s or 2 MB,
// whichever is more, 8 MB at most").

import { Expiry } from '../../base/expiry.ts';
import { type Instant, SECOND_MS } from '../../base/time.ts';
import type { RoomMessage } from '../../wire/message.ts';

/** DESIGN §6, "Rates". */
export const KEEP_MS = 120 * SECOND_MS;
export const KEEP_BYTES = 2 * 1024 * 1024;
export const MAX_STORE_BYTES = 8 * 1024 * 1024;
/** Our choice: what a message weighs beside its bytes, so that empty ones are not free. */
const OVERHEAD_BYTES = 256;

export interface Stored {
  readonly message: RoomMessage;
  /** The sender's id in hex. */
  readonly key: string;
  readonly receivedAt: Instant;
  /** How many messages had been stored before. */
  readonly order: number;
}

export class Store {
  readonly #bySender = new Map<string, Map<number, Stored>>();
  /** In the order of arrival. */
  readonly #all = new Set<Stored>();
  /** Those that end by themselves (DESIGN §6, "lifetime"): they do not stay for the sake of repair. */
  readonly #mortal = new Expiry<Stored>();
  #bytes = 0;
  #count = 0;

  get bytes(): number {
    return this.#bytes;
  }

  /** How many messages were ever stored: what comes next gets this order. */
  get count(): number {
    return this.#count;
  }

  add(key: string, message: RoomMessage, now: Instant): void {
    const stored = { key, message, receivedAt: now, order: this.#count++ };
    const ofSender = this.#bySender.get(key) ?? new Map<number, Stored>();
    this.#bySender.set(key, ofSender);
    ofSender.set(message.seq, stored);
    this.#all.add(stored);
    this.#bytes += weight(stored);
    const { hlc, lifetime } = message;
    if (lifetime.kind === 'after-sending') {
      this.#mortal.set(stored, Math.min(hlc, now) + lifetime.ms);
    }
    this.#evict(now);
  }

  get(key: string, seq: number): Stored | undefined {
    return this.#bySender.get(key)?.get(seq);
  }

  /** What is kept of one sender, in the order of arrival. */
  of(key: string): Iterable<Stored> {
    return this.#bySender.get(key)?.values() ?? [];
  }

  /** It has vanished from the screen here: nobody gets it from us any more. */
  forget(key: string, seq: number): void {
    const stored = this.get(key, seq);
    if (stored !== undefined) this.#delete(stored);
  }

  /** Drops what has outlived its own lifetime. */
  wake(now: Instant): void {
    for (const stored of this.#mortal.take(now)) this.#delete(stored);
  }

  get deadline(): Instant | undefined {
    return this.#mortal.deadline;
  }

  #evict(now: Instant): void {
    for (const oldest of this.#all) {
      const aged = now - oldest.receivedAt > KEEP_MS;
      if (this.#bytes <= (aged ? KEEP_BYTES : MAX_STORE_BYTES)) return;
      this.#delete(oldest);
    }
  }

  #delete(stored: Stored): void {
    const ofSender = this.#bySender.get(stored.key);
    ofSender?.delete(stored.message.seq);
    if (ofSender?.size === 0) this.#bySender.delete(stored.key);
    this.#all.delete(stored);
    this.#mortal.delete(stored);
    this.#bytes -= weight(stored);
  }
}

function weight(stored: Stored): number {
  return stored.message.bytes.length + OVERHEAD_BYTES;
}
