// The state behind the strict double: who is in which swarm on which socket, which offers are out,
// and the rules that need a memory. It has no sockets of its own.

import type { Frame } from './client.ts';
import { closing, noted, type Violation } from './rules.ts';

/** One client as the double sees it. */
export interface Seat {
  infoHash: string | undefined;
  peerId: string | undefined;
  announces: number;
  /** Announces it may still send at once; refilled with time. */
  allowance: number;
  allowanceAtMs: number;
  stopped: boolean;
}

export interface RelayedOffer {
  readonly from: string;
  readonly to: Seat;
  readonly atMs: number;
  answered: boolean;
}

export interface SwarmRules {
  readonly announceIntervalMs: number;
  readonly announceBurst: number;
  readonly answerLifetimeMs: number;
  readonly usedIds: Set<string>;
}

export class StrictSwarms {
  /** By infohash, then by peer id. */
  readonly swarms = new Map<string, Map<string, Seat>>();
  readonly #offers = new Map<string, RelayedOffer>();
  readonly #departed = new Set<string>();
  readonly #rules: SwarmRules;

  constructor(rules: SwarmRules) {
    this.#rules = rules;
  }

  newSeat(nowMs: number): Seat {
    return {
      infoHash: undefined,
      peerId: undefined,
      announces: 0,
      allowance: this.#rules.announceBurst,
      allowanceAtMs: nowMs,
      stopped: false,
    };
  }

  members(infoHash: string): Map<string, Seat> {
    const known = this.swarms.get(infoHash);
    if (known) return known;
    const fresh = new Map<string, Seat>();
    this.swarms.set(infoHash, fresh);
    return fresh;
  }

  /** One peer id and one infohash per socket; a peer id new at every connect (TRACKERS §1.8). */
  checkIdentity(seat: Seat, message: Frame): Violation[] {
    const infoHash = String(message.info_hash);
    const peerId = String(message.peer_id);
    if (seat.peerId === undefined || seat.infoHash === undefined) {
      if ('answer' in message) return [closing('answer-before-announce')];
      seat.infoHash = infoHash;
      seat.peerId = peerId;
      return this.#claim(`peer ${peerId}`) ? [] : [noted('peer-id-used-before')];
    }
    return [
      ...(seat.infoHash === infoHash ? [] : [closing('second-info-hash')]),
      ...(seat.peerId === peerId ? [] : [closing('second-peer-id')]),
    ];
  }

  /** What an announce breaks given those before it. Also counts it. */
  checkAnnounce(seat: Seat, message: Frame, nowMs: number): Violation[] {
    const first = seat.announces++ === 0;
    const started = message.event === 'started';
    const stale = offersOf(message).filter(({ offer_id }) => !this.#claim(`offer ${offer_id}`));
    return [
      ...(first && !started ? [noted('first-announce-not-started')] : []),
      ...(!first && started ? [noted('started-twice')] : []),
      ...(seat.stopped ? [noted('announce-after-stopped')] : []),
      ...(stale.length > 0 ? [noted('offer-id-used-before')] : []),
      ...(this.#withinAllowance(seat, nowMs) ? [] : [noted('announce-too-often')]),
    ];
  }

  relayed(offerId: string, offer: RelayedOffer): void {
    this.#offers.set(offerId, offer);
  }

  /** Takes an answer to an offer that arrived on this socket, once, while it lasts. */
  takeAnswer(seat: Seat, message: Frame, nowMs: number): Violation | undefined {
    const offer = this.#offers.get(String(message.offer_id));
    if (!offer || offer.to !== seat || offer.from !== message.to_peer_id) {
      return noted('answer-without-offer');
    }
    if (offer.answered) return noted('second-answer');
    if (nowMs - offer.atMs > this.#rules.answerLifetimeMs) return noted('late-answer');
    offer.answered = true;
    return undefined;
  }

  /** Somebody who was here and left is normal; somebody who never was is not. */
  wasHere(infoHash: string, peerId: string): boolean {
    return this.#departed.has(infoHash + peerId);
  }

  leave(seat: Seat): void {
    const { infoHash = '', peerId = '' } = seat;
    const swarm = this.swarms.get(infoHash);
    if (swarm?.get(peerId) !== seat) return;
    swarm.delete(peerId);
    this.#departed.add(infoHash + peerId);
    if (swarm.size === 0) this.swarms.delete(infoHash);
  }

  #withinAllowance(seat: Seat, nowMs: number): boolean {
    const { announceIntervalMs, announceBurst } = this.#rules;
    const gained = (nowMs - seat.allowanceAtMs) / announceIntervalMs;
    seat.allowance = Math.min(announceBurst, seat.allowance + gained) - 1;
    seat.allowanceAtMs = nowMs;
    return seat.allowance >= 0;
  }

  #claim(name: string): boolean {
    if (this.#rules.usedIds.has(name)) return false;
    this.#rules.usedIds.add(name);
    return true;
  }
}

export function offersOf(message: Frame): Frame[] {
  return Array.isArray(message.offers) ? (message.offers as Frame[]) : [];
}
