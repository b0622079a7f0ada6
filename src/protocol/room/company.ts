// Who is here, who was lost and may come back, and who is gone for good: said BYE, or was lost for so
// long that what it asked to be forgotten with it is forgotten.

import { BoundedMap } from '../../base/bounded-map.ts';
import { type Instant, MINUTE_MS } from '../../base/time.ts';
import type { MemberKeys } from './contract.ts';

/** Our choice: a phone in a tunnel comes back within this; a closed laptop's words need not stay. */
export const GIVEN_UP_MS = 5 * MINUTE_MS;
/** Our choice: lost members who are waited for. Beyond, the one lost longest is given up. */
export const MAX_LOST_MEMBERS = 256;
/** Our choice: so many of those who are gone for good are remembered as such. */
const MAX_GONE_MEMBERS = 1_024;

export class Company {
  /** By hex id. */
  #present: ReadonlyMap<string, MemberKeys> = new Map();
  readonly #lost = new Map<string, { readonly keys: MemberKeys; readonly since: Instant }>();

  readonly #gone = new BoundedMap<string, true>(MAX_GONE_MEMBERS);

  get isEmpty(): boolean {
    return this.#present.size === 0;
  }

  /** Besides ourselves. */
  get size(): number {
    return this.#present.size;
  }

  /** Undefined for whoever is gone, or was never here. */
  keysOf(member: string): MemberKeys | undefined {
    return this.#present.get(member) ?? this.#lost.get(member)?.keys;
  }

  /** Whether this member was here, and will not come back. */
  isGone(member: string): boolean {
    return this.#gone.has(member);
  }

  update(members: ReadonlyMap<string, MemberKeys>, now: Instant): void {
    for (const [member, keys] of this.#present) {
      if (!members.has(member)) this.#lost.set(member, { keys, since: now });
    }
    for (const member of members.keys()) {
      this.#lost.delete(member);
      this.#gone.delete(member);
    }
    this.#present = new Map(members);
  }

  leave(member: string): void {
    this.#gone.set(member, true);
    this.#lost.delete(member);
    this.#present = new Map([...this.#present].filter(([id]) => id !== member));
  }

  /** Takes out those who have been lost for too long. */
  takeGivenUp(now: Instant): string[] {
    const given: string[] = [];
    for (const [member, { since }] of this.#lost) {
      const beyond = this.#lost.size - given.length > MAX_LOST_MEMBERS;
      if (!beyond && now - since < GIVEN_UP_MS) break;
      given.push(member);
    }
    for (const member of given) {
      this.#lost.delete(member);
      this.#gone.set(member, true);
    }
    return given;
  }

  get deadline(): Instant | undefined {
    const [longest] = this.#lost.values();
    if (longest === undefined || this.#lost.size > MAX_LOST_MEMBERS) return longest?.since;
    return longest.since + GIVEN_UP_MS;
  }
}
