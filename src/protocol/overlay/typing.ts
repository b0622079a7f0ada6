// Who is writing just now: said by each neighbour of itself alone, over the fast channel, where it may
// be lost or come late, and passed on by nobody.
//
//   on ─ TYPING 1 ▶ neighbours, again every 3 s ─▶ shown ── 6 s without, off, or a line of theirs ─▶ not shown
//   off, or a line of ours ─ TYPING 0 ▶ neighbours

import { earliest, type Instant, SECOND_MS } from '../../base/time.ts';
import { TokenBucket } from '../../base/token-bucket.ts';
import { TokenBuckets } from '../../base/token-buckets.ts';
import type { RoomMessage } from '../../wire/message.ts';
import { SPEECH_KIND } from '../../wire/speech.ts';
import { type Commons, roomSize } from './commons.ts';
import type { Neighbour } from './neighbours.ts';

/** Our choice: two may be lost before others think that we stopped. */
export const TYPING_RENEW_MS = 3 * SECOND_MS;
export const TYPING_EXPIRES_MS = 6 * SECOND_MS;
/** Our choice: beyond that, somebody always types, and it is told to nobody. */
export const TYPING_MEMBERS = 50;
/** Our choice: somebody who hesitates starts and stops a few times in a row. */
const SENDS = { perSecond: 1, burst: 4 } as const;
/** Our choice: twice that. */
export const TYPING_RATE = { perSecond: 2, burst: 8 } as const;

/** What is written with the hands, and so is what was being typed. */
const WRITTEN: ReadonlySet<number> = new Set([
  SPEECH_KIND.text,
  SPEECH_KIND.edit,
  SPEECH_KIND.private,
]);

interface Shown {
  readonly id: Uint8Array;
  readonly until: Instant;
}

export class Typing {
  readonly #commons: Commons;
  readonly #sends = new TokenBucket(SENDS);
  readonly #rates = new TokenBuckets<Neighbour>(TYPING_RATE);
  readonly #shown = new Map<string, Shown>();
  #on = false;
  /** What the neighbours were told last, and when. */
  #told = false;
  #toldAt: Instant = 0;
  #deadline: Instant | undefined;

  constructor(commons: Commons) {
    this.#commons = commons;
  }

  /** Whether we are writing ourselves. */
  set(on: boolean): void {
    this.#on = on;
  }

  receive(on: boolean, from: Neighbour, now: Instant): void {
    const { effects, roster } = this.#commons;
    if (!this.#rates.of(from).take(now)) return effects.drop('typing-rate');
    const view = roster.get(from.key)?.view;
    if (view === undefined) return effects.drop('typing-unknown');
    if (!on) return this.#end(from.key);
    const isNews = !this.#shown.has(from.key);
    this.#shown.set(from.key, { id: view.id, until: now + TYPING_EXPIRES_MS });
    if (isNews) effects.push({ kind: 'typing', member: view.id, on: true });
  }

  /** We have said this; what was being typed has gone out. */
  published({ kind }: RoomMessage): void {
    if (WRITTEN.has(kind)) this.#on = false;
  }

  /** This member's line is here. */
  delivered({ kind }: RoomMessage, author: string): void {
    if (WRITTEN.has(kind)) this.#end(author);
  }

  /** Ends what is over, and says again what still holds. */
  review(now: Instant): void {
    for (const [key, { until }] of this.#shown) {
      const isHere = this.#commons.neighbours.to(key) !== undefined;
      if (now >= until || !isHere) this.#end(key);
    }
    const dueAt = this.#dueAt(now);
    if (dueAt !== undefined && now >= dueAt) this.#say(now);
    this.#deadline = earliest([
      this.#dueAt(now),
      ...[...this.#shown.values()].map(({ until }) => until),
    ]);
  }

  get deadline(): Instant | undefined {
    return this.#deadline;
  }

  #dueAt(now: Instant): Instant | undefined {
    if (this.#on !== this.#told) return this.#sends.nextAt(now);
    return this.#on ? this.#toldAt + TYPING_RENEW_MS : undefined;
  }

  #say(now: Instant): void {
    const { neighbours, effects } = this.#commons;
    this.#sends.take(now);
    this.#told = this.#on;
    this.#toldAt = now;
    if (roomSize(this.#commons) > TYPING_MEMBERS) return;
    const links = neighbours.members().map(({ link }) => link);
    effects.sendFast(links, { kind: 'typing', on: this.#on });
  }

  #end(key: string): void {
    const shown = this.#shown.get(key);
    if (shown === undefined) return;
    this.#shown.delete(key);
    this.#commons.effects.push({ kind: 'typing', member: shown.id, on: false });
  }
}
