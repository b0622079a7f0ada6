// What meeting is to the rest of a peer: offers go out sealed, strangers' offers come in opened.
//
//   want-offer ▶ (a link gathers) ▶ offer-ready ▶ announced on every tracker, each under its own seal
//   offer ▶ (a link answers) ▶ answer-ready ▶ sent back on every tracker on which the offer came
//   answer ▶ (the link that made the offer)
//
// Beside the trackers runs the mailbox, the same way, through items of the DHT; and by hand, where a
// person asks for codes and brings codes (by-hand.ts).

import type { RoomKeys } from '../../crypto/keys.ts';
import type { DhtEvent, DhtHealth } from '../../ports/dht.ts';
import type { Random } from '../../ports/random.ts';
import type { SocketEvent } from '../../ports/socket.ts';
import type { Item } from '../../wire/bep44.ts';
import type { CircuitPass } from '../../wire/circuit.ts';
import type { SessionDescription } from '../../wire/description.ts';

/** DESIGN §4: "Every configured tracker (six at most)"; more are not used. */
export const MAX_TRACKERS = 6;

export interface RendezvousConfig {
  readonly keys: RoomKeys;
  /** Our 16-byte member id: our own envelopes, echoed back, are recognised by it. */
  readonly self: Uint8Array;
  /** At most `MAX_TRACKERS`; the user's own first. */
  readonly trackers: readonly string[];
  readonly random: Random;
  /** Whether an offer or answer of this member, by its own claim, is to be looked at; all, unless told. */
  readonly admits?: ((member: Uint8Array) => boolean) | undefined;
}

/** Names a socket within one machine; never reused. */
export type SocketId = number;

export type RendezvousInput =
  | { readonly kind: 'start' }
  /** Says `stopped` everywhere and closes every socket. */
  | { readonly kind: 'stop' }
  | { readonly kind: 'socket'; readonly socket: SocketId; readonly event: SocketEvent }
  /** The offer that `want-offer` asked for has gathered. */
  | { readonly kind: 'offer-ready'; readonly attempt: Uint8Array; readonly record: Uint8Array }
  /** That offer's link ended or came up: take it out of the pool. */
  | { readonly kind: 'offer-over'; readonly attempt: Uint8Array }
  /** The answer to an `offer` output. */
  | { readonly kind: 'answer-ready'; readonly attempt: Uint8Array; readonly record: Uint8Array }
  /** The link that was to answer an `offer` came up, or came to nothing; `met`: they are here. */
  | { readonly kind: 'answer-over'; readonly attempt: Uint8Array; readonly met?: boolean }
  /** The person wants a code to give to somebody: answered by `hand-code` or `hand-refused`. */
  | { readonly kind: 'hand-offer'; readonly request: HandRequest }
  /** The person was given a code: answered by `hand-code`, `hand-taken` or `hand-refused`. */
  | { readonly kind: 'hand-code'; readonly request: HandRequest; readonly text: string }
  /**
   * How many links are up; zero is isolation, and resets every back-off. `members` is how many
   * are in the room, ourselves included: where trackers count more for long, the room may have
   * come up in two halves, and an offer goes out now and then. Left out, none does. `rank` is how
   * many of them have a lower id than we: the lowest keep beacons in the mailbox.
   */
  | {
      readonly kind: 'links';
      readonly count: number;
      readonly members?: number | undefined;
      readonly rank?: number | undefined;
    }
  /**
   * Whether strangers are admitted, and whether offers of ours go out: to find whoever was lost they
   * may while the room is locked. Whoever was kept out is met as soon as it is open.
   */
  | { readonly kind: 'door'; readonly open: boolean; readonly offers: boolean }
  | { readonly kind: 'dht'; readonly event: DhtEvent }
  /** `online`, `pageshow`, a tap: try again now. */
  | { readonly kind: 'nudge' }
  /** The person edited the list of trackers. */
  | { readonly kind: 'trackers'; readonly trackers: readonly string[] };

export type RendezvousOutput =
  | { readonly kind: 'socket'; readonly socket: SocketId; readonly command: SocketCommand }
  | { readonly kind: 'dht'; readonly command: DhtCommand }
  /** A connection is to be made for strangers; answer with `offer-ready` or `offer-over`. */
  | { readonly kind: 'want-offer'; readonly attempt: Uint8Array; readonly by: Way }
  /** An unanswered offer is no longer kept ready. */
  | { readonly kind: 'drop-offer'; readonly attempt: Uint8Array }
  | {
      readonly kind: 'offer';
      readonly by: Way;
      readonly record: Uint8Array;
      readonly description: SessionDescription;
    }
  | {
      readonly kind: 'answer';
      readonly by: Way;
      readonly record: Uint8Array;
      readonly description: SessionDescription;
    }
  /** Somebody with the phrase is there whose clock differs from ours by this much (theirs − ours). */
  | { readonly kind: 'clock-skew'; readonly differenceMs: number }
  | { readonly kind: 'other-version'; readonly version: number }
  | { readonly kind: 'tracker'; readonly health: TrackerHealth }
  | { readonly kind: 'dht-health'; readonly health: DhtHealth }
  /** The frame relays that we may use now, in the order of the list of trackers. */
  | { readonly kind: 'relays'; readonly relays: readonly Relay[] }
  /** A code for the person to give away: an offer, or the answer to one that was brought. */
  | {
      readonly kind: 'hand-code';
      readonly request: HandRequest;
      readonly role: 'offer' | 'answer';
      readonly text: string;
    }
  /** The code that was brought was the answer to one of ours: the two connect now. */
  | { readonly kind: 'hand-taken'; readonly request: HandRequest }
  | {
      readonly kind: 'hand-refused';
      readonly request: HandRequest;
      readonly reason: HandRefusal;
    }
  /** Bad bytes of a tracker or a stranger, by reason; for the counters. */
  | { readonly kind: 'dropped'; readonly reason: string };

/** A frame relay, and by what its bridge knows that we are in the room's swarm there. */
export interface Relay {
  /** As `relayUrl` of `wire/circuit.ts` gives it. */
  readonly url: string;
  readonly pass: CircuitPass;
}

/** How a stranger is met. What goes by mailbox or by hand is smaller, and takes longer. */
export type Way = 'tracker' | 'mailbox' | 'hand';

/** Names a question about codes and its one reply; chosen by the owner. */
export type HandRequest = number;

export type HandRefusal =
  /** No code, or one that was damaged on its way. */
  | 'malformed'
  /** Sealed with another phrase. */
  | 'not-this-room'
  /** Made more than ten minutes ago, or by a clock that is wrong. */
  | 'out-of-time'
  | 'own'
  | 'used'
  /** An answer to nothing that we asked, or that we wait for no longer. */
  | 'unasked'
  | 'already-here'
  | 'other-version'
  | 'too-many'
  /** No connection can be made from here. */
  | 'unavailable';

export type DhtCommand =
  /** The trackers that said that they are bridges to the DHT. */
  | { readonly kind: 'reach'; readonly bridges: readonly string[] }
  | { readonly kind: 'get' | 'watch' | 'unwatch'; readonly target: Uint8Array }
  | { readonly kind: 'put'; readonly item: Item; readonly cas: number | undefined };

export type SocketCommand =
  | { readonly kind: 'open'; readonly url: string }
  | { readonly kind: 'send'; readonly text: string }
  | { readonly kind: 'close' };

export interface TrackerHealth {
  readonly url: string;
  readonly state: TrackerState;
  /** Members that the tracker counts, ourselves included; undefined before its first reply. */
  readonly swarm: number | undefined;
}

/** `silent`: the socket is open, yet the last announce got no reply in time. */
export type TrackerState = 'connecting' | 'working' | 'silent' | 'unreachable' | 'stopped';
