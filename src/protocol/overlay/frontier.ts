// What is held of each sender: up to which number without a gap, and what lies beyond a gap.
//
//   1 … upTo │ hole …│ beyond        a gap that nobody fills is skipped, and becomes a hole below upTo
//
// Whatever fills a hole later is still new. The chain of hashes (DESIGN §6, "previous hash") is
// checked wherever both neighbours of a message are known.

import { equal, fromHex, isZero } from '../../base/bytes.ts';
import { type Instant, SECOND_MS } from '../../base/time.ts';
import { utf8 } from '../../base/utf8.ts';
import { blake2b } from '../../crypto/hash.ts';
import type { RoomMessage } from '../../wire/message.ts';
import { FRONTIER_HASH_BYTES } from '../../wire/overlay.ts';
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

/** Both ends included. */
interface Hole {
  readonly first: number;
  readonly last: number;
}

interface Track {
  upTo: number;
  /** The highest number of a message that was really here. */
  highest: number;
  /** The hash of message `upTo`, when that one was here. */
  tip: Uint8Array | undefined;
  readonly beyond: Map<number, ChainLink>;
  holes: Hole[];
  /** Since when nothing has moved although something lies beyond. */
  gapSince: Instant | undefined;
}

export type Admission = 'new' | 'seen' | 'window' | 'chain-broken';

export class Frontier {
  readonly #tracks = new Map<string, Track>();
  #beyond = 0;
  #version = 0;

  /** Grows whenever some `upTo` moves. */
  get version(): number {
    return this.#version;
  }

  /** The highest number up to which nothing is missing; zero for none. */
  upTo(key: string): number {
    return this.#tracks.get(key)?.upTo ?? 0;
  }

  /** Whether a message with this number is wanted; says nothing about its chain. */
  admits(key: string, seq: number): Admission {
    const track = this.#tracks.get(key) ?? newTrack();
    if (seq <= track.upTo) return inHole(track, seq) ? 'new' : 'seen';
    if (track.beyond.has(seq)) return 'seen';
    if (seq > track.upTo + WINDOW_MESSAGES && !isFresh(track)) return 'window';
    return seq > track.upTo + 1 && this.#beyond >= MAX_BEYOND_MESSAGES ? 'window' : 'new';
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
    if (!chains(track, seq, { hash, previous })) return 'chain-broken';
    if (isFresh(track) && seq > WINDOW_MESSAGES) this.#skip(track, seq - 1);
    track.highest = Math.max(track.highest, seq);
    if (seq <= track.upTo) {
      fillHole(track, seq);
    } else {
      track.beyond.set(seq, { hash, previous });
      this.#beyond += 1;
      const moves = seq === track.upTo + 1;
      if (moves) this.#advance(track);
      markGap(track, now, moves);
    }
    return 'new';
  }

  /** Whoever may say so says that nothing up to `seq` will come. */
  skipTo(key: string, seq: number, now: Instant): void {
    const track = this.#track(key);
    if (seq <= track.upTo) return;
    this.#skip(track, seq);
    markGap(track, now, true);
  }

  /** The sender itself has sent only `upTo`: a baseline that somebody else made up is taken back. */
  correct(key: string, upTo: number): void {
    const track = this.#tracks.get(key);
    if (track === undefined || track.upTo <= Math.max(track.highest, upTo)) return;
    track.upTo = Math.max(track.highest, upTo);
    track.tip = undefined;
    track.holes = track.holes
      .filter((hole) => hole.first <= track.upTo)
      .map(({ first, last }) => ({ first, last: Math.min(last, track.upTo) }));
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
      this.#skip(track, Math.min(...track.beyond.keys()) - 1);
      markGap(track, now, true);
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

  #skip(track: Track, seq: number): void {
    this.#version += 1;
    for (const known of [...track.beyond.keys()].sort((a, b) => a - b)) {
      if (known > seq) break;
      addHole(track, known - 1);
      track.upTo = known;
      track.tip = track.beyond.get(known)?.hash;
      this.#take(track, known);
    }
    if (track.upTo < seq) {
      addHole(track, seq);
      track.upTo = seq;
      track.tip = undefined;
    }
    this.#advance(track);
  }

  #advance(track: Track): void {
    this.#version += 1;
    for (let next = track.beyond.get(track.upTo + 1); next !== undefined; ) {
      track.upTo += 1;
      track.tip = next.hash;
      this.#take(track, track.upTo);
      next = track.beyond.get(track.upTo + 1);
    }
  }

  #take(track: Track, seq: number): void {
    if (track.beyond.delete(seq)) this.#beyond -= 1;
  }
}

function newTrack(): Track {
  const tip = new Uint8Array(PREVIOUS_BYTES);
  return { upTo: 0, highest: 0, tip, beyond: new Map(), holes: [], gapSince: undefined };
}

/** Nothing is known of where this sender's numbers stand. */
function isFresh(track: Track): boolean {
  return track.upTo === 0 && track.beyond.size === 0;
}

function markGap(track: Track, now: Instant, moved: boolean): void {
  if (track.beyond.size === 0) track.gapSince = undefined;
  else if (moved || track.gapSince === undefined) track.gapSince = now;
}

function chains(track: Track, seq: number, { hash, previous }: ChainLink): boolean {
  if (seq === 1 && !isZero(previous)) return false;
  const before = seq - 1 === track.upTo ? track.tip : track.beyond.get(seq - 1)?.hash;
  if (before !== undefined && !equal(before, previous)) return false;
  const after = track.beyond.get(seq + 1);
  return after === undefined || equal(after.previous, hash);
}

function addHole(track: Track, last: number): void {
  if (last <= track.upTo) return;
  track.holes.push({ first: track.upTo + 1, last });
  if (track.holes.length > MAX_HOLES) track.holes.shift();
}

function inHole(track: Track, seq: number): boolean {
  return track.holes.some(({ first, last }) => first <= seq && seq <= last);
}

/** Splits the hole in two around what has come. */
function fillHole(track: Track, seq: number): void {
  const parts = track.holes.flatMap(({ first, last }) => {
    if (seq < first || seq > last) return [{ first, last }];
    return [
      { first, last: seq - 1 },
      { first: seq + 1, last },
    ];
  });
  track.holes = parts.filter(({ first, last }) => first <= last).slice(-MAX_HOLES);
}
