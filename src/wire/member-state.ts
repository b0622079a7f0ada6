// MemberState: what a member says of itself to everybody (our link-state advertisement, which takes
// the place of OVERLAY.md's JOIN, BYE, DOWN and ALIVE in rooms where everybody knows everybody).
//
//   s 32 ‖ card 96 ‖ counter u32 ‖ sent at u48 ‖ joined at u48 ‖ held up to u32 ‖ flags u8
//   ‖ settings 28 (settings.ts; set by itself: flag 4) ‖ nickname length u8 ‖ nickname 0–64 ‖ build 32, with flag 2
//   ‖ count u8 ‖ neighbour ids 16 × 0–12
//   ‖ Ed25519 signature 64 over ("sotto/1/state" ‖ room id ‖ all before)
//
// The highest counter is the newest. Two members are neighbours when both say so.

import { assert } from '../base/assert.ts';
import { bad, ok, type Parsed } from '../base/result.ts';
import { fromUtf8, utf8 } from '../base/utf8.ts';
import { MAX_MESSAGE_SEQ, MEMBER_ID_BYTES, SIGNATURE_BYTES } from './message.ts';
import { MAX_NICKNAME_BYTES } from './nickname.ts';
import { Reader } from './reader.ts';
import {
  encodeSettings,
  parseSettings,
  SETTINGS_BYTES,
  type SettingsRegister,
} from './settings.ts';
import { Writer } from './writer.ts';

/** The first part of what is signed: sign(g, STATE_DOMAIN, room id, unsigned state). */
export const STATE_DOMAIN: Uint8Array = utf8('sotto/1/state');

/** OVERLAY.md, "Parameters": the cap on links. */
export const MAX_NEIGHBOURS = 12;

/** X25519 public key (RFC 7748 §5). */
const STATIC_KEY_BYTES = 32;
/** crypto/identity.ts: the signing key and what binds the two together. */
const CARD_BYTES = 96;
/** SHA-256 of the app's build. */
export const BUILD_BYTES = 32;
/** The flags; the other bits must be zero. */
const FLAG_LEAVING = 1;
const FLAG_BUILD = 2;
const FLAG_SETTER = 4;
const ALL_FLAGS = FLAG_LEAVING | FLAG_BUILD | FLAG_SETTER;

export interface MemberState {
  readonly s: Uint8Array;
  readonly card: Uint8Array;
  readonly counter: number;
  /** By the member's own clock, ms since the Unix epoch. */
  readonly sentAt: number;
  readonly joinedAt: number;
  /** The highest number of its own messages that somebody else holds. */
  readonly heldUpTo: number;
  readonly leaving: boolean;
  /** The room's settings as this member knows them. */
  readonly settings: SettingsRegister;
  /**
   * Whether it set them itself, as they say. Their `by` alone could be somebody else's word, which
   * the one who is named there passes on like everybody.
   */
  readonly isSetter: boolean;
  /** As it came; to be cleaned before it is shown. */
  readonly nickname: string;
  /** What it says that it runs, {@link BUILD_BYTES} bytes: a claim, and nothing more. */
  readonly build: Uint8Array | undefined;
  /** Member ids, 16 bytes each. */
  readonly neighbours: readonly Uint8Array[];
}

export interface SignedState {
  readonly state: MemberState;
  readonly unsigned: Uint8Array;
  readonly signature: Uint8Array;
}

export type StateFault = 'state-malformed' | 'state-nickname' | 'state-settings';

/** All that is signed beside the domain and the room id; the signature follows it on the wire. */
export function encodeState(state: MemberState): Uint8Array {
  const nickname = utf8(state.nickname);
  assert(state.s.length === STATIC_KEY_BYTES, 'an X25519 key has 32 bytes');
  assert(state.card.length === CARD_BYTES, 'a card has 96 bytes');
  assert(nickname.length <= MAX_NICKNAME_BYTES, 'the nickname was cleaned');
  assert(state.neighbours.length <= MAX_NEIGHBOURS, 'at most 12 neighbours are told');
  assert((state.build?.length ?? BUILD_BYTES) === BUILD_BYTES, 'a build is named by 32 bytes');
  const writer = new Writer().bytes(state.s).bytes(state.card).u32(state.counter);
  writer.u48(state.sentAt).u48(state.joinedAt).u32(state.heldUpTo).u8(flagsOf(state));
  writer.bytes(encodeSettings(state.settings)).u8(nickname.length).bytes(nickname);
  if (state.build !== undefined) writer.bytes(state.build);
  writer.u8(state.neighbours.length);
  for (const neighbour of state.neighbours) writer.bytes(neighbour);
  return writer.finish();
}

function flagsOf({ leaving, build, isSetter }: MemberState): number {
  const flags = (leaving ? FLAG_LEAVING : 0) | (isSetter ? FLAG_SETTER : 0);
  return flags | (build === undefined ? 0 : FLAG_BUILD);
}

/** Checks the form only: neither the card nor the signature. */
export function parseState(bytes: Uint8Array): Parsed<SignedState, StateFault> {
  const reader = new Reader(bytes);
  const s = reader.bytes(STATIC_KEY_BYTES);
  const card = reader.bytes(CARD_BYTES);
  const counter = reader.u32();
  const sentAt = reader.u48();
  const joinedAt = reader.u48();
  const heldUpTo = reader.u32();
  const flags = reader.u8();
  const settings = parseSettings(reader.bytes(SETTINGS_BYTES));
  const nickname = fromUtf8(readNickname(reader));
  const build = flags & FLAG_BUILD ? reader.bytes(BUILD_BYTES) : undefined;
  const neighbours = readNeighbours(reader);
  const signature = reader.bytes(SIGNATURE_BYTES);
  if (!reader.done() || flags > ALL_FLAGS) return bad('state-malformed');
  if (heldUpTo > MAX_MESSAGE_SEQ) return bad('state-malformed');
  if (settings === undefined) return bad('state-settings');
  if (nickname === undefined) return bad('state-nickname');
  const leaving = (flags & FLAG_LEAVING) !== 0;
  const isSetter = (flags & FLAG_SETTER) !== 0;
  const times = { counter, sentAt, joinedAt, heldUpTo };
  const state = { s, card, ...times, leaving, settings, isSetter, nickname, build, neighbours };
  return ok({ state, unsigned: bytes.slice(0, -SIGNATURE_BYTES), signature });
}

function readNickname(reader: Reader): Uint8Array {
  const length = reader.u8();
  if (length > MAX_NICKNAME_BYTES) reader.fail();
  return reader.bytes(Math.min(length, MAX_NICKNAME_BYTES));
}

function readNeighbours(reader: Reader): Uint8Array[] {
  const count = reader.u8();
  if (count > MAX_NEIGHBOURS) reader.fail();
  return Array.from({ length: Math.min(count, MAX_NEIGHBOURS) }, () =>
    reader.bytes(MEMBER_ID_BYTES),
  );
}
