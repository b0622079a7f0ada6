// What a link is to the rest of a peer: the inputs and outputs of one secure connection.
//
//   offerer   start ▶ rtc open … local ▶ record ▶ (signalling) ▶ answer ▶ connecting
//   answerer  offer ▶ rtc open … local ▶ record ▶ (signalling)           ▶ connecting
//   both      channels open ▶ Noise ▶ identified ◀ held ▶ FIN, FIN ▶ up ▶ … ▶ down
//
// When no direct path is found, or one side will not have any, `rtc` is told to `relay` in place of
// `open`: the three channels then go through a bridge that both can use.

import type { Card, Identity } from '../../crypto/identity.ts';
import type { Random } from '../../ports/random.ts';
import type { ChannelId, IceServer, Pace, RtcEvent, RtcOptions } from '../../ports/rtc.ts';
import type { SessionDescription, Transport } from '../../wire/description.ts';

export interface LinkConfig {
  readonly role: 'offerer' | 'answerer';
  /** 16 random bytes that name this connection; the answerer takes the offer's. */
  readonly attempt: Uint8Array;
  readonly identity: Identity;
  readonly psk: Uint8Array;
  readonly roomId: Uint8Array;
  readonly iceServers: readonly IceServer[];
  readonly relayOnly: boolean;
  /** Through the mailbox or by hand records are small, and an answer is found late. */
  readonly pace: Pace;
  /** False for whoever hides the address without TURN: only a relay carries the link then. */
  readonly direct: boolean;
  /** Whether a relay may stand in where no direct path to this member is found. */
  readonly mayFallBack: (member: Uint8Array | undefined) => boolean;
  /** The frame relays that we can use at present, in the order of our list. */
  readonly bridges: () => readonly LinkBridge[];
  /** kdf(root, 8), from which circuits are named. */
  readonly circuitKey: Uint8Array;
  readonly random: Random;
}

/** A frame relay of our own list. */
export interface LinkBridge {
  readonly url: string;
  /** How records name it: see `bridgeTag`. */
  readonly tag: Uint8Array;
}

/** A description as parsed, beside the exact bytes that the Noise prologue hashes. */
export interface Described {
  readonly record: Uint8Array;
  readonly description: SessionDescription;
}

export type LinkInput =
  /** Offerer only, once: open the connection and gather. */
  | { readonly kind: 'start' }
  /** Answerer only, once, in place of `start`. */
  | { readonly kind: 'offer'; readonly offer: Described }
  /** Offerer only: the first valid answer. Later ones are dropped and counted. */
  | { readonly kind: 'answer'; readonly answer: Described }
  | { readonly kind: 'rtc'; readonly event: RtcEvent }
  /** The reply to `identified`: the handshake hash of the live link held to it, or 32 zeros. */
  | { readonly kind: 'held'; readonly handshake: Uint8Array }
  /** Sends one payload, at most `MAX_PAYLOAD_BYTES`. Asserts that the link is up. */
  | { readonly kind: 'send'; readonly channel: ChannelId; readonly payload: Uint8Array }
  /** Closes; with `drain` only after 50 ms, so that what was sent still arrives. */
  | { readonly kind: 'close'; readonly drain: boolean };

export type LinkOutput =
  | { readonly kind: 'rtc'; readonly command: RtcCommand }
  /** The offer or answer to be signalled. */
  | { readonly kind: 'local'; readonly local: Described }
  /** Who is at the other end; answer at once with `held`. */
  | { readonly kind: 'identified'; readonly member: Card }
  | { readonly kind: 'up'; readonly up: LinkUp }
  | { readonly kind: 'received'; readonly channel: ChannelId; readonly payload: Uint8Array }
  /** The bulk channel can take more. */
  | { readonly kind: 'writable' }
  | { readonly kind: 'interrupted'; readonly interrupted: boolean }
  | { readonly kind: 'path'; readonly path: 'direct' | 'relay' }
  /** A peer's bad bytes, by reason; for the counters. */
  | { readonly kind: 'dropped'; readonly reason: string }
  /** The last output. */
  | { readonly kind: 'down'; readonly reason: LinkDownReason };

export interface LinkUp {
  readonly member: Card;
  readonly role: 'offerer' | 'answerer';
  /** 32 bytes, the same at both ends and unique to this link. */
  readonly handshake: Uint8Array;
  /** What each FIN named as the live older link, or 32 zeros. */
  readonly heldHere: Uint8Array;
  readonly heldThere: Uint8Array;
}

export type LinkDownReason =
  | 'local'
  | 'remote'
  /** ICE found no path, or lost it for good. */
  | 'unreachable'
  /** No answer to the offer, or no open channel, or a handshake that stalled. */
  | 'timeout'
  /** The handshake or a frame did not authenticate, or broke the protocol. */
  | 'hostile'
  | 'self'
  /** Only a relay could carry this link, and there is none that both sides can use. */
  | 'no-bridge'
  | 'unsupported';

export type RtcCommand =
  | { readonly kind: 'open'; readonly options: RtcOptions }
  /** In place of `open`, or after `close`: a circuit through a bridge, named by 16 bytes. */
  | { readonly kind: 'relay'; readonly url: string; readonly token: Uint8Array }
  | { readonly kind: 'accept'; readonly remote: Transport }
  | { readonly kind: 'send'; readonly channel: ChannelId; readonly bytes: Uint8Array }
  | { readonly kind: 'close' };
