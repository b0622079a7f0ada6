// The frame relay of a bridge (BRIDGE, "The frame relay"): what each end of a circuit says to it at
// the bridge's path `relay`, one binary WebSocket frame each.
//
//   end ──▶ bridge ──▶ end   message 2   channel u8 ‖ 1 … 16,384 bytes, sealed by the link
//                            taken 3     bytes u32 of channel 2 that were taken in since the last
//   end ──▶ bridge           open 1      token 16 ‖ infohash 20 ‖ peer id 20
//   bridge ──▶ end           joined 129  the other end is there
//                            refused 130 reason u8; the bridge closes
//
// The token names the circuit and says nothing of it: BLAKE2b-16 keyed with the room's circuit key,
// over the answer's record. Of several who answer one offer each has another, and whoever saw the
// offer alone has none. Infohash and peer id show that the asker is in the room's swarm there.

import { concat } from '../base/bytes.ts';
import { bad, ok, type Parsed } from '../base/result.ts';
import { utf8 } from '../base/utf8.ts';
import { blake2bKeyed } from '../crypto/hash.ts';
import type { ChannelId } from '../ports/rtc.ts';
import { BRIDGE_TAG_BYTES } from './description.ts';
import { MAX_FRAME_BYTES } from './frame.ts';
import { serviceUrl } from './gateway.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

export const RELAY_PATH = '/relay';

export const CIRCUIT_TOKEN_BYTES = 16;
/** TRACKERS §1.8, rule 2. */
const SWARM_ID_BYTES = 20;

/** The kind and the channel before the largest message of a link. */
export const MAX_CIRCUIT_FRAME_BYTES = 2 + MAX_FRAME_BYTES;

/** Keyed hashes of these two kinds are never mixed up. */
const TOKEN_LABEL = utf8('token');
const BRIDGE_LABEL = utf8('bridge');
const HASH_BYTES = 16;

/** Whoever asks for a circuit is in this swarm under this peer id, 20 bytes each. */
export interface CircuitPass {
  readonly infohash: Uint8Array;
  readonly peerId: Uint8Array;
}

export type CircuitFrame =
  | ({ readonly kind: 'open'; readonly token: Uint8Array } & CircuitPass)
  | { readonly kind: 'message'; readonly channel: ChannelId; readonly bytes: Uint8Array }
  | { readonly kind: 'taken'; readonly count: number }
  | { readonly kind: 'joined' }
  | { readonly kind: 'refused'; readonly reason: CircuitRefusal };

/**
 * `stranger`: the asker is in no swarm here. `nobody`: the other end did not come in time, or is gone.
 * `spent`: the circuit has carried all that its operator grants.
 */
export type CircuitRefusal = 'stranger' | 'busy' | 'nobody' | 'spent';

export type CircuitFault = 'circuit-kind' | 'circuit-malformed';

const KINDS = { open: 1, message: 2, taken: 3, joined: 129, refused: 130 } as const;
const REASONS: readonly CircuitRefusal[] = ['stranger', 'busy', 'nobody', 'spent'];

/** Both ends come to the same one: the offerer takes one answer, and the answerer gives one. */
export function circuitToken(circuitKey: Uint8Array, answerRecord: Uint8Array): Uint8Array {
  return blake2bKeyed(CIRCUIT_TOKEN_BYTES, circuitKey, TOKEN_LABEL, answerRecord);
}

/**
 * Where the frame relay of the bridge with this tracker is; undefined for what is no such URL. People
 * who write one host differently come to one URL: scheme and host know no case (RFC 3986 §6.2.2.1).
 */
export function relayUrl(tracker: string): string | undefined {
  const url = serviceUrl(tracker, RELAY_PATH);
  const [, scheme, account = '', host, path] =
    /^(wss?:\/\/)([^/]*@)?([^/]+)(.*)$/i.exec(url ?? '') ?? [];
  if (scheme === undefined || host === undefined) return undefined;
  return scheme.toLowerCase() + account + host.toLowerCase() + path;
}

/** How a record names a frame relay: whoever has it on the own list knows it, nobody else does. */
export function bridgeTag(circuitKey: Uint8Array, url: string): Uint8Array {
  return blake2bKeyed(HASH_BYTES, circuitKey, BRIDGE_LABEL, utf8(url)).slice(0, BRIDGE_TAG_BYTES);
}

export function encodeCircuitFrame(frame: CircuitFrame): Uint8Array {
  const kind = Uint8Array.of(KINDS[frame.kind]);
  switch (frame.kind) {
    case 'open':
      return concat(kind, frame.token, frame.infohash, frame.peerId);
    case 'message':
      return concat(kind, Uint8Array.of(frame.channel), frame.bytes);
    case 'taken':
      return new Writer().bytes(kind).u32(frame.count).finish();
    case 'joined':
      return kind;
    case 'refused':
      return concat(kind, Uint8Array.of(REASONS.indexOf(frame.reason)));
  }
}

export function parseCircuitFrame(bytes: Uint8Array): Parsed<CircuitFrame, CircuitFault> {
  const reader = new Reader(bytes);
  switch (reader.u8()) {
    case KINDS.message:
      return parseMessage(reader);
    case KINDS.taken:
      return reader.finish({ kind: 'taken', count: reader.u32() } as const, 'circuit-malformed');
    case KINDS.open:
      return parseOpen(reader);
    case KINDS.joined:
      return reader.finish({ kind: 'joined' } as const, 'circuit-malformed');
    case KINDS.refused: {
      const reason = REASONS[reader.u8()];
      if (reason === undefined || !reader.done()) return bad('circuit-malformed');
      return ok({ kind: 'refused', reason });
    }
    default:
      return bad('circuit-kind');
  }
}

function parseOpen(reader: Reader): Parsed<CircuitFrame, CircuitFault> {
  const token = reader.bytes(CIRCUIT_TOKEN_BYTES);
  const infohash = reader.bytes(SWARM_ID_BYTES);
  const peerId = reader.bytes(SWARM_ID_BYTES);
  return reader.finish({ kind: 'open', token, infohash, peerId } as const, 'circuit-malformed');
}

function parseMessage(reader: Reader): Parsed<CircuitFrame, CircuitFault> {
  const channel = reader.u8();
  if (channel !== 0 && channel !== 1 && channel !== 2) return bad('circuit-malformed');
  const size = reader.left;
  if (size === 0 || size > MAX_FRAME_BYTES) return bad('circuit-malformed');
  return reader.finish(
    { kind: 'message', channel, bytes: reader.rest() } as const,
    'circuit-malformed',
  );
}
