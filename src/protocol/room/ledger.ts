// Receipts: which of our messages are held by how many members (DESIGN §6).
//
//   "reached m of n": n is the membership when it was sent, minus those who left
//
// Acknowledgements name ranges, so each member needs a few numbers and each message two counts. A
// member who left without a message no longer counts for it; one who left with it still does, since
// it did reach somebody. A message that nobody acknowledged is served to newcomers by the overlay:
// whoever acknowledges one enters its n.

import { Held, type Range } from '../../base/held.ts';
import type { EntryId } from './contract.ts';

/** Our choice: twice the largest burst (DESIGN §6) and some; older messages keep what they had. */
export const MAX_TRACKED_MESSAGES = 5_000;
/** Our choice: as many gaps as the overlay remembers of each member. */
const MAX_GAPS = 16;
/** Our choice: lost members who may still come back. The one lost longest counts as having left. */
export const MAX_ABSENT_MEMBERS = 256;

export interface Receipt {
  readonly entry: EntryId;
  readonly reached: number;
  readonly of: number;
  readonly read: number;
}

interface Tracked {
  readonly entry: EntryId;
  /** The one member that it is for; others hold what they can't open. */
  readonly only: string | undefined;
  reached: number;
  read: number;
  /** Addressees who neither hold it nor left. */
  owed: number;
  /** Who was here when it was sent; shared by messages that were sent to the same members. */
  addressees: Set<string>;
}

export class Ledger {
  readonly #messages = new Map<number, Tracked>();
  /** Per member, in hex, which of our messages it holds or is not owed. */
  readonly #heldBy = new Map<string, Held>();
  /** Per member, up to which number it has read, or what it reads does not count. */
  readonly #readBy = new Map<string, number>();
  #present: ReadonlySet<string> = new Set();
  /** The addressees of the next message, made when it is sent. */
  #cohort: Set<string> | undefined;
  #lastSeq = 0;
  /** The highest sequence number that anybody acknowledged. */
  #heldUpTo = 0;

  get isAlone(): boolean {
    return this.#present.size === 0;
  }

  /** Members are here, or lost for now: the latter are still owed what was sent to them. */
  setPresent(members: ReadonlySet<string>): Receipt[] {
    const lost = [...this.#present].filter((member) => !members.has(member));
    this.#present = new Set(members);
    this.#cohort = undefined;
    for (const member of members) this.#admit(member);
    for (const member of lost) this.#moveToEnd(member);
    return this.#forgetLongestLost();
  }

  /** Sends the next message to everyone who is here, or to the one member `only`. */
  publish(seq: number, entry: EntryId, only?: string): Receipt {
    this.#cohort ??= new Set(this.#present);
    const addressees = only === undefined ? this.#cohort : new Set([only]);
    const message = { entry, only, reached: 0, read: 0, owed: addressees.size, addressees };
    this.#messages.set(seq, message);
    this.pass(seq);
    return receipt(message);
  }

  /** Sends a message of which nobody counts whom it reached. */
  pass(seq: number): void {
    this.#messages.delete(seq - MAX_TRACKED_MESSAGES);
    this.#lastSeq = seq;
  }

  /** The message is gone from every screen: whom it reaches counts for nothing any more. */
  forget(seq: number): void {
    this.#messages.delete(seq);
  }

  /** `member` has read what it has of ours, up to `upTo`. */
  read(member: string, upTo: number): Receipt[] {
    const first = (this.#readBy.get(member) ?? upTo) + 1;
    if (first > upTo || upTo > this.#lastSeq) return [];
    this.#readBy.set(member, upTo);
    const changed = this.#within({ first, last: upTo }).filter(isFor(member));
    for (const message of changed) message.read += 1;
    return changed.map(receipt);
  }

  /** `member` holds what we sent after `since`, up to `upTo`; undefined when we never sent so many. */
  acknowledge(member: string, since: number, upTo: number): Receipt[] | undefined {
    if (upTo > this.#lastSeq) return undefined;
    const held = this.#admit(member);
    this.#heldUpTo = Math.max(this.#heldUpTo, upTo);
    const ranges = held.take(since, upTo);
    const changed = ranges.flatMap((range) => this.#within(range)).filter(isFor(member));
    for (const message of changed) {
      message.reached += 1;
      if (message.addressees.has(member)) settleOne(message);
    }
    const receipts = changed.map(receipt);
    return this.#present.has(member) ? receipts : [...receipts, ...this.#forgetLongestLost()];
  }

  /** `member` will not come back: what it does not hold is not owed to it any more. */
  leave(member: string): Receipt[] {
    const held = this.#heldBy.get(member);
    if (held === undefined) return [];
    this.#heldBy.delete(member);
    this.#readBy.delete(member);
    const owed = [...this.#messages]
      .filter(([seq, { addressees }]) => addressees.has(member) && held.lacks(seq))
      .map(([, message]) => message);
    // Only now, since messages share these sets; a return under the same id then owes nothing twice.
    for (const { addressees } of owed) addressees.delete(member);
    for (const message of owed) settleOne(message);
    this.#present = new Set([...this.#present].filter((id) => id !== member));
    this.#cohort = undefined;
    return owed.map(receipt);
  }

  /** A newcomer is not owed, nor counted for, what somebody held before it came. */
  #admit(member: string): Held {
    const known = this.#heldBy.get(member);
    if (known !== undefined) return known;
    const held = new Held(MAX_GAPS);
    held.take(0, this.#heldUpTo);
    this.#heldBy.set(member, held);
    this.#readBy.set(member, this.#heldUpTo);
    return held;
  }

  /** The tracked messages with such sequence numbers. */
  #within({ first, last }: Range): Tracked[] {
    const found: Tracked[] = [];
    for (let seq = Math.max(first, this.#lastSeq - MAX_TRACKED_MESSAGES + 1); seq <= last; seq++) {
      const message = this.#messages.get(seq);
      if (message !== undefined) found.push(message);
    }
    return found;
  }

  #moveToEnd(member: string): void {
    const held = this.#heldBy.get(member);
    if (held === undefined) return;
    this.#heldBy.delete(member);
    this.#heldBy.set(member, held);
  }

  #forgetLongestLost(): Receipt[] {
    const absent = [...this.#heldBy.keys()].filter((member) => !this.#present.has(member));
    const beyond = absent.slice(0, Math.max(0, absent.length - MAX_ABSENT_MEMBERS));
    return beyond.flatMap((member) => this.leave(member));
  }
}

/** One addressee less to wait for. After the last, who they were is not kept. */
function settleOne(message: Tracked): void {
  message.owed -= 1;
  if (message.owed === 0) message.addressees = new Set();
}

function isFor(member: string): (message: Tracked) => boolean {
  return ({ only }) => only === undefined || only === member;
}

/** Who reads it has it, whether or not its acknowledgement came yet. */
function receipt({ entry, reached, owed, read }: Tracked): Receipt {
  return { entry, reached, of: reached + owed, read: Math.min(read, reached) };
}
