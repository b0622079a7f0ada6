// The overlay's frames: what neighbours say to each other on channel 0 of a link (OVERLAY.md,
// "Messages"). One frame fills one payload; its first byte is its type.
//
//   PING   1 ‖ nonce 4 ‖ frontier hash 8          after a second of silence
//   PONG   2 ‖ nonce 4 ‖ frontier hash 8          at once
//   STATE  3 ‖ member state                       flooded (member-state.ts)
//   SIGNAL 4 ‖ to 16 ‖ from 16 ‖ TTL u8 ‖ nonce 8 ‖ envelope          routed (member-envelope.ts)
//   MSG    5 ‖ hop u8 ‖ room message              flooded (message.ts)
//   SYNC   6 ‖ flags u8 ‖ (sender 16 ‖ since u32 ‖ up to u32 ‖ from u32)*   on link-up and to find gaps
//   ACK    7 ‖ (sender 16 ‖ since u32 ‖ up to u32)*   to a neighbour
//   BEAT   8 ‖ member beat                        flooded (member-beat.ts)
//   TYPING 9 ‖ on u8                              on channel 1, alone there, of the neighbour itself

import { assert } from '../base/assert.ts';
import { bad, ok, type Parsed } from '../base/result.ts';
import { MAX_MESSAGE_SEQ, MEMBER_ID_BYTES } from './message.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** OVERLAY.md, "Messages": PING's nonce and its BLAKE2b frontier hash. */
export const PING_NONCE_BYTES = 4;
export const FRONTIER_HASH_BYTES = 8;
/** OVERLAY.md, "Messages": SIGNAL's nonce. */
export const SIGNAL_NONCE_BYTES = 8;
/** Our choice: DESIGN §4 expects envelopes of 250–400 bytes. */
export const MAX_ENVELOPE_BYTES = 1_024;
/** Our choice: all of a full roster and as many who have gone; 7,170 bytes. */
export const MAX_FRONTIER_ENTRIES = 256;

export interface PingFrame {
  readonly kind: 'ping' | 'pong';
  readonly nonce: Uint8Array;
  /** What the sender holds of everyone present, as {@link FRONTIER_HASH_BYTES} bytes. */
  readonly frontier: Uint8Array;
}

export interface SignalFrame {
  readonly kind: 'signal';
  readonly to: Uint8Array;
  readonly from: Uint8Array;
  /** How many more members may pass it on. */
  readonly ttl: number;
  readonly nonce: Uint8Array;
  readonly envelope: Uint8Array;
}

/** Of one sender, all messages after `since`, up to and including `upTo`, are held. */
export interface FrontierEntry {
  readonly sender: Uint8Array;
  readonly since: number;
  readonly upTo: number;
}

/** … and the receiver of this frame can have those from `from` on; `upTo + 1` for none. */
export interface SyncEntry extends FrontierEntry {
  readonly from: number;
}

export type OverlayFrame =
  | PingFrame
  | { readonly kind: 'state'; readonly state: Uint8Array }
  | SignalFrame
  /** `hop` counts the members that passed it on. */
  | { readonly kind: 'msg'; readonly hop: number; readonly message: Uint8Array }
  /** `answer` asks the receiver for a SYNC of its own. */
  | { readonly kind: 'sync'; readonly answer: boolean; readonly entries: readonly SyncEntry[] }
  | { readonly kind: 'ack'; readonly entries: readonly FrontierEntry[] }
  | { readonly kind: 'beat'; readonly beat: Uint8Array }
  | { readonly kind: 'typing'; readonly on: boolean };

export type FrameFault = 'frame-type' | 'frame-malformed';

const TYPE = {
  ping: 1,
  pong: 2,
  state: 3,
  signal: 4,
  msg: 5,
  sync: 6,
  ack: 7,
  beat: 8,
  typing: 9,
} as const;

/** The only flag of SYNC; the other bits must be zero. */
const FLAG_ANSWER = 1;

/** sender, since, up to; also of a BEAT. */
export const FRONTIER_ENTRY_BYTES = MEMBER_ID_BYTES + 4 + 4;
const SYNC_ENTRY_BYTES = FRONTIER_ENTRY_BYTES + 4;

export function encodeFrame(frame: OverlayFrame): Uint8Array {
  const writer = new Writer().u8(TYPE[frame.kind]);
  switch (frame.kind) {
    case 'ping':
    case 'pong':
      assert(frame.nonce.length === PING_NONCE_BYTES, 'a ping nonce has 4 bytes');
      assert(frame.frontier.length === FRONTIER_HASH_BYTES, 'a frontier hash has 8 bytes');
      return writer.bytes(frame.nonce).bytes(frame.frontier).finish();
    case 'state':
      return writer.bytes(frame.state).finish();
    case 'signal':
      return writeSignal(writer, frame);
    case 'msg':
      return writer.u8(frame.hop).bytes(frame.message).finish();
    case 'sync':
      writer.u8(frame.answer ? FLAG_ANSWER : 0);
      for (const entry of frame.entries) writeFrontierEntry(writer, entry).u32(entry.from);
      return writer.finish();
    case 'ack':
      for (const entry of frame.entries) writeFrontierEntry(writer, entry);
      return writer.finish();
    case 'beat':
      return writer.bytes(frame.beat).finish();
    case 'typing':
      return writer.u8(frame.on ? 1 : 0).finish();
  }
}

function writeSignal(writer: Writer, frame: SignalFrame): Uint8Array {
  assert(frame.nonce.length === SIGNAL_NONCE_BYTES, 'a signal nonce has 8 bytes');
  assert(frame.envelope.length <= MAX_ENVELOPE_BYTES, 'the envelope fits');
  writer.bytes(frame.to).bytes(frame.from).u8(frame.ttl).bytes(frame.nonce);
  return writer.bytes(frame.envelope).finish();
}

export function writeFrontierEntry(writer: Writer, entry: FrontierEntry): Writer {
  assert(entry.sender.length === MEMBER_ID_BYTES, 'a member id has 16 bytes');
  assert(entry.since <= entry.upTo, 'what is held begins before it ends');
  return writer.bytes(entry.sender).u32(entry.since).u32(entry.upTo);
}

/** The reader fails for a range that ends before it begins, or beyond the last number there can be. */
export function readFrontierEntry(reader: Reader): FrontierEntry {
  const entry = {
    sender: reader.bytes(MEMBER_ID_BYTES),
    since: reader.u32(),
    upTo: reader.u32(),
  };
  if (entry.since > entry.upTo || entry.upTo > MAX_MESSAGE_SEQ) reader.fail();
  return entry;
}

/** Reads the frame only; what it carries (a state, a message, an envelope) has its own parser. */
export function parseFrame(payload: Uint8Array): Parsed<OverlayFrame, FrameFault> {
  const reader = new Reader(payload);
  switch (reader.u8()) {
    case TYPE.ping:
      return readPing(reader, 'ping');
    case TYPE.pong:
      return readPing(reader, 'pong');
    case TYPE.state:
      return ok({ kind: 'state', state: reader.rest() });
    case TYPE.signal:
      return readSignal(reader);
    case TYPE.msg: {
      const hop = reader.u8();
      return finish(reader, { kind: 'msg', hop, message: reader.rest() });
    }
    case TYPE.sync:
      return readSync(reader);
    case TYPE.ack:
      return readAck(reader);
    case TYPE.beat:
      return ok({ kind: 'beat', beat: reader.rest() });
    case TYPE.typing: {
      const on = reader.u8();
      return on > 1 ? bad('frame-malformed') : finish(reader, { kind: 'typing', on: on === 1 });
    }
    default:
      return bad('frame-type');
  }
}

function readPing(reader: Reader, kind: 'ping' | 'pong'): Parsed<OverlayFrame, FrameFault> {
  const nonce = reader.bytes(PING_NONCE_BYTES);
  return finish(reader, { kind, nonce, frontier: reader.bytes(FRONTIER_HASH_BYTES) });
}

function readSignal(reader: Reader): Parsed<OverlayFrame, FrameFault> {
  const frame: SignalFrame = {
    kind: 'signal',
    to: reader.bytes(MEMBER_ID_BYTES),
    from: reader.bytes(MEMBER_ID_BYTES),
    ttl: reader.u8(),
    nonce: reader.bytes(SIGNAL_NONCE_BYTES),
    envelope: reader.rest(),
  };
  return frame.envelope.length > MAX_ENVELOPE_BYTES
    ? bad('frame-malformed')
    : finish(reader, frame);
}

function readSync(reader: Reader): Parsed<OverlayFrame, FrameFault> {
  const flags = reader.u8();
  if (flags > FLAG_ANSWER || reader.left > MAX_FRONTIER_ENTRIES * SYNC_ENTRY_BYTES) {
    return bad('frame-malformed');
  }
  const entries: SyncEntry[] = [];
  while (reader.left > 0) {
    const entry = { ...readFrontierEntry(reader), from: reader.u32() };
    if (entry.from > MAX_MESSAGE_SEQ + 1) reader.fail();
    entries.push(entry);
  }
  return finish(reader, { kind: 'sync', answer: flags === FLAG_ANSWER, entries });
}

function readAck(reader: Reader): Parsed<OverlayFrame, FrameFault> {
  if (reader.left > MAX_FRONTIER_ENTRIES * FRONTIER_ENTRY_BYTES) return bad('frame-malformed');
  const entries: FrontierEntry[] = [];
  while (reader.left > 0) entries.push(readFrontierEntry(reader));
  return finish(reader, { kind: 'ack', entries });
}

function finish(reader: Reader, frame: OverlayFrame): Parsed<OverlayFrame, FrameFault> {
  return reader.finish(frame, 'frame-malformed');
}
