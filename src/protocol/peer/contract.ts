// One member of one room, whole: what the host feeds in and performs.

import type { Identity } from '../../crypto/identity.ts';
import type { RoomKeys } from '../../crypto/keys.ts';
import type { CircuitOptions } from '../../ports/circuit.ts';
import type { DhtEvent, DhtHealth } from '../../ports/dht.ts';
import type { Random } from '../../ports/random.ts';
import type { IceServer, RtcEvent } from '../../ports/rtc.ts';
import type { SocketEvent } from '../../ports/socket.ts';
import type { RtcCommand } from '../link/contract.ts';
import type { MemberView, OverlayInput, OverlayOutput } from '../overlay/contract.ts';
import type {
  DhtCommand,
  RendezvousInput,
  RendezvousOutput,
  SocketCommand,
  SocketId,
  TrackerHealth,
  Way,
} from '../rendezvous/contract.ts';
import type { RoomInput, RoomOutput } from '../room/contract.ts';

export interface PeerConfig {
  readonly keys: RoomKeys;
  readonly identity: Identity;
  readonly random: Random;
  readonly trackers: readonly string[];
  readonly iceServers: readonly IceServer[];
  readonly relayOnly: boolean;
  readonly nickname: string;
  /** Whether a lock is not heeded here. */
  readonly alwaysOpen?: boolean | undefined;
  /** SHA-256 of what runs, 32 bytes, to be told to the people in the room. */
  readonly build?: Uint8Array | undefined;
}

/** Names a link, and its RTC connection, within one peer; never reused. */
export type LinkId = number;

/** What the driver is to do with a link's channels; a circuit's options are complete by then. */
export type ChannelCommand =
  | Exclude<RtcCommand, { readonly kind: 'relay' }>
  | { readonly kind: 'relay'; readonly options: CircuitOptions };

/** What the person does in the conversation. */
export type Act = Extract<
  RoomInput,
  { readonly kind: 'write' | 'edit' | 'delete' | 'react' | 'read' | 'note' | 'verify' | 'withdraw' }
>;
/** What comes of a question about codes that people carry by hand. */
export type HandReply = 'hand-code' | 'hand-taken' | 'hand-refused';

export type PeerInput =
  | { readonly kind: 'start' }
  /** Says BYE, closes everything; `left` is the last output that matters. */
  | { readonly kind: 'leave' }
  /** The page goes away this instant: like `leave`, without time to drain. */
  | { readonly kind: 'vanish' }
  | { readonly kind: 'socket'; readonly socket: SocketId; readonly event: SocketEvent }
  | { readonly kind: 'dht'; readonly event: DhtEvent }
  | { readonly kind: 'rtc'; readonly link: LinkId; readonly event: RtcEvent }
  | Act
  | Extract<OverlayInput, { readonly kind: 'nickname' | 'settings' | 'typing' }>
  | Extract<RendezvousInput, { readonly kind: 'hand-offer' | 'hand-code' }>
  | { readonly kind: 'trackers'; readonly trackers: readonly string[] }
  /** `online`, `pageshow`, a tap: whatever waits for a retry is tried now. */
  | { readonly kind: 'nudge' };

export type PeerOutput =
  | { readonly kind: 'socket'; readonly socket: SocketId; readonly command: SocketCommand }
  | { readonly kind: 'dht'; readonly command: DhtCommand }
  | { readonly kind: 'rtc'; readonly link: LinkId; readonly command: ChannelCommand }
  | Extract<
      RoomOutput,
      { readonly kind: 'entry' | 'removed' | 'refused' | 'note' | 'noted' | 'verification' }
    >
  | { readonly kind: 'member'; readonly member: PeerMember }
  | Extract<OverlayOutput, { readonly kind: 'gone' | 'settings' | 'typing' }>
  | { readonly kind: 'tracker'; readonly health: TrackerHealth }
  | { readonly kind: 'dht-health'; readonly health: DhtHealth }
  /** The frame relays of bridges that could carry our links now. */
  | { readonly kind: 'relays'; readonly urls: readonly string[] }
  | Extract<RendezvousOutput, { readonly kind: HandReply }>
  | { readonly kind: 'notice'; readonly notice: Notice }
  | { readonly kind: 'dropped'; readonly reason: string }
  | { readonly kind: 'left' };

/** A member as the overlay sees it, how it was met, and how packets of the direct link travel. */
export interface PeerMember extends MemberView {
  /** Through trackers, through the DHT, by hand, or through somebody who was here already. */
  readonly met: Way | 'member';
  readonly path: 'direct' | 'relay' | undefined;
}

/** Something that a person should know and that no state of a message or a member tells. */
export type Notice =
  /** Somebody with the phrase is there, but one of the two clocks is wrong (theirs − ours). */
  | { readonly code: 'clock-skew'; readonly differenceMs: number }
  | { readonly code: 'other-version' }
  /** An offer and an answer crossed, and yet the two networks found no path. */
  | { readonly code: 'no-path' }
  /** Only a relay could carry the link, and there is none that both of us use. */
  | { readonly code: 'no-bridge' }
  /** This runtime has no WebRTC. */
  | { readonly code: 'unsupported' };
