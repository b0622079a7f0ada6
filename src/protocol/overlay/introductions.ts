// Who connects to whom: every member present without a living link of ours is to get one, through the
// others. Of two, the one with the lower id makes the offer, at once; the other one does so when
// two of those failed or none came for ten seconds.
//
//   lower ─ connect ▶ (gathers) ─ SIGNAL offer ▶ … ▶ higher ─ (answers) ─ SIGNAL answer ▶ … ▶ lower
//
// What failed is tried again after 2 s, doubling to 60 s, and from the start when either side's
// neighbours have changed.

import { Backoff } from '../../base/backoff.ts';
import { toHex } from '../../base/bytes.ts';
import { earliest, type Instant, SECOND_MS } from '../../base/time.ts';
import type { Random } from '../../ports/random.ts';
import { ATTEMPT_BYTES } from '../../wire/member-envelope.ts';

/** Our choice: gathering and connecting compete for one machine's network. */
export const MAX_CONNECTS = 3;
/** Our choice. */
export const RETRY = { firstMs: 2 * SECOND_MS, limitMs: 60 * SECOND_MS } as const;
/** Our choice: the higher id waits this long for an offer, or for this many to fail. */
export const OFFER_PATIENCE_MS = 10 * SECOND_MS;
export const OFFER_FAILURES = 2;
/** Our choice: peer/ gives up a connection after 8 s (DESIGN §4); this only frees what was forgotten. */
export const FORGOTTEN_AFTER_MS = 30 * SECOND_MS;

/** A member that is to get a link. */
export interface Candidate {
  readonly key: string;
  readonly id: Uint8Array;
}

export interface Connect {
  readonly member: Uint8Array;
  readonly attempt: Uint8Array;
}

interface Pending {
  readonly role: 'offer' | 'answer';
  /** In hex. */
  readonly attempt: string;
  readonly until: Instant;
}

interface Want {
  readonly backoff: Backoff;
  /** Since when we wait for its offer. */
  waitingSince: Instant;
  notBefore: Instant;
  theirFailures: number;
  pending: Pending | undefined;
}

export class Introductions {
  readonly #self: string;
  readonly #random: Random;
  readonly #wants = new Map<string, Want>();
  #deadline: Instant | undefined;

  constructor({ self, random }: { readonly self: string; readonly random: Random }) {
    this.#self = self;
    this.#random = random;
  }

  /** Given everyone who is to get a link, whom to make an offer to now. */
  review(candidates: readonly Candidate[], now: Instant): Connect[] {
    this.#keep(new Set(candidates.map(({ key }) => key)));
    const connects: Connect[] = [];
    for (const { key, id } of candidates) {
      const want = this.#want(key, now);
      if (want.pending !== undefined && now >= want.pending.until) this.#fail(want, now);
      if (
        want.pending !== undefined ||
        this.#dueAt(key, want) > now ||
        this.#offers >= MAX_CONNECTS
      )
        continue;
      const attempt = this.#random.bytes(ATTEMPT_BYTES);
      want.pending = pending('offer', attempt, now);
      connects.push({ member: id, attempt });
    }
    this.#deadline = this.#nextDeadline();
    return connects;
  }

  get deadline(): Instant | undefined {
    return this.#deadline;
  }

  /** An offer of this member came in, and is answered. */
  offered(key: string, attempt: Uint8Array, now: Instant): void {
    const want = this.#want(key, now);
    want.waitingSince = now;
    if (want.pending?.role !== 'offer') want.pending = pending('answer', attempt, now);
  }

  /** Whether this answers an offer of ours that is still open. */
  isAsked(key: string, attempt: Uint8Array): boolean {
    const open = this.#wants.get(key)?.pending;
    return open?.role === 'offer' && open.attempt === toHex(attempt);
  }

  failed(key: string, attempt: Uint8Array, now: Instant): void {
    const want = this.#wants.get(key);
    if (want?.pending?.attempt === toHex(attempt)) this.#fail(want, now);
  }

  /** This member's neighbours are others now: what could not be done before may work. */
  reset(key: string, now: Instant): void {
    const want = this.#wants.get(key);
    if (want === undefined) return;
    want.backoff.reset();
    want.notBefore = Math.min(want.notBefore, now + RETRY.firstMs);
  }

  /** Our own links are others now. */
  resetAll(now: Instant): void {
    for (const key of this.#wants.keys()) this.reset(key, now);
  }

  get #offers(): number {
    return [...this.#wants.values()].filter(({ pending }) => pending?.role === 'offer').length;
  }

  #want(key: string, now: Instant): Want {
    const known = this.#wants.get(key);
    if (known !== undefined) return known;
    const backoff = new Backoff(RETRY, this.#random);
    const want = {
      backoff,
      waitingSince: now,
      notBefore: now,
      theirFailures: 0,
      pending: undefined,
    };
    this.#wants.set(key, want);
    return want;
  }

  /** Forgets whoever has a link now, or is gone. */
  #keep(wanted: ReadonlySet<string>): void {
    for (const key of this.#wants.keys()) if (!wanted.has(key)) this.#wants.delete(key);
  }

  #fail(want: Want, now: Instant): void {
    if (want.pending?.role === 'answer') want.theirFailures += 1;
    want.pending = undefined;
    want.notBefore = now + want.backoff.next();
  }

  #dueAt(key: string, want: Want): Instant {
    if (this.#self < key || want.theirFailures >= OFFER_FAILURES) return want.notBefore;
    return Math.max(want.notBefore, want.waitingSince + OFFER_PATIENCE_MS);
  }

  /** While all places are taken, only the end of an attempt makes room. */
  #nextDeadline(): Instant | undefined {
    const full = this.#offers >= MAX_CONNECTS;
    return earliest(
      [...this.#wants].map(([key, want]) => {
        if (want.pending !== undefined) return want.pending.until;
        return full ? undefined : this.#dueAt(key, want);
      }),
    );
  }
}

function pending(role: Pending['role'], attempt: Uint8Array, now: Instant): Pending {
  return { role, attempt: toHex(attempt), until: now + FORGOTTEN_AFTER_MS };
}
