// A room as its user holds it: a live view of one peer, and the few things one can do there.

import type { DhtHealth } from '../ports/dht.ts';
import type { RoomSettings } from '../protocol/overlay/contract.ts';
import type { Notice, PeerMember } from '../protocol/peer/contract.ts';
import type { TrackerHealth } from '../protocol/rendezvous/contract.ts';
import type { Entry, EntryId, VerifyAct } from '../protocol/room/contract.ts';
import type { Lifetime } from '../wire/lifetime.ts';
import type { Emblem } from './derive.ts';
import type { RoomEvent } from './events.ts';
import type { Invite } from './invites.ts';
import type { NextRoom } from './moving.ts';

/** One's own end of a room. Everything in it lives in memory and goes with {@link Room.leave}. */
export interface Room extends AsyncIterable<RoomEvent> {
  /** Our own member id, 16 bytes, new at every join. */
  readonly id: Uint8Array;
  readonly emblem: Emblem;
  /** Who is here besides ourselves. */
  readonly members: readonly PeerMember[];
  /** The conversation in the order that every screen shows. */
  readonly entries: readonly Entry[];
  /** What all who are here share: whether newcomers are kept out, and how long messages live. */
  readonly settings: RoomSettings;
  readonly trackers: readonly TrackerHealth[];
  /** Whether people can be met in the BitTorrent DHT from here. */
  readonly dht: DhtHealth;
  /** The frame relays of bridges that could carry our links now. */
  readonly relays: readonly string[];
  /** Ids of those whom the person here has verified; also of some who are gone. */
  readonly verified: readonly Uint8Array[];
  /** The invites that were made here, the ended ones too. */
  readonly invites: readonly Invite[];
  /** What was noticed so far, the newest of each code; also what was told before anybody listened. */
  readonly notices: readonly Notice[];
  /** Calls `listener` for every event from now on; returns how to stop. */
  on(listener: (event: RoomEvent) => void): () => void;
  /**
   * Sends a text, at most 15,000 bytes of UTF-8. It waits in the outbox while nobody is here.
   * Resolves with its entry when at least one member holds it. Rejects with `text-empty`,
   * `text-too-long`, `lifetime-invalid`, `outbox-full`, `member-gone`, `withdrawn` or `left`.
   */
  send(text: string, options?: SendOptions): Promise<Entry>;
  /** Other words for an own entry, on every screen. Throws `text-empty` or `text-too-long`. */
  edit(id: EntryId, text: string): void;
  /** An own entry is to go from every screen. */
  delete(id: EntryId): void;
  /** Chooses an emoji for an entry, or takes it back. Throws `emoji-invalid`. */
  react(id: EntryId, emoji: string, on: boolean): void;
  /**
   * The person has seen these: what is to vanish after reading begins to. With `tell`, their
   * authors are told, unless more than twenty are here.
   */
  read(ids: readonly EntryId[], tell: boolean): void;
  /**
   * A link's end that lets one person in, within a day and while we stay (DESIGN §8). Throws
   * `too-many-invites` or `left`.
   */
  invite(): Invite;
  /** Nobody gets in by this invite any more; it is named by its code. */
  revokeInvite(code: string): void;
  /**
   * Hands another room to every member but these, 16-byte ids ("move on without someone"), who are
   * asked whether they come along. Resolves with how many hold it: when each does or has gone, or
   * after 20 s. Rejects with `root-invalid` or `phrase-too-long`.
   */
  moveOn(next: NextRoom, without: readonly Uint8Array[]): Promise<number>;
  /** Takes back a text that still waits in the outbox. */
  withdraw(id: EntryId): void;
  /**
   * Verifies a member, 16-byte id, step by step: `begin` asks or agrees, `compared` says what one's own
   * person saw. The event `verification` tells how it stands.
   */
  verify(member: Uint8Array, act: VerifyAct): void;
  /** Sixty digits, twelve groups of five, the same on the member's screen; undefined when gone. */
  verificationNumber(member: Uint8Array): readonly string[] | undefined;
  /** The name that the others see; empty for none. */
  rename(nickname: string): void;
  /**
   * Keeps newcomers out, or lets them in again; anybody may do either. Whoever is here stays, may
   * come back when the connection was lost, and can still bring others in.
   */
  lock(on: boolean): void;
  /** How long messages are to live unless their sender says otherwise. Throws `lifetime-invalid`. */
  setLifetime(lifetime: Lifetime): void;
  /** Whether the person is writing; told to those here, up to fifty, and ended by what is sent. */
  typing(on: boolean): void;
  /** Replaces the list of trackers. Throws `tracker-invalid`. */
  useTrackers(trackers: readonly string[]): void;
  /** Tries whatever waits for a retry now, as after a tap. */
  nudge(): void;
  /**
   * A code to give to one person with the same phrase, by any way: no server is needed. They give it
   * to `takeCode`, and the code that they get back comes to ours. Both within ten minutes; four at a
   * time. Rejects with `hand-too-many`, `hand-unavailable` or `left`.
   */
  handCode(): Promise<string>;
  /**
   * Takes a code of somebody else, with white space and words around it. Resolves with the code to
   * give back to them; with undefined when theirs was the answer to one of ours, and the two connect
   * now. Rejects with one of the codes `hand-…`, or `left`.
   */
  takeCode(text: string): Promise<string | undefined>;
  /**
   * Says goodbye, closes every connection and forgets everything. Rejects with whatever failed at it
   * by a mistake of ours; the rest is done all the same.
   */
  leave(): Promise<void>;
}

export interface SendOptions {
  /** How long it is to be seen; as the room's settings say, unless told. */
  readonly lifetime?: Lifetime | undefined;
  /** The entry that it answers. */
  readonly replyTo?: EntryId | undefined;
  /** For this member alone: its 16-byte id. */
  readonly to?: Uint8Array | undefined;
}
