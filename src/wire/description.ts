// SessionDescription: what two peers tell each other to open one connection (DESIGN §4).
//
//   version u8 ‖ flags u8 ‖ sent at u48 ‖ sender 16 ‖ attempt 16 ‖ [answers 16]
//   ‖ [ufrag ‖ pwd ‖ fingerprint 32 ‖ candidate count u8 ‖ candidates] ‖ [bridge count u8 ‖ tag 4 …]
//
//   flags      bit 0 answer (and `answers` follows) · bits 1–2 setup · bits 3–4 kind, 0 WebRTC or
//              1 relay (and nothing of WebRTC follows) · bit 5 bridges follow · rest zero
//   ufrag, pwd count u8 ‖ that many ice-chars, six bits each, padded with zero bits
//
// Every description has one encoding, and every accepted record is one that we would write.

import { assert } from '../base/assert.ts';
import { bad, ok, type Parsed } from '../base/result.ts';
import {
  type Candidate,
  type CandidateFault,
  encodeCandidate,
  MAX_CANDIDATES,
  parseCandidate,
} from './candidate.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

export { type Candidate, fewerCandidates, usableCandidates } from './candidate.ts';

/** The ICE and DTLS half of a description: exactly what the WebRTC port needs. */
export interface Transport {
  /** RFC 8839 ice-ufrag: 4–256 ice-chars; ours takes up to 32. */
  readonly ufrag: string;
  /** RFC 8839 ice-pwd: 22–256 ice-chars; ours takes up to 64. */
  readonly pwd: string;
  /** SHA-256 of the DTLS certificate, 32 bytes. */
  readonly fingerprint: Uint8Array;
  /** RFC 5763: an offer says actpass, an answer active or passive. */
  readonly setup: 'actpass' | 'active' | 'passive';
  /** At most eight. */
  readonly candidates: readonly Candidate[];
}

/** One offer or answer, as sealed and as hashed into the Noise prologue. */
export interface SessionDescription {
  /** When it was made, by its sender's clock. */
  readonly sentAt: number;
  /** The sender's member id, 16 bytes. */
  readonly sender: Uint8Array;
  /** 16 random bytes that name the connection; an answer carries the offer's. */
  readonly attempt: Uint8Array;
  /** An answer names its offer by BLAKE2b-16 of the offer's record; undefined makes it an offer. */
  readonly answers: Uint8Array | undefined;
  /** Undefined for whoever can or will only be reached through a bridge's frame relay. */
  readonly transport: Transport | undefined;
  /** Tags of the bridges whose frame relay the sender can use, two at most: see `circuit.ts`. */
  readonly bridges: readonly Uint8Array[];
}

/** `version` alone comes from an honest peer: a newer one. */
export type DescriptionFault =
  | 'version'
  | 'reserved'
  | 'setup'
  | 'credentials'
  | 'candidate-count'
  | 'bridge-count'
  | CandidateFault
  | 'length';

/** DESIGN §4: the record's first byte. */
export const RECORD_VERSION = 1;

const ID_BYTES = 16;
const FINGERPRINT_BYTES = 32;

/** RFC 8839 §5.4: the shortest of each; the longest are our choice (browsers use 4–8 and 22–32). */
const UFRAG_CHARS = { least: 4, most: 32 } as const;
const PWD_CHARS = { least: 22, most: 64 } as const;

/** RFC 8839 §5.1: ice-char = ALPHA / DIGIT / "+" / "/", which are exactly 64. */
const ICE_CHARS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const ICE_CHAR_BITS = 6;

const ANSWER_FLAG = 1;
const SETUPS = ['actpass', 'active', 'passive'] as const;
const SETUP_SHIFT = 1;
const KIND_SHIFT = 3;
const KIND_WEBRTC = 0;
const KIND_RELAY = 1;
const BRIDGES_FLAG = 1 << 5;
const RESERVED_SHIFT = 6;

/** BRIDGE: "up to two bridge hosts". */
export const MAX_BRIDGES = 2;
/** Our choice: two different bridges of one person look the same once in four thousand million. */
export const BRIDGE_TAG_BYTES = 4;

/** An answer with the longest credentials, eight IPv6 or mDNS candidates and two bridges. */
export const MAX_RECORD_BYTES =
  1 +
  1 +
  6 +
  3 * ID_BYTES +
  packedBytes(UFRAG_CHARS.most) +
  packedBytes(PWD_CHARS.most) +
  FINGERPRINT_BYTES +
  1 +
  MAX_CANDIDATES * (1 + 16 + 2) +
  1 +
  MAX_BRIDGES * BRIDGE_TAG_BYTES;

/** Our own description. Asserts whatever {@link parseDescription} would refuse. */
export function encodeDescription(description: SessionDescription): Uint8Array {
  const { sentAt, sender, attempt, answers, transport, bridges } = description;
  assert(sender.length === ID_BYTES && attempt.length === ID_BYTES, 'ids have 16 bytes');
  assert(answers === undefined || answers.length === ID_BYTES, 'a record hash has 16 bytes');
  assert(transport !== undefined || bridges.length > 0, 'a record says how its sender is reached');
  const writer = new Writer().u8(RECORD_VERSION).u8(flagsOf(description)).u48(sentAt);
  writer.bytes(sender).bytes(attempt);
  if (answers !== undefined) writer.bytes(answers);
  if (transport !== undefined) writeTransport(writer, transport, answers);
  if (bridges.length > 0) writeBridges(writer, bridges);
  return writer.finish();
}

function flagsOf({ answers, transport, bridges }: SessionDescription): number {
  const answer = answers === undefined ? 0 : ANSWER_FLAG;
  const setup = transport === undefined ? 0 : SETUPS.indexOf(transport.setup) << SETUP_SHIFT;
  const kind = (transport === undefined ? KIND_RELAY : KIND_WEBRTC) << KIND_SHIFT;
  return answer | setup | kind | (bridges.length > 0 ? BRIDGES_FLAG : 0);
}

function writeTransport(
  writer: Writer,
  transport: Transport,
  answers: SessionDescription['answers'],
): void {
  const { ufrag, pwd, fingerprint, setup, candidates } = transport;
  assert(fingerprint.length === FINGERPRINT_BYTES, 'SHA-256 has 32 bytes');
  assert(setupFits(setup, answers), 'an offer is actpass, an answer is not');
  assert(candidates.length <= MAX_CANDIDATES, 'at most eight candidates');
  writeIceChars(writer, ufrag, UFRAG_CHARS);
  writeIceChars(writer, pwd, PWD_CHARS);
  writer.bytes(fingerprint).u8(candidates.length);
  for (const candidate of candidates) encodeCandidate(writer, candidate);
}

function writeBridges(writer: Writer, bridges: readonly Uint8Array[]): void {
  assert(bridges.length <= MAX_BRIDGES, 'at most two bridges');
  writer.u8(bridges.length);
  for (const tag of bridges) {
    assert(tag.length === BRIDGE_TAG_BYTES, 'a bridge is named by four bytes');
    writer.bytes(tag);
  }
}

/** The version of a record, whatever else it holds; undefined for an empty one. */
export function recordVersion(bytes: Uint8Array): number | undefined {
  return bytes[0];
}

export type RecordHead = Pick<SessionDescription, 'sentAt' | 'sender'>;

/** By whom and when a record was made, as it says; undefined when it is of another version. */
export function recordHead(bytes: Uint8Array): RecordHead | undefined {
  const reader = new Reader(bytes);
  if (reader.u8() !== RECORD_VERSION) return undefined;
  reader.u8();
  const sentAt = reader.u48();
  const sender = reader.bytes(ID_BYTES);
  return reader.failed ? undefined : { sentAt, sender };
}

export function parseDescription(bytes: Uint8Array): Parsed<SessionDescription, DescriptionFault> {
  const reader = new Reader(bytes);
  if (reader.u8() !== RECORD_VERSION) return bad('version');
  const flags = parseFlags(reader.u8());
  if (!flags.ok) return flags;
  const sentAt = reader.u48();
  const sender = reader.bytes(ID_BYTES);
  const attempt = reader.bytes(ID_BYTES);
  const answers = flags.value.answer ? reader.bytes(ID_BYTES) : undefined;
  const transport = parseTransport(reader, flags.value);
  if (!transport.ok) return transport;
  const bridges = parseBridges(reader, flags.value);
  if (bridges === undefined) return bad('bridge-count');
  const head = { sentAt, sender, attempt, answers };
  return reader.finish({ ...head, transport: transport.value, bridges }, 'length');
}

interface Flags {
  readonly answer: boolean;
  /** Undefined in a record of kind relay. */
  readonly setup: Transport['setup'] | undefined;
  readonly bridges: boolean;
}

function parseFlags(flags: number): Parsed<Flags, DescriptionFault> {
  if (flags >> RESERVED_SHIFT !== 0) return bad('reserved');
  const kind = (flags >> KIND_SHIFT) & 3;
  const answer = (flags & ANSWER_FLAG) !== 0;
  const bridges = (flags & BRIDGES_FLAG) !== 0;
  const setupBits = (flags >> SETUP_SHIFT) & 3;
  if (kind === KIND_RELAY) {
    return bridges && setupBits === 0 ? ok({ answer, setup: undefined, bridges }) : bad('reserved');
  }
  if (kind !== KIND_WEBRTC) return bad('reserved');
  const setup = SETUPS[setupBits];
  if (setup === undefined || (setup === 'actpass') === answer) return bad('setup');
  return ok({ answer, setup, bridges });
}

function parseTransport(
  reader: Reader,
  { setup }: Flags,
): Parsed<Transport | undefined, DescriptionFault> {
  if (setup === undefined) return ok(undefined);
  const ufrag = readIceChars(reader, UFRAG_CHARS);
  const pwd = ufrag === undefined ? undefined : readIceChars(reader, PWD_CHARS);
  if (reader.failed) return bad('length');
  if (ufrag === undefined || pwd === undefined) return bad('credentials');
  const fingerprint = reader.bytes(FINGERPRINT_BYTES);
  const candidates = parseCandidates(reader);
  if (!candidates.ok) return candidates;
  return ok({ ufrag, pwd, fingerprint, setup, candidates: candidates.value });
}

/** Undefined for a number of them that we would not write. */
function parseBridges(reader: Reader, { bridges }: Flags): readonly Uint8Array[] | undefined {
  if (!bridges) return [];
  const count = reader.u8();
  if (reader.failed) return [];
  if (count === 0 || count > MAX_BRIDGES) return undefined;
  return Array.from({ length: count }, () => reader.bytes(BRIDGE_TAG_BYTES));
}

/** RFC 5763 §5: "The endpoint that is the offerer MUST use the setup attribute value of actpass". */
function setupFits(setup: Transport['setup'], answers: Uint8Array | undefined): boolean {
  return (setup === 'actpass') === (answers === undefined);
}

function parseCandidates(reader: Reader): Parsed<readonly Candidate[], DescriptionFault> {
  const count = reader.u8();
  if (reader.failed) return bad('length');
  if (count > MAX_CANDIDATES) return bad('candidate-count');
  const candidates: Candidate[] = [];
  for (let i = 0; i < count; i++) {
    const candidate = parseCandidate(reader);
    if (!candidate.ok) return candidate;
    candidates.push(candidate.value);
  }
  return ok(candidates);
}

interface CharLimits {
  readonly least: number;
  readonly most: number;
}

function packedBytes(chars: number): number {
  return 1 + Math.ceil((chars * ICE_CHAR_BITS) / 8);
}

function writeIceChars(writer: Writer, text: string, limits: CharLimits): void {
  assert(
    text.length >= limits.least && text.length <= limits.most,
    'credentials of fitting length',
  );
  writer.u8(text.length);
  let pending = 0;
  let bits = 0;
  for (const char of text) {
    const digit = ICE_CHARS.indexOf(char);
    assert(digit >= 0, 'credentials are ice-chars');
    pending = (pending << ICE_CHAR_BITS) | digit;
    bits += ICE_CHAR_BITS;
    if (bits < 8) continue;
    bits -= 8;
    writer.u8(pending >> bits);
    pending &= (1 << bits) - 1;
  }
  if (bits > 0) writer.u8(pending << (8 - bits));
}

/** Undefined for a wrong count or for padding that is not zero; the reader fails for missing bytes. */
function readIceChars(reader: Reader, limits: CharLimits): string | undefined {
  const count = reader.u8();
  if (count < limits.least || count > limits.most) return undefined;
  let text = '';
  let pending = 0;
  let bits = 0;
  while (text.length < count) {
    if (bits < ICE_CHAR_BITS) {
      pending = (pending << 8) | reader.u8();
      bits += 8;
    }
    bits -= ICE_CHAR_BITS;
    text += ICE_CHARS[pending >> bits];
    pending &= (1 << bits) - 1;
  }
  return pending === 0 ? text : undefined;
}
