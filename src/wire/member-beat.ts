// MemberBeat: what a member holds, told to everybody (DESIGN §6, "Receipts"), for those who are not
// its neighbours and get no ACK.
//
//   from 16 ‖ counter u32 ‖ (sender 16 ‖ since u32 ‖ up to u32)* ‖ Ed25519 signature 64
//   over ("sotto/1/beat" ‖ room id ‖ all before)

import { assert } from '../base/assert.ts';
import { bad, ok, type Parsed } from '../base/result.ts';
import { utf8 } from '../base/utf8.ts';
import { MEMBER_ID_BYTES, SIGNATURE_BYTES } from './message.ts';
import {
  FRONTIER_ENTRY_BYTES,
  type FrontierEntry,
  MAX_FRONTIER_ENTRIES,
  readFrontierEntry,
  writeFrontierEntry,
} from './overlay.ts';
import { Reader } from './reader.ts';
import { Writer } from './writer.ts';

/** The first part of what is signed: sign(g, BEAT_DOMAIN, room id, unsigned beat). */
export const BEAT_DOMAIN: Uint8Array = utf8('sotto/1/beat');

export interface MemberBeat {
  readonly from: Uint8Array;
  /** The highest is the newest. */
  readonly counter: number;
  readonly entries: readonly FrontierEntry[];
}

export interface SignedBeat {
  readonly beat: MemberBeat;
  readonly unsigned: Uint8Array;
  readonly signature: Uint8Array;
}

export function encodeBeat(beat: MemberBeat): Uint8Array {
  assert(beat.entries.length <= MAX_FRONTIER_ENTRIES, 'a beat is bounded');
  const writer = new Writer().bytes(beat.from).u32(beat.counter);
  for (const entry of beat.entries) writeFrontierEntry(writer, entry);
  return writer.finish();
}

/** Checks the form only, not the signature. */
export function parseBeat(bytes: Uint8Array): Parsed<SignedBeat, 'beat-malformed'> {
  const reader = new Reader(bytes);
  const from = reader.bytes(MEMBER_ID_BYTES);
  const counter = reader.u32();
  const entriesBytes = reader.left - SIGNATURE_BYTES;
  if (entriesBytes < 0 || entriesBytes > MAX_FRONTIER_ENTRIES * FRONTIER_ENTRY_BYTES) {
    return bad('beat-malformed');
  }
  const entries: FrontierEntry[] = [];
  while (reader.left > SIGNATURE_BYTES) entries.push(readFrontierEntry(reader));
  const signature = reader.bytes(SIGNATURE_BYTES);
  if (!reader.done()) return bad('beat-malformed');
  return ok({
    beat: { from, counter, entries },
    unsigned: bytes.slice(0, -SIGNATURE_BYTES),
    signature,
  });
}
