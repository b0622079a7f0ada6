// Meeting members through members: joins who is to connect (introductions) with how offers and
// answers travel (signals), and keeps out whoever flooded us.

import { BoundedMap } from '../../base/bounded-map.ts';
import { toHex } from '../../base/bytes.ts';
import { type Instant, MINUTE_MS } from '../../base/time.ts';
import { MAX_NEIGHBOURS } from '../../wire/member-state.ts';
import type { SignalFrame } from '../../wire/overlay.ts';
import type { Commons } from './commons.ts';
import type { OverlayInput } from './contract.ts';
import { Introductions } from './introductions.ts';
import type { Neighbour } from './neighbours.ts';
import { type Received, Signals } from './signals.ts';

/** Our choice: whoever lost its link for flooding gets no other one for a while. */
export const BAN_MS = MINUTE_MS;
const MAX_BANS = 64;

export class Meetings {
  readonly #commons: Commons;
  readonly #signals: Signals;
  readonly #introductions: Introductions;
  readonly #bans = new BoundedMap<string, Instant>(MAX_BANS);

  constructor(commons: Commons) {
    this.#commons = commons;
    this.#signals = new Signals(commons);
    this.#introductions = new Introductions(commons);
  }

  get deadline(): Instant | undefined {
    return this.#introductions.deadline;
  }

  /** Asks for a connection with everybody present who has no living link and is due. */
  review(now: Instant): void {
    const { neighbours, roster, effects } = this.#commons;
    const full = this.#isFull();
    const candidates = roster
      .present()
      .filter(({ key, view }) => view?.reach === 'through' && !this.isBanned(key, now))
      .filter(({ key }) => !full || neighbours.to(key) !== undefined)
      .map(({ key, card }) => ({ key, id: card.id }));
    for (const connect of this.#introductions.review(candidates, now)) {
      effects.push({ kind: 'connect', ...connect });
    }
  }

  /** A record that is to reach a member. */
  send(input: Extract<OverlayInput, { readonly kind: 'signal' }>, now: Instant): void {
    const { to, role, attempt, record } = input;
    const card = this.#commons.roster.get(toHex(to))?.card;
    if (card !== undefined && this.#signals.send({ to: card, role, attempt, record }, now)) return;
    this.#commons.effects.drop('signal-no-way');
    this.failed(to, attempt, now);
  }

  receive(frame: SignalFrame, from: Neighbour, now: Instant): void {
    const { effects } = this.#commons;
    const received = this.#signals.receive(frame, from, now);
    if (received === undefined) return;
    const { role, record, description } = received;
    const refusal = this.#refusal(received, now);
    if (refusal !== undefined) return effects.drop(refusal);
    if (role === 'offer') {
      this.#introductions.offered(toHex(received.from), description.attempt, now);
    }
    effects.push({ kind: role, from: received.from, record, description });
  }

  failed(member: Uint8Array, attempt: Uint8Array, now: Instant): void {
    this.#introductions.failed(toHex(member), attempt, now);
  }

  /** This member's neighbours are others now. */
  moved(key: string, now: Instant): void {
    this.#introductions.reset(key, now);
  }

  /** Our own links are others now. */
  linksChanged(now: Instant): void {
    this.#introductions.resetAll(now);
  }

  ban(key: string, now: Instant): void {
    this.#bans.set(key, now + BAN_MS);
  }

  isBanned(key: string, now: Instant): boolean {
    const until = this.#bans.get(key);
    return until !== undefined && now < until;
  }

  #refusal({ from, role, description }: Received, now: Instant): string | undefined {
    const key = toHex(from);
    if (role === 'answer') {
      return this.#introductions.isAsked(key, description.attempt) ? undefined : 'answer-unasked';
    }
    if (this.isBanned(key, now)) return 'member-refused';
    const replaces = this.#commons.neighbours.to(key) !== undefined;
    return this.#isFull() && !replaces ? 'links-full' : undefined;
  }

  #isFull(): boolean {
    return this.#commons.neighbours.members().length >= MAX_NEIGHBOURS;
  }
}
