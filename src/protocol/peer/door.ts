// Who may come in. While the room is locked, nobody whom we have not seen here before: strangers'
// offers and answers are not even looked at, and offers of ours go out only to find whoever we lost.
//
//   unlocked ─▶ everybody with the phrase
//   locked   ─▶ who is here, and who was lost; not who left, and nobody new
//
// Whom a member brings along, by introducing it or by hand, is let in all the same: an insider can
// always pass on what it reads, and so nothing would be gained.

import { BoundedMap } from '../../base/bounded-map.ts';
import { toHex } from '../../base/bytes.ts';
import { HOUR_MS, type Instant } from '../../base/time.ts';
import type { PeerMember } from './contract.ts';

/** Our choice: four times those whom the roster remembers. */
export const MAX_LOST = 256;
/** Our choice: for so long we look for somebody whom we lost; after that they have to look for us. */
export const SEEK_MS = HOUR_MS;

export class Door {
  #locked = false;
  readonly #alwaysOpen: boolean;
  /** Who is here besides ourselves, by hex id. */
  readonly #roster: ReadonlyMap<string, PeerMember>;
  /** Who was here and was lost, and when. */
  readonly #lost = new BoundedMap<string, Instant>(MAX_LOST);

  constructor(roster: ReadonlyMap<string, PeerMember>, alwaysOpen = false) {
    this.#roster = roster;
    this.#alwaysOpen = alwaysOpen;
  }

  get locked(): boolean {
    return this.#locked;
  }

  lock(locked: boolean): void {
    this.#locked = locked && !this.#alwaysOpen;
  }

  gone(member: Uint8Array, reason: 'left' | 'lost', now: Instant): void {
    if (reason === 'lost') this.#lost.set(toHex(member), now);
    else this.#lost.delete(toHex(member));
  }

  /** Whether somebody of this id, 16 bytes, may be met other than through a member. */
  admits(member: Uint8Array): boolean {
    const key = toHex(member);
    return !this.locked || this.#roster.has(key) || this.#lost.has(key);
  }

  /** Whether offers of ours are to go out; `alone`: no link of ours is alive. */
  seeks(alone: boolean, now: Instant): boolean {
    if (!this.locked) return true;
    const roster = [...this.#roster.values()];
    if (roster.some(({ reach }) => reach === 'reconnecting')) return true;
    const missing = [...this.#lost].filter(([key]) => !this.#roster.has(key));
    return missing.some(([, at]) => alone || now - at < SEEK_MS);
  }
}
