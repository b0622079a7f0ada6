// What the overlay is to the rest of a peer: who is here, how to reach them, and how one message
// gets to everybody. Links are named by small numbers that peer/ gives out and never reuses.

import type { Instant } from '../../base/time.ts';
import type { Card, Identity } from '../../crypto/identity.ts';
import type { Random } from '../../ports/random.ts';
import type { SessionDescription } from '../../wire/description.ts';
import type { Lifetime } from '../../wire/lifetime.ts';
import type { RoomMessage } from '../../wire/message.ts';

export type LinkId = number;

export interface OverlayConfig {
  readonly identity: Identity;
  readonly roomId: Uint8Array;
  readonly random: Random;
  /** What we say that we run, 32 bytes. */
  readonly build?: Uint8Array | undefined;
}

export type OverlayInput =
  | { readonly kind: 'start' }
  | { readonly kind: 'link-up'; readonly link: LinkId; readonly member: Card }
  /** This link goes away for good; after a replacement, the new one was reported up before. */
  | { readonly kind: 'link-down'; readonly link: LinkId }
  | { readonly kind: 'interrupted'; readonly link: LinkId; readonly interrupted: boolean }
  /** A payload of channel 0. */
  | { readonly kind: 'received'; readonly link: LinkId; readonly payload: Uint8Array }
  /** A payload of channel 1. */
  | { readonly kind: 'received-fast'; readonly link: LinkId; readonly payload: Uint8Array }
  /** Our own signed room message. */
  | { readonly kind: 'publish'; readonly message: RoomMessage }
  /** A message that has vanished from the screen may not be kept for repair. */
  | { readonly kind: 'forget'; readonly author: Uint8Array; readonly seq: number }
  /** The record that `connect` or `offer` asked for, to be carried to `to` by members. */
  | {
      readonly kind: 'signal';
      readonly to: Uint8Array;
      readonly attempt: Uint8Array;
      readonly role: 'offer' | 'answer';
      readonly record: Uint8Array;
    }
  /** A connection that the overlay asked for failed before it came up. */
  | { readonly kind: 'connect-failed'; readonly member: Uint8Array; readonly attempt: Uint8Array }
  /** Our own name, empty for none. */
  | { readonly kind: 'nickname'; readonly nickname: string }
  /** Changes what all share. */
  | ({ readonly kind: 'settings' } & SettingsChange)
  /** Whether the person is writing. */
  | { readonly kind: 'typing'; readonly on: boolean }
  /** Says BYE to everyone; links are closed by peer/ afterwards. */
  | { readonly kind: 'leave' };

export type OverlayOutput =
  | { readonly kind: 'send'; readonly link: LinkId; readonly payload: Uint8Array }
  /** The same on channel 1: it may be lost, and is not sent again. */
  | { readonly kind: 'send-fast'; readonly link: LinkId; readonly payload: Uint8Array }
  /** A new, verified, never-seen message of somebody else, in the order of arrival. */
  | { readonly kind: 'deliver'; readonly message: RoomMessage }
  /** `member` holds every message of ours after `since`, up to `upTo`. */
  | {
      readonly kind: 'acknowledged';
      readonly member: Uint8Array;
      readonly since: number;
      readonly upTo: number;
    }
  /** Make an offer to this member and answer with `signal` (or `connect-failed`). */
  | { readonly kind: 'connect'; readonly member: Uint8Array; readonly attempt: Uint8Array }
  /** A member's offer came through other members: answer it. */
  | {
      readonly kind: 'offer';
      readonly from: Uint8Array;
      readonly record: Uint8Array;
      readonly description: SessionDescription;
    }
  | {
      readonly kind: 'answer';
      readonly from: Uint8Array;
      readonly record: Uint8Array;
      readonly description: SessionDescription;
    }
  /** Everything that is known of one member, whenever it changes. */
  | { readonly kind: 'member'; readonly member: MemberView }
  | { readonly kind: 'gone'; readonly member: Uint8Array; readonly reason: 'left' | 'lost' }
  /** What all share is other than before, or who set it has now said so itself. */
  | { readonly kind: 'settings'; readonly settings: RoomSettings }
  /** A member began to write, or stopped. */
  | { readonly kind: 'typing'; readonly member: Uint8Array; readonly on: boolean }
  /** Silent for too long, flooding, refused, or its member has left: peer/ closes it. */
  | { readonly kind: 'close-link'; readonly link: LinkId }
  /** A member's clock differs from ours by this much (theirs − ours). */
  | { readonly kind: 'clock-skew'; readonly differenceMs: number }
  | { readonly kind: 'dropped'; readonly reason: string };

export interface MemberView {
  readonly id: Uint8Array;
  /** The X25519 key that what is said to this member alone is sealed to. */
  readonly sealingKey: Uint8Array;
  /** The Ed25519 key that signs this member's messages. */
  readonly signingKey: Uint8Array;
  /** As chosen by the member, already cleaned for display; empty for none. */
  readonly nickname: string;
  /** SHA-256 of what it says that it runs: a claim, and nothing more. */
  readonly build: Uint8Array | undefined;
  /** `direct`: an own link; `through`: by other members; `reconnecting`: neither, for now. */
  readonly reach: 'direct' | 'through' | 'reconnecting';
  /** Since when it has been reached like this. */
  readonly since: number;
}

/** What is left out stays as it is. */
export interface SettingsChange {
  readonly locked?: boolean | undefined;
  readonly lifetime?: Lifetime | undefined;
}

/** What everybody in the room shares, and anybody may change. */
export interface RoomSettings {
  /** Whether newcomers are kept out. */
  readonly locked: boolean;
  /** For messages whose sender chooses no other. */
  readonly lifetime: Lifetime;
  /** When it was set, ms since the Unix epoch by the clock of who did; 0: never. */
  readonly at: Instant;
  /** Who set it, once that member has said so itself; nobody else is believed. */
  readonly by: Uint8Array | undefined;
}
