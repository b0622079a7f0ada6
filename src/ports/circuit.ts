// The circuit port: the three channels of a link through a bridge's frame relay, for two people
// whose networks refuse a direct path, or of whom one hides the address or has no WebRTC. To the
// layers above it is what an RTC connection is once both descriptions are known.

import type { CircuitPass } from '../wire/circuit.ts';
import type { ChannelHandle, RtcEvent } from './rtc.ts';

export interface CircuitOptions {
  /** ws: or wss:, of the frame relay. */
  readonly url: string;
  /** 16 bytes, the same at both ends. */
  readonly token: Uint8Array;
  /** By which the bridge knows that we are in the room's swarm there. */
  readonly pass: CircuitPass;
}

/** `open` when the other end has come; `path` says `relay` then. */
export type CircuitEvent = Exclude<RtcEvent, { readonly kind: 'local' | 'interrupted' }>;

export interface CircuitPort {
  /** Starts to connect. Events never arrive before this call has returned. */
  open(options: CircuitOptions, listen: (event: CircuitEvent) => void): ChannelHandle;
}
