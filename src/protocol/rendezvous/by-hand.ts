// Meeting with no server at all: two codes that people carry between two screens.
//
//   hand-offer ▶ (a link gathers) ▶ hand-code, an offer ── shown, scanned or pasted ──▶ hand-code in
//   hand-code in ◀── shown, scanned or pasted ── hand-code, an answer ◀ (a link answers) ◀────┘
//   `answer`, hand-taken
//
// What is pasted is judged in this order, and each refusal says why: form ▶ seal ▶ version ▶ sender ▶
// clock ▶ seen before. Nothing is kept of a code, and no connection made, before the seal has shown
// that its maker knows the phrase.

import { equal, toHex } from '../../base/bytes.ts';
import { earliest, type Instant } from '../../base/time.ts';
import { blake2b } from '../../crypto/hash.ts';
import { utcDay } from '../../crypto/keys.ts';
import { SEAL_NONCE_BYTES } from '../../crypto/seal.ts';
import { parseDescription, type SessionDescription } from '../../wire/description.ts';
import { type HandCode, openHandCode, parseHandCode, sealHandCode } from '../../wire/hand-code.ts';
import type { HandRefusal, HandRequest, RendezvousConfig } from './contract.ts';
import type { Effects } from './effects.ts';
import { CLOCK_TOLERANCE_MS, type Opened } from './opener.ts';
import type { Strangers } from './strangers.ts';

/** The clock window: the whole exchange has this long, from the making of the first code. */
export const HAND_LIFE_MS = CLOCK_TOLERANCE_MS;
/** Our choice: a code for each of a few people; every one holds a connection open. */
export const MAX_HAND_OFFERS = 4;
export const MAX_HAND_ANSWERS = 4;

/** 16 random bytes name an attempt (DESIGN §4). */
const ATTEMPT_BYTES = 16;
/** DESIGN §4: an answer names the offer by BLAKE2b-16 of its record. */
const RECORD_HASH_BYTES = 16;

interface Offer {
  readonly attempt: Uint8Array;
  readonly request: HandRequest;
  readonly until: Instant;
  /** What an answer must name; undefined while the link gathers. */
  hash: Uint8Array | undefined;
  /** Its link owns it, until that comes up or fails; a second answer is told so. */
  answered: boolean;
}

interface Answer {
  readonly request: HandRequest;
  readonly until: Instant;
  /** Undefined while the link gathers. */
  text: string | undefined;
}

export interface ByHandParts {
  readonly config: RendezvousConfig;
  readonly effects: Effects;
  readonly strangers: Strangers;
}

export class ByHand {
  readonly #config: RendezvousConfig;
  readonly #effects: Effects;
  readonly #strangers: Strangers;
  readonly #offers = new Map<string, Offer>();
  readonly #answers = new Map<string, Answer>();

  constructor({ config, effects, strangers }: ByHandParts) {
    this.#config = config;
    this.#effects = effects;
    this.#strangers = strangers;
  }

  /** What is kept in memory, for tests of its bounds. */
  get open(): number {
    return this.#offers.size + this.#answers.size;
  }

  get deadline(): Instant | undefined {
    const all = [...this.#offers.values(), ...this.#answers.values()];
    return earliest(all.map(({ until }) => until));
  }

  /** The person wants a code to give away. */
  want(request: HandRequest, now: Instant): void {
    if (this.#offers.size >= MAX_HAND_OFFERS) return this.#refuse(request, 'too-many');
    const attempt = this.#config.random.bytes(ATTEMPT_BYTES);
    const until = now + HAND_LIFE_MS;
    this.#offers.set(toHex(attempt), { attempt, request, until, hash: undefined, answered: false });
    this.#effects.push({ kind: 'want-offer', attempt, by: 'hand' });
  }

  /** The person was given a code. */
  take(text: string, request: HandRequest, now: Instant): void {
    const code = parseHandCode(text);
    if (!code.ok) return this.#refuse(request, code.reason);
    const opened = this.#open(code.value, now);
    if (typeof opened === 'string') this.#refuse(request, opened);
    else if (code.value.kind === 'answer') this.#takeAnswer(opened, request);
    else this.#takeOffer(opened, request, now);
  }

  offerReady(attempt: Uint8Array, record: Uint8Array, now: Instant): void {
    const offer = this.#offers.get(toHex(attempt));
    if (offer === undefined || offer.hash !== undefined) return;
    offer.hash = blake2b(RECORD_HASH_BYTES, record);
    const text = this.#seal('offer', record, now);
    this.#effects.push({ kind: 'hand-code', request: offer.request, role: 'offer', text });
  }

  /** An offer's link came up, or came to nothing. */
  offerOver(attempt: Uint8Array): void {
    const key = toHex(attempt);
    const offer = this.#offers.get(key);
    if (offer?.hash === undefined && offer !== undefined)
      this.#refuse(offer.request, 'unavailable');
    this.#offers.delete(key);
  }

  /** The link that was to answer came up, or came to nothing; `met` when there was no need for it. */
  answerOver(attempt: Uint8Array, met: boolean): void {
    const key = toHex(attempt);
    const answer = this.#answers.get(key);
    if (answer !== undefined && answer.text === undefined) {
      this.#refuse(answer.request, met ? 'already-here' : 'unavailable');
    }
    this.#answers.delete(key);
  }

  /** Ends what is over: a code that nobody took in time, or one that never came to be. */
  sync(now: Instant): void {
    for (const [key, { attempt, request, until, hash, answered }] of this.#offers) {
      if (now < until) continue;
      this.#offers.delete(key);
      if (hash === undefined) this.#refuse(request, 'unavailable');
      if (!answered) this.#effects.push({ kind: 'drop-offer', attempt });
    }
    for (const [key, { request, until, text }] of this.#answers) {
      if (now < until) continue;
      this.#answers.delete(key);
      if (text === undefined) this.#refuse(request, 'unavailable');
    }
  }

  stop(): void {
    this.#offers.clear();
    this.#answers.clear();
  }

  /** The record inside, checked; or why not. Yesterday's and tomorrow's seals tell a late code. */
  #open(code: HandCode, now: Instant): Opened | HandRefusal {
    const { keys, self } = this.#config;
    const today = utcDay(now);
    const days = [today, today - 1, today + 1].filter((day) => day >= 0);
    const record = days
      .map((day) => openHandCode(code, { sig: keys.sig, infohash: keys.infohash(day) }))
      .find((opened) => opened !== undefined);
    if (record === undefined) return 'not-this-room';
    const parsed = parseDescription(record);
    if (!parsed.ok) return parsed.reason === 'version' ? 'other-version' : 'malformed';
    const description = parsed.value;
    if ((description.answers === undefined) !== (code.kind === 'offer')) return 'malformed';
    if (equal(description.sender, self)) return 'own';
    const skewMs = Math.abs(description.sentAt - now);
    return skewMs > CLOCK_TOLERANCE_MS ? 'out-of-time' : { record, description };
  }

  #takeOffer(opened: Opened, request: HandRequest, now: Instant): void {
    const { attempt } = opened.description;
    const key = toHex(attempt);
    if (this.#answers.has(key)) return this.#refuse(request, 'used');
    if (this.#answers.size >= MAX_HAND_ANSWERS) return this.#refuse(request, 'too-many');
    this.#answers.set(key, { request, until: now + HAND_LIFE_MS, text: undefined });
    const verdict = this.#strangers.offer(
      opened,
      {
        by: 'hand',
        name: `hand ${key}`,
        answer: (record, at) => this.#answerReady(key, record, at),
      },
      now,
    );
    if (verdict === 'admitted') return;
    this.#answers.delete(key);
    this.#refuse(request, verdict === 'budget' ? 'too-many' : 'used');
  }

  #answerReady(key: string, record: Uint8Array, now: Instant): void {
    const answer = this.#answers.get(key);
    if (answer === undefined) return;
    answer.text = this.#seal('answer', record, now);
    const { request, text } = answer;
    this.#effects.push({ kind: 'hand-code', request, role: 'answer', text });
  }

  #takeAnswer(opened: Opened, request: HandRequest): void {
    const offer = this.#offers.get(toHex(opened.description.attempt));
    if (offer === undefined || !names(opened.description, offer)) {
      return this.#refuse(request, 'unasked');
    }
    if (offer.answered) return this.#refuse(request, 'used');
    offer.answered = true;
    this.#effects.push({ kind: 'answer', by: 'hand', ...opened });
    this.#effects.push({ kind: 'hand-taken', request });
  }

  /** Under the day of its making: whoever opens it in time lives in that day, or next to it. */
  #seal(kind: 'offer' | 'answer', record: Uint8Array, now: Instant): string {
    const { keys, random } = this.#config;
    const infohash = keys.infohash(utcDay(now));
    return sealHandCode(record, random.bytes(SEAL_NONCE_BYTES), { sig: keys.sig, infohash, kind });
  }

  #refuse(request: HandRequest, reason: HandRefusal): void {
    this.#effects.push({ kind: 'hand-refused', request, reason });
  }
}

function names({ answers }: SessionDescription, { hash }: Offer): boolean {
  return answers !== undefined && hash !== undefined && equal(answers, hash);
}
