// Offers of strangers, and our answers to them (DESIGN §4).
//
//   offer on tracker 1 ▶ opened ▶ new? ▶ within the budget? ▶ `offer`
//   the same offer on tracker 2, or in the mailbox ▶ opened ▶ one route more
//   answer-ready ▶ sealed for each route, back on every one that still stands
//
// The same offer comes under several offer_ids: one for each tracker, and one more whenever its
// sender announces it again, having heard nothing. (sender, attempt) tells that it is the same.

import { BoundedMap } from '../../base/bounded-map.ts';
import { equal, toHex } from '../../base/bytes.ts';
import { type Instant, MINUTE_MS, SECOND_MS } from '../../base/time.ts';
import { TokenBucket } from '../../base/token-bucket.ts';
import { blake2b } from '../../crypto/hash.ts';
import type { Way } from './contract.ts';
import type { Effects } from './effects.ts';
import type { Opened } from './opener.ts';

/** Our choice: twice the tolerance of clocks, so that no offer outlives its memory. */
const REMEMBERED_MS = 20 * MINUTE_MS;

/** Our choice; out of reach of CONSTRUCTION_RATE, which admits 1,208 offers in 20 min. */
const MAX_REMEMBERED = 2_048;

/** Our choice: each admitted offer makes an RTCPeerConnection. */
const CONSTRUCTION_RATE = { perSecond: 1, burst: 8 };
const MAX_PENDING = 16;

/** Our choice: how long a link may gather its answer; it takes a second (DESIGN §2). */
const PENDING_MS = 10 * SECOND_MS;

/** DESIGN §4: "an answerer that hears nothing closes after 8 s"; the offerer needs the rest. */
const ANSWER_USEFUL_MS = 5 * SECOND_MS;

/** Our choice: six trackers on two days, and a few repetitions. */
const MAX_ROUTES = 16;

const RECORD_HASH_BYTES = 16;

/** What became of an offer. */
export type Verdict = 'admitted' | 'replayed' | 'budget';

/** A way back to whoever made an offer. */
export interface Route {
  readonly by: Way;
  /** No two ways share it. */
  readonly name: string;
  answer(record: Uint8Array, now: Instant): void;
}

interface Pending {
  /** (sender, attempt) in hex. */
  readonly name: string;
  readonly since: Instant;
  readonly routes: Route[];
  /** Kept for a while, for routes that are found later. */
  answer: { readonly record: Uint8Array; readonly at: Instant } | undefined;
}

interface Remembered {
  readonly at: Instant;
  /** BLAKE2b-16 of the offer's record. */
  readonly hash: Uint8Array;
}

export class Strangers {
  readonly #effects: Effects;
  readonly #constructions = new TokenBucket(CONSTRUCTION_RATE);
  readonly #remembered = new BoundedMap<string, Remembered>(MAX_REMEMBERED);
  /** By the attempt in hex, which is how `answer-ready` names it. */
  readonly #pending = new Map<string, Pending>();

  constructor(effects: Effects) {
    this.#effects = effects;
  }

  get remembered(): number {
    return this.#remembered.size;
  }

  get pending(): number {
    return this.#pending.size;
  }

  /** An offer that was opened and checked, and how to answer it. */
  offer(opened: Opened, route: Route, now: Instant): Verdict {
    const { sender, attempt } = opened.description;
    const name = toHex(sender) + toHex(attempt);
    this.#forget(now);
    const known = this.#remembered.get(name);
    if (known === undefined) return this.#admit(opened, { name, route, now });
    return this.#again(opened, { known, name, route, now });
  }

  /** The answer goes back on every way on which the offer came. */
  answerReady(attempt: Uint8Array, record: Uint8Array, now: Instant): void {
    const pending = this.#pending.get(toHex(attempt));
    if (pending === undefined || pending.answer !== undefined) return;
    pending.answer = { record, at: now };
    for (const route of pending.routes) route.answer(record, now);
  }

  clear(): void {
    this.#pending.clear();
    this.#remembered.clear();
  }

  #admit(
    { record, description }: Opened,
    { name, route, now }: { readonly name: string; readonly route: Route; readonly now: Instant },
  ): Verdict {
    const key = toHex(description.attempt);
    if (this.#pending.has(key)) return this.#refuse('offer-attempt-taken', 'replayed');
    const gathering = [...this.#pending.values()].filter(({ answer }) => answer === undefined);
    if (gathering.length >= MAX_PENDING || !this.#constructions.take(now)) {
      return this.#refuse('offer-budget', 'budget');
    }
    const hash = blake2b(RECORD_HASH_BYTES, record);
    this.#remembered.set(name, { at: now, hash });
    this.#pending.set(key, { name, since: now, routes: [route], answer: undefined });
    this.#effects.push({ kind: 'offer', by: route.by, record, description });
    return 'admitted';
  }

  /** One way more for the answer, or a replay. */
  #again(
    { record, description }: Opened,
    found: {
      readonly known: Remembered;
      readonly name: string;
      readonly route: Route;
      readonly now: Instant;
    },
  ): Verdict {
    const { known, name, route, now } = found;
    const pending = this.#pending.get(toHex(description.attempt));
    const same = pending?.name === name && equal(known.hash, blake2b(RECORD_HASH_BYTES, record));
    const used = pending?.routes.some((one) => one.name === route.name);
    if (pending === undefined || !same || used || pending.routes.length >= MAX_ROUTES) {
      return this.#refuse('offer-replayed', 'replayed');
    }
    pending.routes.push(route);
    if (pending.answer !== undefined) route.answer(pending.answer.record, now);
    return 'admitted';
  }

  #refuse(reason: string, verdict: Verdict): Verdict {
    this.#effects.drop(reason);
    return verdict;
  }

  #forget(now: Instant): void {
    for (const [name, { at }] of this.#remembered) {
      if (now - at <= REMEMBERED_MS) break;
      this.#remembered.delete(name);
    }
    for (const [key, { since, answer }] of this.#pending) {
      const over =
        answer === undefined ? now - since > PENDING_MS : now - answer.at > ANSWER_USEFUL_MS;
      if (over) this.#pending.delete(key);
    }
  }
}
