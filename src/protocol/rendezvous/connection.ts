// One open socket to a tracker: its identity, its announces, and when the next one is due.
//
//   announce started, offers ▶ response ▶ repeated after 1, 2, 4 … s while the pool is eager
//                                       ▶ keepalive ▶ … ▶ stopped
//
// The client's law is TRACKERS §1.8: one peer_id and one infohash per socket, both new at every
// connect, and an offer_id of its own for every offer that goes out.

import { toBase64Url, toHex } from '../../base/bytes.ts';
import { type Instant, SECOND_MS } from '../../base/time.ts';
import { SEAL_NONCE_BYTES } from '../../crypto/seal.ts';
import type { Random } from '../../ports/random.ts';
import { sealEnvelope } from '../../wire/envelope.ts';
import {
  BINARY_ID_BYTES,
  type BinaryId,
  binaryId,
  binaryIdBytes,
  encodeAnnounce,
  encodeAnswer,
  type SentOffer,
} from '../../wire/tracker.ts';
import type { AnnouncePace } from './announce-pace.ts';
import type { SocketId } from './contract.ts';
import type { Effects } from './effects.ts';
import type { PoolView, ReadyOffer } from './offer-pool.ts';
import { SentOffers } from './sent-offers.ts';

/** Our choice: nobody who is alone waits long for a tracker that says nothing. */
const ISOLATED_REPLY_MS = 4 * SECOND_MS;
const LINKED_REPLY_MS = 20 * SECOND_MS;

/** Our choice: to be counted without an offer is better than to wait for one that gathers slowly. */
const OFFER_PATIENCE_MS = 1.2 * SECOND_MS;

/** TRACKERS §1.8, rule 7: "Announce every min(50 s, 0.9 × interval), not more often than 10 s". */
const MAX_KEEPALIVE_MS = 50 * SECOND_MS;
const MIN_KEEPALIVE_MS = 10 * SECOND_MS;
const INTERVAL_SHARE = 0.9;

/** Our choice, near TRACKERS §1.5: the pool is announced again after 1 s, 2 s, 4 s …, re-sealed. */
const FIRST_REPEAT_MS = SECOND_MS;

/** TRACKERS §1.8, rule 1: "-WW0300- + 12 random base64 chars"; nine bytes make twelve. */
const PEER_ID_PREFIX = '-WW0300-';
const PEER_ID_RANDOM_BYTES = 9;

export interface ConnectionConfig {
  readonly socket: SocketId;
  /** 20 bytes. */
  readonly infohash: Uint8Array;
  readonly sig: Uint8Array;
  /** The tracker's place in the list: each gets the pool in another order. */
  readonly place: number;
  readonly pool: PoolView;
  readonly pace: AnnouncePace;
  readonly random: Random;
  readonly effects: Effects;
}

interface Announced {
  readonly at: Instant;
  /** When the first announce went out that no response has followed. */
  readonly unansweredSince: Instant | undefined;
  /** Which round of isolation the repetitions belong to, and how long until the next. */
  readonly round: number;
  readonly repeatMs: number;
}

export class Connection {
  readonly socket: SocketId;
  readonly peerId: BinaryId;
  readonly since: Instant;
  readonly sent = new SentOffers();
  readonly #config: ConnectionConfig;
  #keepaliveMs = MAX_KEEPALIVE_MS;
  /** Undefined before the first announce, the one that says `started`. */
  #announced: Announced | undefined;
  #answered = false;

  constructor(config: ConnectionConfig, now: Instant) {
    this.#config = config;
    this.socket = config.socket;
    this.since = now;
    this.peerId = freshPeerId(config.random);
  }

  get announced(): boolean {
    return this.#announced !== undefined;
  }

  /** Whether the tracker has responded on this socket. */
  get answered(): boolean {
    return this.#answered;
  }

  responded(intervalMs: number): void {
    const share = Math.floor(INTERVAL_SHARE * intervalMs);
    this.#keepaliveMs = Math.min(MAX_KEEPALIVE_MS, Math.max(MIN_KEEPALIVE_MS, share));
    this.#answered = true;
    if (this.#announced === undefined) return;
    this.#announced = { ...this.#announced, unansweredSince: undefined };
  }

  /** When the tracker counts as silent, unless it responds before. */
  get silentAt(): Instant | undefined {
    const since = this.#announced?.unansweredSince;
    if (since === undefined) return undefined;
    return since + (this.#config.pool.isolated ? ISOLATED_REPLY_MS : LINKED_REPLY_MS);
  }

  /** When the next announce goes out, as things stand. */
  get announceAt(): Instant {
    const { pace } = this.#config;
    const wished =
      this.#announced === undefined
        ? this.#firstAt()
        : Math.min(
            this.#announced.at + this.#keepaliveMs,
            this.#freshAt(this.#announced),
            this.#repeatAt(this.#announced),
          );
    return Math.max(wished, pace.freeAt);
  }

  announce(now: Instant): void {
    const { pool, pace, place } = this.#config;
    const fresh = this.#fresh();
    this.#send(fresh.length > 0 ? fresh : permuted(pool.offers, place), now);
    pace.spend(now);
    const before = this.#announced;
    this.#announced = {
      at: now,
      unansweredSince: before?.unansweredSince ?? now,
      round: pool.round,
      repeatMs: this.#nextRepeatMs(before, now),
    };
  }

  /** Asks whether the tracker is still there: a network that changed closes sockets silently. */
  probe(now: Instant): void {
    const announced = this.#announced;
    if (announced === undefined || announced.unansweredSince !== undefined) return;
    if (now >= this.#config.pace.freeAt) this.announce(now);
  }

  /** Answers the offer that came with these two ids. */
  answer(record: Uint8Array, toPeerId: BinaryId, offerId: BinaryId): void {
    const text = encodeAnswer({
      infohash: binaryId(this.#config.infohash),
      peerId: this.peerId,
      toPeerId,
      offerId,
      sdp: this.#seal('answer', offerId, record),
    });
    this.#config.effects.command(this.socket, { kind: 'send', text });
  }

  /** Says `stopped` if it ever said `started`, and closes. */
  close(): void {
    const { effects, infohash } = this.#config;
    if (this.#announced !== undefined) {
      const identity = { infohash: binaryId(infohash), peerId: this.peerId };
      const text = encodeAnnounce({ ...identity, event: 'stopped', offers: [] });
      effects.command(this.socket, { kind: 'send', text });
    }
    effects.command(this.socket, { kind: 'close' });
  }

  #send(offers: readonly ReadyOffer[], now: Instant): void {
    const text = encodeAnnounce({
      infohash: binaryId(this.#config.infohash),
      peerId: this.peerId,
      event: this.#announced === undefined ? 'started' : undefined,
      offers: offers.map((offer) => this.#sealOffer(offer, now)),
    });
    this.#config.effects.command(this.socket, { kind: 'send', text });
  }

  #sealOffer({ attempt, record }: ReadyOffer, now: Instant): SentOffer {
    const offerId = binaryId(this.#config.random.bytes(BINARY_ID_BYTES));
    this.sent.add(offerId, toHex(attempt), now);
    return { offerId, sdp: this.#seal('offer', offerId, record) };
  }

  #seal(kind: 'offer' | 'answer', offerId: BinaryId, record: Uint8Array): string {
    const { sig, infohash, random } = this.#config;
    const context = binaryIdBytes(offerId);
    return sealEnvelope(record, random.bytes(SEAL_NONCE_BYTES), { sig, infohash, kind, context });
  }

  #firstAt(): Instant {
    const { offers, gatheringSince } = this.#config.pool;
    const waiting = offers.length === 0 && gatheringSince !== undefined;
    return waiting ? this.since + OFFER_PATIENCE_MS : this.since;
  }

  /** Offers that this socket has not carried yet go out together, once none is still gathering. */
  #freshAt(announced: Announced): Instant {
    if (this.#fresh().length === 0) return Number.POSITIVE_INFINITY;
    const { gatheringSince } = this.#config.pool;
    return gatheringSince === undefined ? announced.at : gatheringSince + OFFER_PATIENCE_MS;
  }

  /** A tracker that owes a response is not asked again; it is about to count as silent. */
  #repeatAt(announced: Announced): Instant {
    const { eager, offers, round } = this.#config.pool;
    if (!eager || offers.length === 0 || announced.unansweredSince !== undefined) {
      return Number.POSITIVE_INFINITY;
    }
    return announced.at + (announced.round === round ? announced.repeatMs : FIRST_REPEAT_MS);
  }

  #nextRepeatMs(before: Announced | undefined, now: Instant): number {
    if (before === undefined || before.round !== this.#config.pool.round) return FIRST_REPEAT_MS;
    return now >= this.#repeatAt(before) ? 2 * before.repeatMs : before.repeatMs;
  }

  #fresh(): readonly ReadyOffer[] {
    const { pool, place } = this.#config;
    const fresh = pool.offers.filter(({ attempt }) => !this.sent.carried(toHex(attempt)));
    return permuted(fresh, place);
  }
}

/** In base64 proper, as other clients write it. */
function freshPeerId(random: Random): BinaryId {
  const name = toBase64Url(random.bytes(PEER_ID_RANDOM_BYTES));
  const text = PEER_ID_PREFIX + name.replaceAll('-', '+').replaceAll('_', '/');
  return binaryId(Uint8Array.from(text, (char) => char.charCodeAt(0)));
}

/**
 * The `place`-th order of a list: its rotations, then those of its reversal, which for three are
 * all six. A tracker gives its first offers away first, so that no two trackers spend the same.
 */
export function permuted<T>(list: readonly T[], place: number): readonly T[] {
  if (list.length < 2) return list;
  const turned = Math.floor(place / list.length) % 2 === 1 ? list.toReversed() : list;
  const first = place % list.length;
  return [...turned.slice(first), ...turned.slice(0, first)];
}
