// Our own offer in the mailbox: one connection that waits for an answer, for minutes.
//
//   none ─ want ▶ gathering ─ ready ▶ waiting, its boxes watched ─ answer ▶ answered ─ over ▶ none
//                                        └── after 5 min ▶ replaced

import { equal } from '../../../base/bytes.ts';
import { type Instant, MINUTE_MS } from '../../../base/time.ts';
import { dhKeyPair, type KeyPair } from '../../../crypto/dh.ts';
import { blake2b } from '../../../crypto/hash.ts';
import type { MailboxHour } from '../../../crypto/mailbox.ts';
import type { Random } from '../../../ports/random.ts';
import type { Item } from '../../../wire/bep44.ts';
import { type Beacon, openAnswer } from '../../../wire/mailbox.ts';
import type { Effects } from '../effects.ts';
import type { Opened, Opener } from '../opener.ts';
import { type Box, box } from './box.ts';

/**
 * Our choice: an offer is renewed so often. Readers take what is at most ten minutes old by their
 * own clocks, which may be minutes ahead of ours.
 */
export const OFFER_LIFE_MS = 5 * MINUTE_MS;

/** 16 random bytes name an attempt (DESIGN §4). */
const ATTEMPT_BYTES = 16;
/** DESIGN §4: an answer names the offer by BLAKE2b-16 of its record. */
const RECORD_HASH_BYTES = 16;
const SEED_BYTES = 32;

interface Waiting {
  readonly kind: 'waiting';
  readonly attempt: Uint8Array;
  readonly record: Uint8Array;
  readonly key: KeyPair;
  readonly until: Instant;
  /** By hour; answers come into the box of the hour in which the beacon was found. */
  readonly boxes: Map<number, Box>;
}

type State =
  | { readonly kind: 'none' }
  | { readonly kind: 'gathering'; readonly attempt: Uint8Array }
  | Waiting
  | { readonly kind: 'answered'; readonly attempt: Uint8Array };

export class OwnOffer {
  readonly #random: Random;
  readonly #effects: Effects;
  readonly #opener: Opener;
  #state: State = { kind: 'none' };

  constructor(parts: { random: Random; effects: Effects; opener: Opener }) {
    this.#random = parts.random;
    this.#effects = parts.effects;
    this.#opener = parts.opener;
  }

  /** None is there, on its way, or being answered. */
  get isMissing(): boolean {
    return this.#state.kind === 'none';
  }

  /** It can be found and answered. */
  get isWaiting(): boolean {
    return this.#state.kind === 'waiting';
  }

  /** What is put up for others to find; its maker is asked for a connection first. */
  want(): void {
    if (this.#state.kind !== 'none') return;
    const attempt = this.#random.bytes(ATTEMPT_BYTES);
    this.#state = { kind: 'gathering', attempt };
    this.#effects.push({ kind: 'want-offer', attempt, by: 'mailbox' });
  }

  /** The connection has gathered; gives the beacon to be put up. */
  ready(attempt: Uint8Array, record: Uint8Array, now: Instant): Beacon | undefined {
    if (this.#state.kind !== 'gathering' || !equal(this.#state.attempt, attempt)) return undefined;
    const key = dhKeyPair(this.#random.bytes(SEED_BYTES));
    const until = now + OFFER_LIFE_MS;
    this.#state = { kind: 'waiting', attempt, record, key, until, boxes: new Map() };
    return { record, boxKey: key.publicKey };
  }

  /** Watches its box in each of these hours. */
  watch(hours: readonly MailboxHour[]): void {
    if (this.#state.kind !== 'waiting') return;
    const { boxes, attempt } = this.#state;
    for (const hour of hours) {
      if (boxes.has(hour.hour)) continue;
      const parts = { random: this.#random, effects: this.#effects };
      const opened = box(hour.box(attempt), parts);
      boxes.set(hour.hour, opened);
      this.#effects.dht({ kind: 'watch', target: opened.place.target });
    }
    for (const [hour, { place }] of boxes) {
      if (hours.some((one) => one.hour === hour)) continue;
      boxes.delete(hour);
      this.#effects.dht({ kind: 'unwatch', target: place.target });
    }
  }

  /** An item of one of its boxes: the first valid answer is taken. False when it is none of them. */
  heard(target: Uint8Array, item: Item, now: Instant): boolean {
    if (this.#state.kind !== 'waiting') return false;
    const found = [...this.#state.boxes.values()].find(({ place }) => equal(place.target, target));
    if (found === undefined) return false;
    for (const sealed of found.heard(item, now)) {
      const opened = this.#open(sealed, target, now);
      if (opened !== undefined) return this.#answered(opened);
    }
    return true;
  }

  /** Its link came up, or ended. */
  over(attempt: Uint8Array): boolean {
    const state = this.#state;
    if (state.kind === 'none' || !equal(state.attempt, attempt)) return false;
    this.#unwatch();
    this.#state = { kind: 'none' };
    return true;
  }

  /** Nobody is to find it any more. One that is answered belongs to its link. */
  drop(): void {
    const state = this.#state;
    this.#unwatch();
    if (state.kind === 'gathering' || state.kind === 'waiting') {
      this.#effects.push({ kind: 'drop-offer', attempt: state.attempt });
    }
    this.#state = { kind: 'none' };
  }

  /** When it is too old for readers with other clocks. */
  get deadline(): Instant | undefined {
    return this.#state.kind === 'waiting' ? this.#state.until : undefined;
  }

  #open(sealed: Uint8Array, target: Uint8Array, now: Instant): Opened | undefined {
    if (this.#state.kind !== 'waiting') return undefined;
    const { attempt, record, key } = this.#state;
    const plain = openAnswer(sealed, key, { target, attempt });
    const opened = plain && this.#opener.read(plain, 'answer', now);
    if (opened === undefined) return this.#drop('answer-not-ours');
    const { description } = opened;
    const answers = description.answers && equal(description.answers, hashOf(record));
    const bound = equal(description.attempt, attempt) && answers === true;
    return bound ? opened : this.#drop('answer-to-another-offer');
  }

  #answered(opened: Opened): true {
    this.#unwatch();
    this.#state = { kind: 'answered', attempt: opened.description.attempt };
    this.#effects.push({ kind: 'answer', by: 'mailbox', ...opened });
    return true;
  }

  #unwatch(): void {
    if (this.#state.kind !== 'waiting') return;
    for (const { place } of this.#state.boxes.values()) {
      this.#effects.dht({ kind: 'unwatch', target: place.target });
    }
  }

  #drop(reason: string): undefined {
    this.#effects.drop(reason);
    return undefined;
  }
}

function hashOf(record: Uint8Array): Uint8Array {
  return blake2b(RECORD_HASH_BYTES, record);
}
