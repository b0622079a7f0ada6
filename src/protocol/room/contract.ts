// What the room is to the rest of a peer: the conversation. It signs, orders and counts; it knows
// neither links nor neighbours.

import type { Identity } from '../../crypto/identity.ts';
import type { RoomMessage } from '../../wire/message.ts';

export interface RoomConfig {
  readonly identity: Identity;
  readonly roomId: Uint8Array;
}

export type RoomInput =
  /** The person wrote a text. It waits in the outbox until somebody is here and the pace allows. */
  | {
      readonly kind: 'write';
      /** Chosen by the writer, unique among its own; names the entry from the outbox to the end. */
      readonly entry: EntryId;
      readonly text: string;
      readonly lifetimeMs: number;
    }
  /** A verified message of another member. */
  | { readonly kind: 'deliver'; readonly message: RoomMessage }
  /** Who is here besides ourselves, whenever that changes; ids in hex. */
  | { readonly kind: 'members'; readonly members: ReadonlySet<string> }
  /** `member` holds what we sent after `since`, up to `upTo`. */
  | {
      readonly kind: 'acknowledged';
      readonly member: Uint8Array;
      readonly since: number;
      readonly upTo: number;
    }
  /** Said BYE, and so will not come back: beside `members`, which also loses those who are lost. */
  | { readonly kind: 'left'; readonly member: Uint8Array }
  /** The person takes back what still waits in the outbox. */
  | { readonly kind: 'withdraw'; readonly entry: EntryId };

export type RoomOutput =
  | { readonly kind: 'publish'; readonly message: RoomMessage }
  /** A new entry, or a changed state of one. */
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'removed'; readonly entry: EntryId }
  /** What was written was not taken; also counted as `dropped`, by the same word. */
  | { readonly kind: 'refused'; readonly entry: EntryId; readonly reason: RefusalReason }
  | { readonly kind: 'dropped'; readonly reason: string };

export type RefusalReason = 'text-empty' | 'text-too-long' | 'outbox-full';

/** Names a line of the conversation here; stable from the outbox to the end. */
export type EntryId = string;

export interface Entry {
  readonly id: EntryId;
  /** 16 bytes; our own id for what we wrote. */
  readonly author: Uint8Array;
  readonly own: boolean;
  readonly text: string;
  /** Where the entry stands: entries sort by this, as strings; an outbox entry sorts last. */
  readonly order: string;
  /** The author's clock when it was sent, ms since the Unix epoch; never in the future. */
  readonly writtenAt: number;
  readonly state: EntryState;
}

export type EntryState =
  /** In the outbox: nobody is here, or the pace holds it back. */
  | { readonly kind: 'waiting' }
  /**
   * Sent, and held by `reached` of `of`: those who were here then or came later and got it,
   * without those who left before they had it. Zero of zero: nobody got it so far, and the next
   * who comes will.
   */
  | { readonly kind: 'sent'; readonly reached: number; readonly of: number }
  /** Somebody else's. */
  | { readonly kind: 'received' };
