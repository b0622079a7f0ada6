// STATE, both ways: our own is flooded whenever it changes and every 30 s, others' are checked,
// entered into the roster and passed on.
//
//   link-up   ─ own STATE ▶ everybody, those of all others here ▶ the new neighbour
//   change    ─ own STATE ▶ everybody          the first at once, the next ones at most every 100 ms
//   leave     ─ own STATE, leaving ▶ everybody
//
// It carries the settings of the room as well (settings.ts).

import { concat, equal, fromHex, toHex } from '../../base/bytes.ts';
import { type Instant, SECOND_MS } from '../../base/time.ts';
import { TokenBuckets } from '../../base/token-buckets.ts';
import { type Card, memberId, readCard } from '../../crypto/identity.ts';
import { sign } from '../../crypto/sign.ts';
import { SIGNING_KEY_BYTES, verify } from '../../crypto/verify.ts';
import {
  encodeState,
  MAX_NEIGHBOURS,
  type MemberState,
  parseState,
  type SignedState,
  STATE_DOMAIN,
} from '../../wire/member-state.ts';
import { cleanNickname } from '../../wire/nickname.ts';
import type { SettingsRegister } from '../../wire/settings.ts';
import { CLOCK_WINDOW_MS, type Commons } from './commons.ts';
import type { SettingsChange } from './contract.ts';
import type { Neighbour } from './neighbours.ts';
import type { Receipts } from './receipts.ts';
import type { Member } from './roster.ts';

/** Our choice: eight people joining at once change their neighbours many times a second. */
export const COALESCE_MS = 100;
/** Our choice: keeps learned routes (60 s) and edges (120 s) alive. */
export const RENEW_MS = 30 * SECOND_MS;
/** Our choice: one renewal, and half as long again; what is older may be of somebody who went. */
export const CURRENT_MS = 1.5 * RENEW_MS;
/**
 * Our choice: so old may the word be from which a newcomer learns where our messages begin for it.
 * Settings that are not ours are told again as soon, and no sooner, lest one change become many.
 */
export const RENEW_HELD_MS = 5 * SECOND_MS;
/** Our choice: twice what COALESCE_MS lets an honest member say in a lasting storm of changes. */
export const STATE_RATE = { perSecond: 20, burst: 60 } as const;
/** Our choice: members not heard of before, per neighbour; a full roster comes with one link-up. */
export const STRANGER_RATE = { perSecond: 8, burst: 64 } as const;

export interface StateNews {
  readonly member: Member;
  /** Its neighbours are others than before, or it left. */
  readonly moved: boolean;
}

interface Arrival {
  readonly from: Neighbour;
  readonly now: Instant;
}

export class States {
  readonly #commons: Commons;
  readonly #receipts: Receipts;
  readonly #rates = new TokenBuckets<Member>(STATE_RATE);
  readonly #strangers = new TokenBuckets<Neighbour>(STRANGER_RATE);
  readonly #skewTold = new WeakSet<Member>();
  #joinedAt: Instant = 0;
  #counter = 0;
  #nickname = '';
  /** The neighbours that the last STATE told of. */
  #told = '';
  /** How many of our messages somebody held, as of the last STATE. */
  #heldUpTo = 0;
  /** The settings that the last STATE told of. */
  #settings: SettingsRegister | undefined;
  #dirty = false;
  #sentAt: Instant | undefined;
  #last: Uint8Array | undefined;

  constructor(commons: Commons, receipts: Receipts) {
    this.#commons = commons;
    this.#receipts = receipts;
  }

  start(now: Instant): void {
    this.#joinedAt = now;
    this.#sentAt = now - COALESCE_MS;
  }

  rename(nickname: string, now: Instant): void {
    const cleaned = cleanNickname(nickname);
    if (cleaned === this.#nickname) return;
    this.#nickname = cleaned;
    this.#dirty = true;
    this.review(now);
  }

  /** Settings of our own go out like everything of our own. */
  change(change: SettingsChange, now: Instant): void {
    if (!this.#commons.settings.change(change, now)) return;
    this.#dirty = true;
    this.review(now);
  }

  /** Everything that a new neighbour needs to know everybody here. Our own STATE comes first. */
  greet(neighbour: Neighbour, now: Instant): void {
    const { effects, roster } = this.#commons;
    const fresh = this.review(now);
    if (!fresh && this.#last !== undefined) {
      effects.send(neighbour.link, { kind: 'state', state: this.#last });
    }
    for (const { key, stateBytes, stateAt, view } of roster.present()) {
      if (stateBytes === undefined || key === neighbour.key) continue;
      // What somebody told before we lost it is no news of where it stands now; nor is what it has
      // not renewed, though others may say that they are its neighbours.
      if (view?.reach === 'reconnecting' || now - stateAt > CURRENT_MS) continue;
      effects.send(neighbour.link, { kind: 'state', state: stateBytes });
    }
  }

  /** Sends our own STATE when it is due; true when it was. */
  review(now: Instant): boolean {
    const neighbours = this.#ownNeighbours();
    if (neighbours.join() !== this.#told) this.#dirty = true;
    const { deadline } = this;
    if (deadline === undefined || now < deadline) return false;
    this.#flood(neighbours, now, false);
    return true;
  }

  leave(now: Instant): void {
    this.#flood([], now, true);
  }

  get deadline(): Instant | undefined {
    if (this.#sentAt === undefined) return undefined;
    if (this.#dirty) return this.#sentAt + COALESCE_MS;
    const isHeldNew = this.#receipts.heldUpTo > this.#heldUpTo;
    const isSetNew = this.#commons.settings.register !== this.#settings;
    return this.#sentAt + (isHeldNew || isSetNew ? RENEW_HELD_MS : RENEW_MS);
  }

  /** A neighbour's or somebody else's STATE; undefined when there is nothing new in it. */
  receive(bytes: Uint8Array, from: Neighbour, now: Instant): StateNews | undefined {
    const parsed = parseState(bytes);
    if (!parsed.ok) return this.#junk(parsed.reason, from, now);
    const { state } = parsed.value;
    if (equal(state.s, this.#commons.identity.s.publicKey)) return undefined;
    // By both keys: nothing but the handshake of a link proves that the maker of a card holds its `s`.
    const key = toHex(memberId(state.s, state.card.slice(0, SIGNING_KEY_BYTES)));
    const known = this.#commons.roster.get(key);
    if (known !== undefined && state.counter <= known.counter) return undefined;
    // Asked before the signature is checked, which costs a hundred times as much.
    if (known && this.#rates.of(known).nextAt(now) > now) return this.#refuse('state-rate');
    const card = known?.card ?? this.#proveStranger(state, from, now);
    if (card === undefined) return undefined;
    if (!this.#isAuthentic(card, parsed.value)) return this.#junk('state-forged', from, now);
    const member = known ?? this.#commons.roster.meet(card, now);
    if (member === undefined) return this.#refuse('roster-full');
    if (!this.#rates.of(member).take(now)) return this.#refuse('state-rate');
    this.#forward(bytes, member, { from, now });
    if (from.key === member.key) this.#checkClock(member, state.sentAt, now);
    this.#commons.settings.hear(state, member.card.id, now);
    if (state.leaving) {
      this.#commons.roster.depart(member, now);
      return { member, moved: true };
    }
    return { member, moved: this.#commons.roster.renew(member, { state, bytes }, now) };
  }

  /** The card of somebody who is not in the roster; undefined when we do not want to know them. */
  #proveStranger(state: MemberState, from: Neighbour, now: Instant): Card | undefined {
    const { roster, roomId } = this.#commons;
    const key = toHex(memberId(state.s, state.card.slice(0, SIGNING_KEY_BYTES)));
    if (state.leaving || roster.isDeparted(key)) return undefined;
    // A STATE kept from long ago could bring back somebody who is not here; a neighbour's own,
    // whatever its clock says, comes after its link told of it and is not a stranger's.
    if (Math.abs(state.sentAt - now) > CLOCK_WINDOW_MS) return this.#refuse('state-stale');
    if (!this.#strangers.of(from).take(now)) return this.#refuse('state-rate');
    return readCard(roomId, state.s, state.card) ?? this.#junk('state-forged', from, now);
  }

  #isAuthentic({ g, card }: Card, { state, unsigned, signature }: SignedState): boolean {
    const { roomId } = this.#commons;
    return equal(card, state.card) && verify(g, signature, STATE_DOMAIN, roomId, unsigned);
  }

  #forward(bytes: Uint8Array, member: Member, { from, now }: Arrival): void {
    const { effects, neighbours, routes } = this.#commons;
    const others = neighbours.members().filter(({ key }) => key !== from.key && key !== member.key);
    effects.sendAll(
      others.map(({ link }) => link),
      { kind: 'state', state: bytes },
    );
    routes.learn(member.key, from.link, now);
  }

  /** Straight from its author, a STATE was made just now. */
  #checkClock(member: Member, sentAt: Instant, now: Instant): void {
    const differenceMs = sentAt - now;
    if (Math.abs(differenceMs) <= CLOCK_WINDOW_MS || this.#skewTold.has(member)) return;
    this.#skewTold.add(member);
    this.#commons.effects.push({ kind: 'clock-skew', differenceMs });
  }

  #flood(neighbours: readonly string[], now: Instant, leaving: boolean): void {
    const { identity, roomId, effects, build, settings } = this.#commons;
    this.#counter += 1;
    this.#heldUpTo = this.#receipts.heldUpTo;
    this.#settings = settings.register;
    const unsigned = encodeState({
      s: identity.s.publicKey,
      card: identity.card,
      counter: this.#counter,
      sentAt: Math.floor(now),
      joinedAt: Math.floor(this.#joinedAt),
      heldUpTo: this.#heldUpTo,
      leaving,
      settings: this.#settings,
      isSetter: settings.isOwn,
      nickname: this.#nickname,
      build,
      neighbours: neighbours.map(fromHex),
    });
    this.#last = concat(unsigned, sign(identity.g.secretKey, STATE_DOMAIN, roomId, unsigned));
    this.#told = neighbours.join();
    this.#dirty = false;
    this.#sentAt = now;
    const links = this.#commons.neighbours.members().map(({ link }) => link);
    effects.sendAll(links, { kind: 'state', state: this.#last });
  }

  /** Living ones only, the newest first: whoever came last may have no other neighbour. */
  #ownNeighbours(): string[] {
    const live = this.#commons.neighbours.live().map(({ key }) => key);
    return live.reverse().slice(0, MAX_NEIGHBOURS);
  }

  #junk(reason: string, from: Neighbour, now: Instant): undefined {
    from.meter.junk(now);
    return this.#refuse(reason);
  }

  #refuse(reason: string): undefined {
    this.#commons.effects.drop(reason);
  }
}
