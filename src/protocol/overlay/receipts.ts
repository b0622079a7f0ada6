// Who holds our messages, and telling others that we hold theirs (DESIGN §6, "Receipts").
//
//   up to 8 members   ACK to the author, cumulative, at most every 50 ms per link
//   otherwise, and    BEAT (beats.ts)
//   for non-neighbours

import { fromHex, toHex } from '../../base/bytes.ts';
import { earliest, type Instant } from '../../base/time.ts';
import type { FrontierEntry } from '../../wire/overlay.ts';
import { type Commons, roomSize, SMALL_ROOM_MEMBERS } from './commons.ts';

/** DESIGN §6: "a cumulative acknowledgement per link, at most every 50 ms". */
export const ACK_INTERVAL_MS = 50;

export class Receipts {
  readonly #commons: Commons;
  /** By member, up to which of our messages it holds. */
  readonly #held = new Map<string, number>();
  /** Authors whose newest messages are not acknowledged to them yet. */
  readonly #owed = new Set<string>();
  /** By author, what our last ACK said and when. */
  readonly #acked = new Map<string, { readonly upTo: number; readonly at: Instant }>();

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
    for (const { sender, upTo } of entries) {
      if (toHex(sender) === this.#commons.self) this.hear(from, upTo);
    }
  }

  /** `member` says that it holds our messages up to `seq`. */
  hear(member: string, seq: number): void {
    const { frontier, effects, roster, self } = this.#commons;
    if (seq > frontier.upTo(self)) return effects.drop('acknowledged-unsent');
    const card = roster.cardOf(member);
    if (seq <= (this.#held.get(member) ?? 0) || card === undefined) return;
    this.#held.set(member, seq);
    effects.push({ kind: 'acknowledged', member: card.id, seq });
  }

  /** Whether anybody else is known to hold our message `seq`. */
  isHeld(seq: number): boolean {
    for (const upTo of this.#held.values()) if (upTo >= seq) return true;
    return false;
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
    const upTo = frontier.upTo(author);
    const isNews = upTo !== (this.#acked.get(author)?.upTo ?? 0);
    if (neighbour === undefined || !isNews || roomSize(this.#commons) > SMALL_ROOM_MEMBERS) return;
    this.#acked.set(author, { upTo, at: now });
    effects.send(neighbour.link, { kind: 'ack', entries: [{ sender: fromHex(author), upTo }] });
  }
}
