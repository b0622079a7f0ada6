// What is held of each sender: up to which number without a gap, and what lies beyond a gap.
//
//   1 … before │ … upTo │ hole …│ beyond
//   ▲ said before we came: never for us
//                        ▲ a gap that nobody fills is skipped, and becomes a hole that can be filled
//
// Where a sender's numbers begin for us must be known first (begin), or what others bring late would
// tell a newcomer what was said before it came. The chain of hashes (DESIGN §6, "previous hash") is
// checked wherever both neighbours of a message are known.

import { equal, fromHex, isZero } from '../../base/bytes.ts';
import { Held } from '../../base/held.ts';
import { type Instant, SECOND_MS } from '../../base/time.ts';
import { utf8 } from '../../base/utf8.ts';
import { blake2b } from '../../crypto/hash.ts';
import type { RoomMessage } from '../../wire/message.ts';
import { FRONTIER_HASH_BYTES, type FrontierEntry } from '../../wire/overlay.ts';
import { Writer } from '../../wire/writer.ts';

/** Our choice: ten bursts of an honest member (DESIGN §6, "Rates"). */
export const WINDOW_MESSAGES = 10_000;
/** Our choice: what may lie beyond gaps of all senders together, about 4 MB. */
export const MAX_BEYOND_MESSAGES = 32_768;
/** Our choice: skipped ranges remembered per sender; the oldest is forgotten first. */
export const MAX_HOLES = 16;
/** Our choice: a gap that nobody fills for this long is skipped, so that acknowledgements go on. */
export const SKIP_AFTER_MS = 30 * SECOND_MS;

const PREVIOUS_BYTES = 16;
/** libsodium's shortest BLAKE2b; cut to what PING carries. */
const SHORTEST_HASH_BYTES = 16;
const FRONTIER_LABEL = utf8('sotto/1/frontier');

interface ChainLink {
  readonly hash: Uint8Array;
  readonly previous: Uint8Array;
}

interface Track {
  /** It is known where the sender's numbers begin for us. */
  begun: boolean;
  /** What came up to here is from before we came. */
  before: number;
  /** The sender itself has told us what we can have of it. */
  spoken: boolean;
  /** Up to here nobody need wait for what is missing, as somebody else says. */
  excused: number;
  readonly held: Held;
  /** The highest number of a message that was really here. */
  highest: number;
  /** The hash of message `held.upTo`, when that one was here. */
  tip: Uint8Array | undefined;
  readonly beyond: Map<number, ChainLink>;
  /** Since when nothing has moved although something lies beyond. */
  gapSince: Instant | undefined;
}

/** `unknown`: not to be judged before {@link Frontier.begin}; `before`: from before we came. */
export type Admission = 'new' | 'seen' | 'before' | 'unknown' | 'window' | 'chain-broken';

export class Frontier {
  readonly #tracks = new Map<string, Track>();
  #beyond = 0;
  #version = 0;

  /** Grows whenever some `upTo` moves. */
  get version(): number {
    return this.#version;
  }

  /** The highest number up to which nothing is waited for; zero for none. */
  upTo(key: string): number {
    return this.#tracks.get(key)?.held.upTo ?? 0;
  }

  /** What was really here of a sender, as it is told to others. */
  entry(key: string): FrontierEntry {
    const { since = 0, upTo = 0 } = this.#tracks.get(key)?.held ?? {};
    return { sender: fromHex(key), since, upTo };
  }

  /** Whether a message with this number is wanted; says nothing about its chain. */
  admits(key: string, seq: number): Admission {
    const track = this.#tracks.get(key);
    if (track === undefined || !track.begun) return 'unknown';
    const { before, held, beyond } = track;
    if (seq <= before) return 'before';
    if (seq <= held.upTo) return held.isMissing(seq) ? 'new' : 'seen';
    if (beyond.has(seq)) return 'seen';
    if (seq > held.upTo + WINDOW_MESSAGES) return 'window';
    return seq > held.upTo + 1 && this.#beyond >= MAX_BEYOND_MESSAGES ? 'window' : 'new';
  }

  /** Enters a verified message; `hash` is BLAKE2b-16 of its bytes. */
  add(
    message: RoomMessage,
    hash: Uint8Array,
    { key, now }: { key: string; now: Instant },
  ): Admission {
    const { seq, previous } = message;
    const admission = this.admits(key, seq);
    if (admission !== 'new') return admission;
    const track = this.#track(key);
    goOnFrom(seq, track);
    if (!chains(track, seq, { hash, previous })) return 'chain-broken';
    track.highest = Math.max(track.highest, seq);
    if (seq - 1 <= track.excused) this.#skipTo(track, seq - 1, now);
    if (seq <= track.held.upTo) {
      track.held.take(seq - 1, seq);
    } else {
      track.beyond.set(seq, { hash, previous });
      this.#beyond += 1;
      const moves = seq === track.held.upTo + 1;
      if (moves) this.#advance(track);
      markGap(track, now, moves);
    }
    return 'new';
  }

  /** It is known where the sender's numbers begin for us. */
  isBegun(key: string): boolean {
    return this.#tracks.get(key)?.begun === true;
  }

  /** The sender is here; its messages up to `before` are from before we came. */
  begin(key: string, before: number, now: Instant): void {
    this.#begin(this.#track(key), before, now);
  }

  /**
   * Somebody else says that nobody need wait for what came up to `seq`. Should any of it come, it is still
   * new, and what that word had skipped beyond is taken back.
   */
  skipTo(key: string, seq: number, now: Instant): void {
    const track = this.#track(key);
    track.excused = Math.max(track.excused, seq);
    this.#skipTo(track, seq, now);
  }

  /**
   * The sender itself tells that it has sent `upTo` messages, and that those up to `before` are not
   * for us, or gone. At first that is where we begin; later it may be a gap that others can fill.
   */
  hear(key: string, { before, upTo }: { before: number; upTo: number }, now: Instant): void {
    const track = this.#track(key);
    track.excused = 0;
    // What somebody else made up about it is taken back, but not below what was really here.
    track.before = Math.min(track.before, upTo);
    if (track.held.upTo > Math.max(track.highest, upTo)) {
      track.held.cut(Math.max(track.highest, upTo));
      track.tip = undefined;
    }
    if (track.spoken) return this.#skipTo(track, before, now);
    track.spoken = true;
    this.#begin(track, before, now);
  }

  forget(key: string): void {
    this.#beyond -= this.#tracks.get(key)?.beyond.size ?? 0;
    this.#tracks.delete(key);
  }

  keys(): Iterable<string> {
    return this.#tracks.keys();
  }

  get hasGaps(): boolean {
    return this.#beyond > 0;
  }

  /** Skips every gap that is too old; returns the senders whose `upTo` moved. */
  skipOld(now: Instant): string[] {
    const moved: string[] = [];
    for (const [key, track] of this.#tracks) {
      if (track.gapSince === undefined || now - track.gapSince < SKIP_AFTER_MS) continue;
      this.#skipTo(track, Math.min(...track.beyond.keys()) - 1, now);
      moved.push(key);
    }
    return moved;
  }

  /** When the oldest gap is to be skipped. */
  get deadline(): Instant | undefined {
    if (this.#beyond === 0) return undefined;
    let first: Instant | undefined;
    for (const { gapSince } of this.#tracks.values()) {
      if (gapSince !== undefined) first = Math.min(first ?? gapSince, gapSince);
    }
    return first === undefined ? undefined : first + SKIP_AFTER_MS;
  }

  /** The 8 bytes by which two neighbours see whether they hold the same of these senders. */
  hash(keys: Iterable<string>): Uint8Array {
    const writer = new Writer().bytes(FRONTIER_LABEL);
    for (const key of [...keys].sort()) {
      const upTo = this.upTo(key);
      if (upTo > 0) writer.bytes(fromHex(key)).u32(upTo);
    }
    return blake2b(SHORTEST_HASH_BYTES, writer.finish()).slice(0, FRONTIER_HASH_BYTES);
  }

  #track(key: string): Track {
    const track = this.#tracks.get(key) ?? newTrack();
    this.#tracks.set(key, track);
    return track;
  }

  #begin(track: Track, before: number, now: Instant): void {
    track.begun = true;
    track.before = Math.max(track.before, before);
    this.#skipTo(track, before, now);
  }

  #skipTo(track: Track, seq: number, now: Instant): void {
    const { held, beyond } = track;
    if (seq <= held.upTo) return;
    this.#version += 1;
    for (const known of [...beyond.keys()].sort((a, b) => a - b)) {
      if (known > seq) break;
      held.take(known - 1, known);
      track.tip = beyond.get(known)?.hash;
      this.#take(track, known);
    }
    if (held.upTo < seq) {
      held.skipTo(seq);
      track.tip = undefined;
    }
    this.#advance(track);
    markGap(track, now, true);
  }

  #advance(track: Track): void {
    const { held, beyond } = track;
    this.#version += 1;
    for (let next = beyond.get(held.upTo + 1); next !== undefined; ) {
      held.take(held.upTo, held.upTo + 1);
      track.tip = next.hash;
      this.#take(track, held.upTo);
      next = beyond.get(held.upTo + 1);
    }
  }

  #take(track: Track, seq: number): void {
    if (track.beyond.delete(seq)) this.#beyond -= 1;
  }
}

function newTrack(): Track {
  return {
    begun: false,
    before: 0,
    spoken: false,
    excused: 0,
    held: new Held(MAX_HOLES),
    highest: 0,
    tip: new Uint8Array(PREVIOUS_BYTES),
    beyond: new Map(),
    gapSince: undefined,
  };
}

/** A message that is really here, below what was skipped on somebody else's word: made up, or late. */
function goOnFrom(seq: number, track: Track): void {
  const { held, excused, highest } = track;
  if (seq > held.upTo || held.upTo > excused || seq <= highest) return;
  held.cut(seq - 1);
  track.tip = undefined;
}

function markGap(track: Track, now: Instant, moved: boolean): void {
  if (track.beyond.size === 0) track.gapSince = undefined;
  else if (moved || track.gapSince === undefined) track.gapSince = now;
}

function chains(track: Track, seq: number, { hash, previous }: ChainLink): boolean {
  if (seq === 1 && !isZero(previous)) return false;
  const before = seq - 1 === track.held.upTo ? track.tip : track.beyond.get(seq - 1)?.hash;
  if (before !== undefined && !equal(before, previous)) return false;
  const after = track.beyond.get(seq + 1);
  return after === undefined || equal(after.previous, hash);
}
