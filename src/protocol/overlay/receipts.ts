// Who holds our messages, and telling others that we hold theirs (DESIGN §6, "Receipts").
//
//   up to 8 members   ACK to the author, of all that we hold, at most every 50 ms per link
//   otherwise, and    BEAT (beats.ts)
//   for non-neighbours

import { toHex } from '../../base/bytes.ts';
import { Held } from '../../base/held.ts';
import { earliest, type Instant } from '../../base/time.ts';
import type { FrontierEntry } from '../../wire/overlay.ts';
import { type Commons, roomSize, SMALL_ROOM_MEMBERS } from './commons.ts';
import { MAX_HOLES } from './frontier.ts';

/** DESIGN §6: "a cumulative acknowledgement per link, at most every 50 ms". */
export const ACK_INTERVAL_MS = 50;

export class Receipts {
  readonly #commons: Commons;
  /** By member, which of our messages it holds. */
  readonly #held = new Map<string, Held>();
  #heldUpTo = 0;
  /** Authors whose newest messages are not acknowledged to them yet. */
  readonly #owed = new Set<string>();
  /** By author, what our last ACK said and when. */
  readonly #acked = new Map<string, { readonly entry: FrontierEntry; readonly at: Instant }>();

  constructor(commons: Commons) {
    this.#commons = commons;
  }

  /** We hold more of this author than before. */
  owe(author: string): void {
    this.#owed.add(author);
  }

  review(now: Instant): void {
    for (const author of this.#owed) {
      if (now < this.#dueAt(author)) continue;
      this.#owed.delete(author);
      this.#acknowledge(author, now);
    }
  }

  get deadline(): Instant | undefined {
    return earliest([...this.#owed].map((author) => this.#dueAt(author)));
  }

  /** An ACK of a neighbour, or the frontier in its SYNC. */
  receive(entries: readonly FrontierEntry[], from: string): void {
    for (const entry of entries) {
      if (toHex(entry.sender) === this.#commons.self) this.#hear(from, entry);
    }
  }

  /** The highest number of our messages that anybody else was ever known to hold. */
  get heldUpTo(): number {
    return this.#heldUpTo;
  }

  /** Whether anybody else is known to hold our message `seq`. */
  isHeld(seq: number): boolean {
    for (const held of this.#held.values()) if (held.holds(seq)) return true;
    return false;
  }

  #hear(member: string, { since, upTo }: FrontierEntry): void {
    const { frontier, effects, roster, self } = this.#commons;
    if (upTo > frontier.upTo(self)) return effects.drop('acknowledged-unsent');
    const card = roster.cardOf(member);
    if (card === undefined || since === upTo) return;
    const held = this.#held.get(member) ?? new Held(MAX_HOLES);
    this.#held.set(member, held);
    if (held.take(since, upTo).length === 0) return;
    this.#heldUpTo = Math.max(this.#heldUpTo, upTo);
    effects.push({ kind: 'acknowledged', member: card.id, since, upTo });
  }

  forget(key: string): void {
    this.#held.delete(key);
    this.#owed.delete(key);
    this.#acked.delete(key);
  }

  #dueAt(author: string): Instant {
    const acked = this.#acked.get(author);
    return acked === undefined ? 0 : acked.at + ACK_INTERVAL_MS;
  }

  /** What is not sent now for want of a link is told by the SYNC of the next one. */
  #acknowledge(author: string, now: Instant): void {
    const { neighbours, effects, frontier } = this.#commons;
    const neighbour = neighbours.to(author);
    const entry = frontier.entry(author);
    const told = this.#acked.get(author)?.entry;
    const isNews = entry.upTo > entry.since && !isSame(entry, told);
    if (neighbour === undefined || !isNews || roomSize(this.#commons) > SMALL_ROOM_MEMBERS) return;
    this.#acked.set(author, { entry, at: now });
    effects.send(neighbour.link, { kind: 'ack', entries: [entry] });
  }
}

function isSame(entry: FrontierEntry, told: FrontierEntry | undefined): boolean {
  return entry.since === told?.since && entry.upTo === told.upTo;
}
