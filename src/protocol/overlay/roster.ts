// Who is here: every member that was heard of, what it said of itself, and who can be reached.
//
// Each member floods its own STATE with its neighbours; an edge counts when both ends say so. A member
// is present while it can be reached over such edges from ourselves:
//
//   own live link ─▶ direct      over others ─▶ through      neither ─▶ reconnecting ──12 s──▶ gone
//
// Who said that it leaves is gone at once, and its id is refused for ten minutes.

import { BoundedMap } from '../../base/bounded-map.ts';
import { equal, toHex } from '../../base/bytes.ts';
import { earliest, type Instant, MINUTE_MS, SECOND_MS } from '../../base/time.ts';
import type { Card } from '../../crypto/identity.ts';
import type { MemberState } from '../../wire/member-state.ts';
import { cleanNickname } from '../../wire/nickname.ts';
import type { Commons } from './commons.ts';
import type { MemberView } from './contract.ts';
import type { Effects } from './effects.ts';
import type { Neighbours } from './neighbours.ts';
import type { Store } from './store.ts';

/** Our choice: rooms of up to eight, their rejoins, and room for the bigger overlay to come. */
export const MAX_MEMBERS = 64;
/** Our choice: a killed tab is noticed after 3 s, given time to come back, and gone after 12 s. */
export const LOST_AFTER_MS = 12 * SECOND_MS;
/** Our choice: ids that left are refused, and members that were lost are remembered, this long. */
export const REMEMBER_MS = 10 * MINUTE_MS;
export const MAX_DEPARTED = 256;
/** Our choice: more than three neighbours can bring and let leave in that time (states.ts). */
const MAX_REFUSED = 16_384;
/** Our choice: four renewals (states.ts); the edges of an older STATE no longer count. */
export const STATE_EXPIRES_MS = 120 * SECOND_MS;

export interface Member {
  readonly card: Card;
  /** The id in hex. */
  readonly key: string;
  /** How many messages were stored before it was heard of: those are not for it. */
  readonly messagesBefore: number;
  /** The newest STATE as it came, to be passed on; undefined while only the link told of it. */
  stateBytes: Uint8Array | undefined;
  stateAt: Instant;
  counter: number;
  /** How many of its messages somebody held when it last told. */
  heldUpTo: number;
  nickname: string;
  build: Uint8Array | undefined;
  neighbours: ReadonlySet<string>;
  /** What was told of it last; undefined while it is not present. */
  view: MemberView | undefined;
  /** Since when nobody reaches it. */
  unreachedAt: Instant | undefined;
}

export class Roster {
  readonly #neighbours: Neighbours;
  readonly #effects: Effects;
  readonly #store: Store;
  readonly #members = new Map<string, Member>();
  /** Those that left, for as long as their messages and old STATEs may still arrive. */
  readonly #departed = new BoundedMap<string, { readonly card: Card; readonly until: Instant }>(
    MAX_DEPARTED,
  );
  /** Ids alone, so that no crowd of sybils that leave brings back who left before them. */
  readonly #refused = new BoundedMap<string, Instant>(MAX_REFUSED);
  /** Keys that nothing is known of any more, until the next review tells. */
  #forgotten: string[] = [];
  #deadline: Instant | undefined;

  constructor(parts: Pick<Commons, 'neighbours' | 'effects' | 'store'>) {
    this.#neighbours = parts.neighbours;
    this.#effects = parts.effects;
    this.#store = parts.store;
  }

  get(key: string): Member | undefined {
    return this.#members.get(key);
  }

  /** The keys of a member that is or was here: what it said before it left may still arrive. */
  cardOf(key: string): Card | undefined {
    return this.#members.get(key)?.card ?? this.#departed.get(key)?.card;
  }

  isDeparted(key: string): boolean {
    return this.#refused.has(key);
  }

  present(): Member[] {
    return [...this.#members.values()].filter((member) => member.view !== undefined);
  }

  /** A member as the handshake of a link, or a card in a STATE, proved it. */
  meet(card: Card, now: Instant): Member | undefined {
    const key = toHex(card.id);
    const known = this.#members.get(key);
    if (known !== undefined) return known;
    if (this.#members.size >= MAX_MEMBERS && !this.#makeRoom(key)) return undefined;
    const member: Member = {
      card,
      key,
      messagesBefore: this.#store.count,
      stateBytes: undefined,
      stateAt: now,
      counter: 0,
      heldUpTo: 0,
      nickname: '',
      build: undefined,
      neighbours: new Set(),
      view: undefined,
      unreachedAt: now,
    };
    this.#members.set(key, member);
    return member;
  }

  /** A verified STATE with a higher counter than the last; true when its neighbours are others now. */
  renew(
    member: Member,
    { state, bytes }: { state: MemberState; bytes: Uint8Array },
    now: Instant,
  ): boolean {
    const neighbours = new Set(state.neighbours.map(toHex));
    const before = member.neighbours;
    member.counter = state.counter;
    member.heldUpTo = state.heldUpTo;
    member.stateBytes = bytes;
    member.stateAt = now;
    member.nickname = cleanNickname(state.nickname);
    member.build = state.build;
    member.neighbours = neighbours;
    return before.size !== neighbours.size || [...neighbours].some((key) => !before.has(key));
  }

  /** It said that it leaves. */
  depart(member: Member, now: Instant): void {
    const until = now + REMEMBER_MS;
    const evicted = this.#departed.set(member.key, { card: member.card, until });
    if (evicted !== undefined) this.#forgotten.push(evicted[0]);
    this.#refused.set(member.key, until);
    this.#delete(member);
    if (member.view === undefined) return;
    this.#effects.push({ kind: 'gone', member: member.card.id, reason: 'left' });
  }

  /** Works out who is reached how, and tells what changed. Returns the keys forgotten for good. */
  review(now: Instant): string[] {
    const reached = this.#reachable(now);
    for (const member of this.#members.values()) this.#reviewMember(member, reached, now);
    this.#expire(now);
    this.#deadline = this.#nextDeadline(now);
    const forgotten = this.#forgotten;
    this.#forgotten = [];
    return forgotten;
  }

  get deadline(): Instant | undefined {
    return this.#deadline;
  }

  /** We were asleep: whoever was out of reach meanwhile gets the time to come back. */
  forgiveSilence(now: Instant): void {
    for (const member of this.#members.values()) {
      member.stateAt = Math.max(member.stateAt, now - STATE_EXPIRES_MS / 2);
      if (member.view !== undefined && member.unreachedAt !== undefined) member.unreachedAt = now;
    }
  }

  /** Everyone to whom a chain of living links leads. */
  #reachable(now: Instant): Set<string> {
    const reached = new Set(this.#neighbours.live().map((neighbour) => neighbour.key));
    for (const key of reached) {
      const member = this.#members.get(key);
      if (member === undefined || isStale(member, now)) continue;
      for (const next of member.neighbours) {
        const other = this.#members.get(next);
        if (other === undefined || isStale(other, now)) continue;
        if (other.neighbours.has(key)) reached.add(next);
      }
    }
    return reached;
  }

  #reviewMember(member: Member, reached: ReadonlySet<string>, now: Instant): void {
    const direct = this.#neighbours.liveTo(member.key) !== undefined;
    if (direct || reached.has(member.key)) {
      member.unreachedAt = undefined;
      return this.#show(member, direct ? 'direct' : 'through', now);
    }
    member.unreachedAt ??= this.#neighbours.to(member.key)?.heardAt ?? now;
    if (member.view === undefined) return;
    if (now - member.unreachedAt < LOST_AFTER_MS) return this.#show(member, 'reconnecting', now);
    member.view = undefined;
    this.#effects.push({ kind: 'gone', member: member.card.id, reason: 'lost' });
  }

  #show(member: Member, reach: MemberView['reach'], now: Instant): void {
    const { view, nickname, build } = member;
    const isSaid = view?.nickname === nickname && isSame(view.build, build);
    if (view?.reach === reach && isSaid) return;
    const since = view?.reach === reach ? view.since : (member.unreachedAt ?? now);
    member.view = {
      id: member.card.id,
      sealingKey: member.card.s,
      signingKey: member.card.g,
      nickname,
      build,
      reach,
      since,
    };
    this.#effects.push({ kind: 'member', member: member.view });
  }

  #expire(now: Instant): void {
    for (const member of this.#members.values()) {
      const absent = member.view === undefined && member.unreachedAt !== undefined;
      if (!absent || now - (member.unreachedAt ?? now) < REMEMBER_MS) continue;
      this.#forget(member);
    }
    for (const [key, until] of this.#refused) {
      if (now < until) break;
      this.#refused.delete(key);
    }
    for (const [key, { until }] of this.#departed) {
      if (now < until) continue;
      this.#departed.delete(key);
      this.#forgotten.push(key);
    }
  }

  #nextDeadline(now: Instant): Instant | undefined {
    const members = [...this.#members.values()].flatMap((member) => {
      if (member.unreachedAt === undefined) return [member.stateAt + STATE_EXPIRES_MS];
      return [member.unreachedAt + (member.view === undefined ? REMEMBER_MS : LOST_AFTER_MS)];
    });
    const departed = [...this.#departed.values()].map(({ until }) => until);
    return earliest([...members, ...departed].filter((at) => at > now));
  }

  /** Takes out whoever is absent longest; a member with a link may also displace one without. */
  #makeRoom(key: string): boolean {
    const others = [...this.#members.values()].filter(
      (member) => this.#neighbours.to(member.key) === undefined,
    );
    const absent = others
      .filter((member) => member.view === undefined)
      .sort((a, b) => (a.unreachedAt ?? 0) - (b.unreachedAt ?? 0));
    const linked = this.#neighbours.to(key) !== undefined;
    const victim = absent[0] ?? (linked ? others.at(-1) : undefined);
    if (victim === undefined) return false;
    this.#forget(victim);
    if (victim.view !== undefined) {
      this.#effects.push({ kind: 'gone', member: victim.card.id, reason: 'lost' });
    }
    return true;
  }

  #forget(member: Member): void {
    this.#delete(member);
    this.#forgotten.push(member.key);
  }

  #delete(member: Member): void {
    this.#members.delete(member.key);
  }
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === undefined || b === undefined ? a === b : equal(a, b);
}

function isStale(member: Member, now: Instant): boolean {
  return now - member.stateAt >= STATE_EXPIRES_MS;
}
