// What the overlay is to the rest of a peer: who is here, how to reach them, and how one message
// gets to everybody. Links are named by small numbers that peer/ gives out and never reuses.

import type { Card, Identity } from '../../crypto/identity.ts';
import type { Random } from '../../ports/random.ts';
import type { SessionDescription } from '../../wire/description.ts';
import type { RoomMessage } from '../../wire/message.ts';

export type LinkId = number;

export interface OverlayConfig {
  readonly identity: Identity;
  readonly roomId: Uint8Array;
  readonly random: Random;
}

export type OverlayInput =
  | { readonly kind: 'start' }
  | { readonly kind: 'link-up'; readonly link: LinkId; readonly member: Card }
  /** This link goes away for good; after a replacement, the new one was reported up before. */
  | { readonly kind: 'link-down'; readonly link: LinkId }
  | { readonly kind: 'interrupted'; readonly link: LinkId; readonly interrupted: boolean }
  /** A payload of channel 0. */
  | { readonly kind: 'received'; readonly link: LinkId; readonly payload: Uint8Array }
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
  /** Says BYE to everyone; links are closed by peer/ afterwards. */
  | { readonly kind: 'leave' };

export type OverlayOutput =
  | { readonly kind: 'send'; readonly link: LinkId; readonly payload: Uint8Array }
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
  /** `direct`: an own link; `through`: by other members; `reconnecting`: neither, for now. */
  readonly reach: 'direct' | 'through' | 'reconnecting';
  /** Since when it has been reached like this. */
  readonly since: number;
}
