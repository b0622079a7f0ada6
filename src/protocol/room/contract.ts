// What the room is to the rest of a peer: the conversation. It signs, orders and counts; it knows
// neither links nor neighbours.

import type { Identity } from '../../crypto/identity.ts';
import type { Random } from '../../ports/random.ts';
import type { Lifetime } from '../../wire/lifetime.ts';
import type { RoomMessage } from '../../wire/message.ts';
import type { NoteTopic } from '../../wire/private-speech.ts';
import type { VerificationFailure, VerificationState } from './verification-contract.ts';

export interface RoomConfig {
  readonly identity: Identity;
  readonly roomId: Uint8Array;
  /** Seals what is said to one member. */
  readonly random: Random;
}

/** Of one member, for one stay: 32 bytes each. */
export interface MemberKeys {
  /** X25519: what is said to this member alone is sealed to it. */
  readonly s: Uint8Array;
  /** Ed25519: signs what this member says. */
  readonly g: Uint8Array;
}

export type RoomInput =
  /** The person wrote a text. It waits in the outbox until somebody is here and the pace allows. */
  | {
      readonly kind: 'write';
      /** Chosen by the writer, unique among its own; names the entry from the outbox to the end. */
      readonly entry: EntryId;
      readonly text: string;
      readonly lifetime: Lifetime;
      readonly replyTo?: EntryId | undefined;
      /** For this member alone, 16 bytes. */
      readonly to?: Uint8Array | undefined;
    }
  /** Other words in the place of an own text, on every screen. */
  | { readonly kind: 'edit'; readonly entry: EntryId; readonly text: string }
  /** An own text is to go from every screen. */
  | { readonly kind: 'delete'; readonly entry: EntryId }
  | {
      readonly kind: 'react';
      readonly entry: EntryId;
      readonly emoji: string;
      readonly on: boolean;
    }
  /** The person has seen these; `tell` lets their authors know. */
  | { readonly kind: 'read'; readonly entries: readonly EntryId[]; readonly tell: boolean }
  /** For one member, and not to be shown as words; answered by `noted`. */
  | {
      readonly kind: 'note';
      /** Chosen by the caller, unique among its own. */
      readonly note: NoteId;
      readonly to: Uint8Array;
      readonly topic: NoteTopic;
      readonly body: Uint8Array;
    }
  /** The person verifies a member, step by step (verification-contract.ts). */
  | { readonly kind: 'verify'; readonly member: Uint8Array; readonly act: VerifyAct }
  /** A signed message of another member, checked by the overlay. */
  | { readonly kind: 'deliver'; readonly message: RoomMessage }
  /** Who is here besides ourselves, by hex id, whenever that changes. */
  | { readonly kind: 'members'; readonly members: ReadonlyMap<string, MemberKeys> }
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
  /** A new entry, or a changed one. */
  | { readonly kind: 'entry'; readonly entry: Entry }
  | { readonly kind: 'removed'; readonly entry: EntryId; readonly reason: RemovalReason }
  /** Nothing of this message may be kept for repair any longer. */
  | { readonly kind: 'forget'; readonly author: Uint8Array; readonly seq: number }
  /** A member told us something that is not words. */
  | {
      readonly kind: 'note';
      readonly from: Uint8Array;
      readonly topic: NoteTopic;
      readonly body: Uint8Array;
    }
  /** How the verification of a member stands. */
  | { readonly kind: 'verification'; readonly member: Uint8Array; readonly state: VerifyState }
  /** Whether the member holds our note; false when it left before, or the note could not be sent. */
  | { readonly kind: 'noted'; readonly note: NoteId; readonly isHeld: boolean }
  /** What was written was not taken; also counted as `dropped`, by the same word. */
  | { readonly kind: 'refused'; readonly entry: EntryId; readonly reason: RefusalReason }
  | { readonly kind: 'dropped'; readonly reason: string };

export type VerifyAct =
  /** Asks the member, or agrees to what it asked. */
  | { readonly kind: 'begin' }
  | { readonly kind: 'cancel' }
  /** The emoji, or the sixty digits, are the same on both screens, or are not. */
  | { readonly kind: 'compared' | 'number-compared'; readonly same: boolean };

export type VerifyState =
  | VerificationState
  /** Follows from what the person here said, and from nothing else. `awaited`: theirs still compares. */
  | { readonly kind: 'verified'; readonly awaited: boolean }
  /** Their person says so, too; whoever is verified here is so without it. */
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'failed'; readonly reason: VerificationFailure };

export type RefusalReason = 'text-empty' | 'text-too-long' | 'outbox-full' | 'member-gone';

export type RemovalReason =
  /** Taken back before it was sent. */
  | 'withdrawn'
  /** Its time was up, or its author left. */
  | 'vanished'
  /** Its author deleted it for all. */
  | 'deleted'
  /** The oldest of very many. */
  | 'oldest';

/** Names a line of the conversation here; stable from the outbox to the end. */
export type EntryId = string;

export type NoteId = string;

export interface Entry {
  readonly id: EntryId;
  /** 16 bytes; our own id for what we wrote. */
  readonly author: Uint8Array;
  readonly own: boolean;
  readonly text: string;
  /** The other one of a private message; undefined for what is said to all. */
  readonly privateWith: Uint8Array | undefined;
  /** Perhaps of an entry that is not here: vanished, or from before we came. */
  readonly replyTo: EntryId | undefined;
  readonly edited: boolean;
  readonly reactions: readonly Reaction[];
  readonly lifetime: Lifetime;
  /** When it vanishes here, ms since the Unix epoch; undefined as long as that is not decided. */
  readonly goneAt: number | undefined;
  /** Where the entry stands: entries sort by this, as strings; an outbox entry sorts last. */
  readonly order: string;
  /** The author's clock when it was sent, ms since the Unix epoch; never in the future. */
  readonly writtenAt: number;
  readonly state: EntryState;
}

/** One emoji, and the 16-byte ids of those who chose it, in ascending order. */
export interface Reaction {
  readonly emoji: string;
  readonly by: readonly Uint8Array[];
  readonly own: boolean;
}

export type EntryState =
  /** In the outbox: nobody is here, or the pace holds it back. */
  | { readonly kind: 'waiting' }
  /**
   * Sent, and held by `reached` of `of`: those who were here then or came later and got it,
   * without those who left before they had it. Zero of zero: nobody got it so far, and the next
   * who comes will. `read`: how many of those told that they have read it.
   */
  | {
      readonly kind: 'sent';
      readonly reached: number;
      readonly of: number;
      readonly read: number;
    }
  /** Somebody else's. */
  | { readonly kind: 'received' };
