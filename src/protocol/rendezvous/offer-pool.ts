// The offers that we keep ready for whoever is there, and when to ask for more (DESIGN §4).
//
//   eager, 30 s ──────────────▶ resting ──somebody unmet? back-off──▶ probing, 10 s ──▶ resting …
//     │ a link is up               ▲  └──────after a blackout, at once────▲
//     └───▶ lingering, 3 s ────────┘                the last link is lost: eager again, from anywhere
//
// An eager pool starts with one offer and grows with what trackers say of the swarm. Afterwards
// the newcomer's offer reaches us; but trackers count ghosts, which may swallow that offer, and a
// room may have come up in two halves, so that fresh offers follow now and then. While no tracker
// worked, a newcomer's offer reached nobody: whoever waits is met by offers of ours. So it is once
// a locked room is open again; until then none goes out.

import { Backoff } from '../../base/backoff.ts';
import { toHex } from '../../base/bytes.ts';
import { type Instant, MINUTE_MS, SECOND_MS } from '../../base/time.ts';
import { blake2b } from '../../crypto/hash.ts';
import type { Random } from '../../ports/random.ts';
import type { Effects } from './effects.ts';

/** DESIGN §4: "the pool grows to min(3, n − 1)". */
const MAX_POOL_OFFERS = 3;
/** DESIGN §4: "A member with no link keeps one offer ready for 30 s, then none". */
const EAGER_MS = 30 * SECOND_MS;
/** Our choice: how often we offer again when trackers count more members than we have met. */
const ISOLATED_PROBES = { firstMs: 8 * SECOND_MS, limitMs: MINUTE_MS };
/** OVERLAY.md, "Acceptance figures" 10: two halves of a room find each other within 120 s. */
const LINKED_PROBES = { firstMs: 15 * SECOND_MS, limitMs: MINUTE_MS };
/** Our choice: longer than an answer takes, shorter than the next probe. */
const PROBE_MS = 10 * SECOND_MS;
/**
 * Our choice: how long an offer that went out can be answered after the first link. The answer of
 * a slow device is under way by then; cut off, it could leave a room in two halves.
 */
const LINGER_MS = 3 * SECOND_MS;
/** Our choice: an offer that ended while we are still alone is replaced, and not in a busy loop. */
const REPLACE_BACKOFF = { firstMs: SECOND_MS, limitMs: 8 * SECOND_MS };

/** 16 random bytes name an attempt (DESIGN §4). */
const ATTEMPT_BYTES = 16;
/** DESIGN §4: an answer names the offer by BLAKE2b-16 of its record. */
const RECORD_HASH_BYTES = 16;

export interface ReadyOffer {
  readonly kind: 'ready';
  readonly attempt: Uint8Array;
  readonly record: Uint8Array;
  /** What an answer to it must name. */
  readonly hash: Uint8Array;
}

type PoolEntry =
  | { readonly kind: 'gathering'; readonly attempt: Uint8Array; readonly since: Instant }
  | ReadyOffer
  /** Its link owns it; it fills its place until that link comes up or fails. */
  | { readonly kind: 'answered'; readonly attempt: Uint8Array };

type Phase =
  /** Before the start and after the end. */
  | { readonly kind: 'quiet' }
  | { readonly kind: 'eager'; readonly until: Instant; readonly refillAt: Instant }
  | { readonly kind: 'lingering'; readonly until: Instant }
  /** `probeAt` is set as long as somebody seems to be unmet. */
  | { readonly kind: 'resting'; readonly probeAt: Instant | undefined }
  | { readonly kind: 'probing'; readonly until: Instant };

/** What a tracker's session may know of the pool. */
export type PoolView = Pick<
  OfferPool,
  'isolated' | 'eager' | 'round' | 'offers' | 'gatheringSince'
>;

export class OfferPool {
  readonly #random: Random;
  readonly #effects: Effects;
  readonly #isolatedProbes: Backoff;
  readonly #linkedProbes: Backoff;
  readonly #replacements: Backoff;
  readonly #entries = new Map<string, PoolEntry>();
  #phase: Phase = { kind: 'quiet' };
  #isolated = false;
  /** Whether anything may go out. */
  #permitted = true;
  #round = 0;
  /** The largest count of a tracker, and how many are in the room as far as that is known. */
  #swarm = 0;
  #met: number | undefined;

  constructor(random: Random, effects: Effects) {
    this.#random = random;
    this.#effects = effects;
    this.#isolatedProbes = new Backoff(ISOLATED_PROBES, random);
    this.#linkedProbes = new Backoff(LINKED_PROBES, random);
    this.#replacements = new Backoff(REPLACE_BACKOFF, random);
  }

  /** No link is up: one offer is wanted at once, more as the swarm turns out to be larger. */
  begin(now: Instant): void {
    this.#giveUp();
    this.#round++;
    this.#isolated = true;
    this.#met = 1;
    this.#isolatedProbes.reset();
    this.#replacements.reset();
    if (!this.#permitted) return this.#rest();
    this.#phase = { kind: 'eager', until: now + EAGER_MS, refillAt: now };
  }

  /** Whether offers may go out from now on. */
  permit(permitted: boolean, now: Instant): void {
    if (permitted === this.#permitted) return;
    this.#permitted = permitted;
    if (permitted && this.#isolated) this.begin(now);
    if (permitted) return;
    this.#giveUp();
    this.#rest();
  }

  /** Strangers are let in again: who has waited meanwhile is met at once. */
  opened(now: Instant): void {
    this.#linkedProbes.reset();
    if (this.#phase.kind === 'resting' && this.#isSomebodyUnmet) this.#probe(now);
  }

  /** A link is up, and as many members are known, ourselves included. */
  linked(members: number | undefined, now: Instant): void {
    this.#met = members;
    if (!this.#isolated) return;
    this.#isolated = false;
    this.#linkedProbes.reset();
    for (const { kind, attempt } of [...this.#entries.values()]) {
      if (kind === 'gathering') this.#effects.push({ kind: 'drop-offer', attempt });
      if (kind !== 'ready') this.#entries.delete(toHex(attempt));
    }
    if (this.#entries.size === 0) return this.#rest();
    this.#phase = { kind: 'lingering', until: now + LINGER_MS };
  }

  /** A tracker works where none did, and counts `swarm`. */
  reappear(swarm: number, now: Instant): void {
    this.#swarm = swarm;
    const phase = this.#phase;
    if (phase.kind === 'eager') this.#phase = { ...phase, until: now + EAGER_MS };
    if (phase.kind !== 'resting' || !this.#permitted) return;
    if (this.#isolated) this.begin(now);
    else this.#probe(now);
  }

  /** We leave. */
  end(): void {
    this.#giveUp();
    this.#isolated = false;
    this.#phase = { kind: 'quiet' };
  }

  /** Ends what is over and asks for what is missing; `swarm` is the largest count of a tracker. */
  refill(swarm: number, now: Instant): void {
    this.#swarm = swarm;
    this.#expire(now);
    const phase = this.#phase;
    if (phase.kind === 'eager' && now >= phase.refillAt) this.#fill(now);
    if (phase.kind === 'resting') this.#consider(phase.probeAt, now);
  }

  /** The offer that was wanted has gathered. */
  ready(attempt: Uint8Array, record: Uint8Array): void {
    const key = toHex(attempt);
    if (this.#entries.get(key)?.kind !== 'gathering') return;
    this.#entries.set(key, {
      kind: 'ready',
      attempt,
      record,
      hash: blake2b(RECORD_HASH_BYTES, record),
    });
  }

  /** An offer's link ended or came up. */
  over(attempt: Uint8Array, now: Instant): void {
    if (!this.#entries.delete(toHex(attempt))) return;
    if (this.#phase.kind === 'eager') {
      this.#phase = { ...this.#phase, refillAt: now + this.#replacements.next() };
    }
    if (this.#phase.kind === 'probing' && this.#entries.size === 0) this.#rest();
  }

  /** The offer of this attempt, as long as no answer was taken for it. */
  open(key: string): ReadyOffer | undefined {
    const entry = this.#entries.get(key);
    return entry?.kind === 'ready' ? entry : undefined;
  }

  /** The first valid answer came: the offer belongs to its link. */
  answered({ attempt }: ReadyOffer): void {
    this.#entries.set(toHex(attempt), { kind: 'answered', attempt });
  }

  get isolated(): boolean {
    return this.#isolated;
  }

  /** Whether the offers are announced again and again. */
  get eager(): boolean {
    return this.#phase.kind === 'eager';
  }

  /** Counts the beginnings of isolation. */
  get round(): number {
    return this.#round;
  }

  /** What may be announced. */
  get offers(): readonly ReadyOffer[] {
    if (this.#phase.kind === 'lingering') return [];
    return [...this.#entries.values()].filter((entry) => entry.kind === 'ready');
  }

  /** Since when the longest gathering offer has been asked for. */
  get gatheringSince(): Instant | undefined {
    for (const entry of this.#entries.values()) if (entry.kind === 'gathering') return entry.since;
    return undefined;
  }

  get size(): number {
    return this.#entries.size;
  }

  get deadline(): Instant | undefined {
    const phase = this.#phase;
    if (phase.kind === 'quiet') return undefined;
    if (phase.kind === 'resting') return phase.probeAt;
    const missing = phase.kind === 'eager' && this.#entries.size < this.#target;
    return missing ? Math.min(phase.until, phase.refillAt) : phase.until;
  }

  get #target(): number {
    return Math.min(MAX_POOL_OFFERS, Math.max(1, this.#swarm - 1));
  }

  #fill(now: Instant): void {
    while (this.#entries.size < this.#target) this.#want(now);
  }

  #want(now: Instant): void {
    const attempt = this.#random.bytes(ATTEMPT_BYTES);
    this.#entries.set(toHex(attempt), { kind: 'gathering', attempt, since: now });
    this.#effects.push({ kind: 'want-offer', attempt, by: 'tracker' });
  }

  #expire(now: Instant): void {
    const phase = this.#phase;
    if (phase.kind === 'quiet' || phase.kind === 'resting' || now < phase.until) return;
    this.#giveUp();
    this.#rest();
  }

  #rest(): void {
    this.#phase = { kind: 'resting', probeAt: undefined };
  }

  /** Trackers that count more than we have met may be right, or behind the times. */
  #consider(probeAt: Instant | undefined, now: Instant): void {
    const probes = this.#isolated ? this.#isolatedProbes : this.#linkedProbes;
    if (!this.#permitted || !this.#isSomebodyUnmet) {
      probes.reset();
      this.#rest();
    } else if (probeAt === undefined) {
      this.#phase = { kind: 'resting', probeAt: now + probes.next() };
    } else if (now >= probeAt) {
      this.#probe(now);
    }
  }

  get #isSomebodyUnmet(): boolean {
    return this.#met !== undefined && this.#swarm > this.#met;
  }

  #probe(now: Instant): void {
    this.#phase = { kind: 'probing', until: now + PROBE_MS };
    this.#fill(now);
  }

  /** Unanswered offers are dropped; the others are left to their links. */
  #giveUp(): void {
    for (const { kind, attempt } of this.#entries.values()) {
      if (kind !== 'answered') this.#effects.push({ kind: 'drop-offer', attempt });
    }
    this.#entries.clear();
  }
}
