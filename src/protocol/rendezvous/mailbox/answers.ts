// Our answers to offers that were found in slots: which are tried, a few at a time, and the boxes
// that they are put into.

import { BoundedMap } from '../../../base/bounded-map.ts';
import { equal, toHex } from '../../../base/bytes.ts';
import { earliest, type Instant, SECOND_MS } from '../../../base/time.ts';
import type { MailboxHour } from '../../../crypto/mailbox.ts';
import { SEAL_NONCE_BYTES } from '../../../crypto/seal.ts';
import type { Random } from '../../../ports/random.ts';
import type { SessionDescription } from '../../../wire/description.ts';
import { type Beacon, MAX_MAILBOX_RECORD_BYTES, sealAnswer } from '../../../wire/mailbox.ts';
import type { Effects } from '../effects.ts';
import type { Opened } from '../opener.ts';
import type { Route, Strangers } from '../strangers.ts';
import { type Box, box } from './box.ts';

/** Our choice: each makes a connection; the second is for when the first one's maker has gone. */
const MAX_ANSWERING = 2;
/** Our choice: the offerer looks into its box every two to ten seconds, and then connects. */
export const ANSWERING_MS = 20 * SECOND_MS;
/** Our choice: sixteen beacons can be seen at once, and each comes again for ten minutes. */
const MAX_TRIED = 512;
const SEED_BYTES = 32;

/** An offer that was found, and where. */
export interface Found {
  readonly beacon: Beacon;
  readonly opened: Opened;
  readonly hour: MailboxHour;
}

interface Answering {
  readonly until: Instant;
  box: Box | undefined;
}

export class Answers {
  readonly #random: Random;
  readonly #effects: Effects;
  readonly #strangers: Strangers;
  readonly #answering = new Map<string, Answering>();
  readonly #tried = new BoundedMap<string, true>(MAX_TRIED);

  constructor(parts: { random: Random; effects: Effects; strangers: Strangers }) {
    this.#random = parts.random;
    this.#effects = parts.effects;
    this.#strangers = parts.strangers;
  }

  /** Whether another offer may be answered now. */
  get hasRoom(): boolean {
    return this.#answering.size < MAX_ANSWERING;
  }

  get isIdle(): boolean {
    return this.#answering.size === 0;
  }

  wasTried({ attempt }: SessionDescription): boolean {
    return this.#tried.has(toHex(attempt));
  }

  /** Has a connection made that answers it. */
  answer(found: Found, now: Instant): void {
    const { attempt } = found.opened.description;
    const key = toHex(attempt);
    this.#tried.set(key, true);
    const route: Route = {
      by: 'mailbox',
      name: `mailbox ${found.hour.hour} ${key}`,
      answer: (record, at) => this.#put(found, record, at),
    };
    this.#answering.set(key, { until: now + ANSWERING_MS, box: undefined });
    this.#strangers.offer(found.opened, route, now);
  }

  /** The box with this target, if we have put an answer there. */
  at(target: Uint8Array): Box | undefined {
    for (const { box: opened } of this.#answering.values()) {
      if (opened !== undefined && equal(opened.place.target, target)) return opened;
    }
    return undefined;
  }

  /** An answer lies in its box; who else has put one there, over ours maybe, is seen by looking. */
  stored(opened: Box, copies: number, now: Instant): void {
    opened.stored(copies, now);
    opened.read(now);
  }

  /** The link that was to answer this offer came up, or came to nothing. */
  over(attempt: Uint8Array): void {
    this.#answering.delete(toHex(attempt));
  }

  clear(): void {
    this.#answering.clear();
  }

  sync(now: Instant): void {
    for (const [key, { until, box: opened }] of this.#answering) {
      if (now >= until) this.#answering.delete(key);
      else opened?.sync(now);
    }
  }

  get deadline(): Instant | undefined {
    const all = [...this.#answering.values()];
    return earliest(all.flatMap(({ until, box: opened }) => [until, opened?.deadline]));
  }

  #put({ beacon, opened, hour }: Found, record: Uint8Array, now: Instant): void {
    const { attempt } = opened.description;
    const answering = this.#answering.get(toHex(attempt));
    if (answering === undefined || record.length > MAX_MAILBOX_RECORD_BYTES) return;
    const place = hour.box(attempt);
    const to = {
      recipient: beacon.boxKey,
      ephemeralSeed: this.#random.bytes(SEED_BYTES),
      nonce: this.#random.bytes(SEAL_NONCE_BYTES),
    };
    const sealed = sealAnswer(record, to, { target: place.target, attempt });
    if (sealed === undefined) return this.#effects.drop('beacon-key');
    answering.box = box(place, { random: this.#random, effects: this.#effects });
    // Written at once, since looking takes seconds.
    answering.box.want(sealed, { look: false }, now);
  }
}
