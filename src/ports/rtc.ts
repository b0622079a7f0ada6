// The WebRTC port: one peer connection with the three data channels of DESIGN §5, signalled by
// one complete description each way (no trickle). SDP text never crosses this port: it takes and
// gives the parsed fields, so that what a stranger sent is rebuilt and never passed on as it came.

import type { Transport } from '../wire/description.ts';

/** 0 control and chat: ordered, reliable. 1 fast: unordered, no retransmission. 2 bulk: ordered. */
export type ChannelId = 0 | 1 | 2;

export interface IceServer {
  readonly urls: readonly string[];
  readonly username?: string;
  readonly credential?: string;
}

export interface RtcOptions {
  /** The offerer; the other side answers. */
  readonly initiator: boolean;
  /** Empty means host candidates only: no server is contacted. */
  readonly iceServers: readonly IceServer[];
  /** Relay candidates only: the address is hidden, and nothing is sent when no relay exists. */
  readonly relayOnly: boolean;
  readonly pace: Pace;
}

/** When the other side takes up our answer: at once; within seconds, from a mailbox; within minutes. */
export type Pace = 'prompt' | 'slow' | 'by-hand';

export type RtcEvent =
  /** The complete local description; once. The initiator's is the offer. */
  | { readonly kind: 'local'; readonly transport: Transport }
  /** All three channels are open. */
  | { readonly kind: 'open' }
  | { readonly kind: 'message'; readonly channel: ChannelId; readonly bytes: Uint8Array }
  /** What was buffered on this channel fell to its low-water mark. */
  | { readonly kind: 'drained'; readonly channel: ChannelId }
  /** ICE lost its path and looks for another (true), or has one again (false). */
  | { readonly kind: 'interrupted'; readonly interrupted: boolean }
  /** How packets travel, told when it is known and whenever it changes. */
  | { readonly kind: 'path'; readonly path: 'direct' | 'relay' }
  /** The last event. `failed`: no path between the two; `unsupported`: no WebRTC here. */
  | { readonly kind: 'closed'; readonly reason: 'local' | 'remote' | 'failed' | 'unsupported' };

/** Three channels to the other side, by whatever way they go. */
export interface ChannelHandle {
  /** Queues one message, at most 16,384 bytes. Dropped silently unless `open`. */
  send(channel: ChannelId, bytes: Uint8Array): void;
  /** Bytes queued on a channel and not yet handed to the network. */
  buffered(channel: ChannelId): number;
  /** Closes at once and releases everything; `closed` follows exactly once. */
  close(): void;
}

export interface RtcHandle extends ChannelHandle {
  /** Gives the answer to an initiator, or the offer to an answerer; once. */
  accept(remote: Transport): void;
}

export interface RtcPort {
  /** Starts one connection. Events never arrive before this call has returned. */
  open(options: RtcOptions, listen: (event: RtcEvent) => void): RtcHandle;
}
