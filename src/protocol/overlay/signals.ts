// SIGNAL: offers and answers on their way through members (OVERLAY.md, "SIGNAL routing").
//
//   A ─ SIGNAL to C ▶ B ─ SIGNAL to C ▶ C          along the learned way,
//   A ─ SIGNAL to C ▶ everybody, TTL 8             flooded once when none is known

import { BoundedMap } from '../../base/bounded-map.ts';
import { toHex } from '../../base/bytes.ts';
import { type Instant, MINUTE_MS } from '../../base/time.ts';
import { TokenBuckets } from '../../base/token-buckets.ts';
import { SIGNAL_NONCE_BYTES, type SignalFrame } from '../../wire/overlay.ts';
import type { Commons } from './commons.ts';
import { Envelopes, type Opened, type Outgoing } from './envelopes.ts';
import type { Neighbour } from './neighbours.ts';

/** OVERLAY.md, "SIGNAL routing": "flood with TTL 8 once". */
export const SIGNAL_TTL = 8;
/** Our choice: floods come round within seconds; the bound is what all links may bring. */
export const MAX_NONCES = 4_096;
export const NONCE_LIFETIME_MS = MINUTE_MS;
/** Our choice: a neighbour's own and those it carries for a room that forms. */
export const SIGNAL_RATE = { perSecond: 20, burst: 100 } as const;

/** An envelope that reached us and passed every check. */
export interface Received extends Opened {
  readonly from: Uint8Array;
}

export class Signals {
  readonly #commons: Commons;
  readonly #envelopes: Envelopes;
  readonly #seen = new BoundedMap<string, Instant>(MAX_NONCES);
  readonly #rates = new TokenBuckets<Neighbour>(SIGNAL_RATE);

  constructor(commons: Commons) {
    this.#commons = commons;
    this.#envelopes = new Envelopes(commons);
  }

  /** False when nobody can carry it. */
  send(outgoing: Outgoing, now: Instant): boolean {
    const envelope = this.#envelopes.seal(outgoing);
    if (envelope === undefined) return false;
    const { identity, random } = this.#commons;
    const nonce = random.bytes(SIGNAL_NONCE_BYTES);
    this.#seen.set(toHex(nonce), now);
    const frame = {
      kind: 'signal',
      to: outgoing.to.id,
      from: identity.id,
      nonce,
      envelope,
    } as const;
    return this.#pass({ ...frame, ttl: SIGNAL_TTL }, undefined, now) > 0;
  }

  /** What is meant for us; the rest is passed on. */
  receive(frame: SignalFrame, from: Neighbour, now: Instant): Received | undefined {
    const { effects, roster, self } = this.#commons;
    if (this.#isSeen(toHex(frame.nonce), now)) return undefined;
    if (!this.#rates.of(from).take(now)) return this.#refuse('signal-rate');
    this.#seen.set(toHex(frame.nonce), now);
    if (toHex(frame.to) !== self) {
      this.#relay(frame, from, now);
      return undefined;
    }
    const sender = roster.get(toHex(frame.from));
    if (sender === undefined) return this.#refuse('signal-stranger');
    const opened = this.#envelopes.open(frame.envelope, sender.card, now);
    if (opened.ok) return { ...opened.value, from: sender.card.id };
    if (isOffence(opened.reason)) from.meter.junk(now);
    effects.drop(opened.reason);
    return undefined;
  }

  #relay(frame: SignalFrame, from: Neighbour, now: Instant): void {
    if (frame.ttl <= 1) return this.#refuse('signal-ttl');
    this.#pass({ ...frame, ttl: Math.min(frame.ttl, SIGNAL_TTL) - 1 }, from, now);
  }

  /** On how many links it went out. */
  #pass(frame: SignalFrame, from: Neighbour | undefined, now: Instant): number {
    const { effects, neighbours, routes } = this.#commons;
    const sender = toHex(frame.from);
    const next = routes.next(toHex(frame.to), neighbours, now);
    const links =
      next !== undefined && next !== from
        ? [next]
        : neighbours.live().filter(({ key }) => key !== from?.key && key !== sender);
    effects.sendAll(
      links.map(({ link }) => link),
      frame,
    );
    return links.length;
  }

  #isSeen(nonce: string, now: Instant): boolean {
    const seenAt = this.#seen.get(nonce);
    return seenAt !== undefined && now - seenAt < NONCE_LIFETIME_MS;
  }

  #refuse(reason: string): undefined {
    this.#commons.effects.drop(reason);
  }
}

/** Whoever carries an envelope can't see these; only its maker could have known better. */
function isOffence(reason: string): boolean {
  return reason !== 'envelope-clock' && reason !== 'description-version';
}
