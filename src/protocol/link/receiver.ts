// One channel's receiving half. What a frame claims in its header counts only once it has
// authenticated: until then nothing here moves.
//
//   ordered (0, 2)   counter exactly the next, epoch the last or the one after; anything else is
//                    an attack, since the channel below neither loses nor reorders
//   fast (1)         any counter within the window and not seen yet, epoch up to 16 ahead or one
//                    behind for 10 s; anything else is dropped

import { bad, type Parsed } from '../../base/result.ts';
import { type Instant, SECOND_MS } from '../../base/time.ts';
import { decrypt, rekey } from '../../crypto/aead.ts';
import {
  FRAME_HEADER_BYTES,
  type FrameContent,
  type FrameFault,
  type FrameHeader,
  type Generation,
  parseContent,
  parseHeader,
} from '../../wire/frame.ts';
import { frameNonce } from './sender.ts';

export type ReceiveFault =
  | FrameFault
  | 'frame-generation'
  | 'frame-epoch'
  | 'frame-counter'
  | 'frame-replayed'
  | 'frame-forged';

export type Opened = Parsed<FrameContent, ReceiveFault>;

/** DESIGN §5: "`fast` has a window of 256 and keeps the previous epoch's key 10 s". */
export const FAST_WINDOW_FRAMES = 256;
export const PREVIOUS_KEY_MS = 10 * SECOND_MS;
/** DESIGN §5: "walks at most 16 on `fast`". */
export const MAX_WALK_EPOCHS = 16;

function unseal(key: Uint8Array, frame: Uint8Array): Uint8Array | undefined {
  const header = frame.subarray(0, FRAME_HEADER_BYTES);
  const ciphertext = frame.subarray(FRAME_HEADER_BYTES);
  return decrypt({ key, nonce: frameNonce(header), ciphertext, ad: header });
}

/** Channels 0 and 2, for one generation of keys. After a fault the link is to be closed. */
export class OrderedReceiver {
  readonly generation: Generation;
  #key: Uint8Array;
  #epoch = 0;
  #nextCounter = 0;

  constructor(key: Uint8Array, generation: Generation) {
    this.#key = key;
    this.generation = generation;
  }

  open(frame: Uint8Array): Opened {
    const header = parseHeader(frame);
    if (!header.ok) return header;
    const { generation, epoch, counter } = header.value;
    if (generation !== this.generation) return bad('frame-generation');
    if (epoch !== this.#epoch && epoch !== this.#epoch + 1) return bad('frame-epoch');
    if (counter !== this.#nextCounter) return bad('frame-counter');
    const key = epoch === this.#epoch ? this.#key : rekey(this.#key);
    const content = unseal(key, frame);
    if (content === undefined) return bad('frame-forged');
    this.#key = key;
    this.#epoch = epoch;
    this.#nextCounter++;
    return parseContent(content);
  }
}

/** Channel 1, across generations: frames of the old one still arrive after the new one began. */
export class FastReceiver {
  #current: FastKeys;
  #previous: { readonly keys: FastKeys; readonly until: Instant } | undefined;
  #next: FastKeys | undefined;

  constructor(key: Uint8Array, generation: Generation) {
    this.#current = new FastKeys(key, generation);
  }

  /** From now on, frames of the next generation are good too. */
  expect(key: Uint8Array, generation: Generation): void {
    this.#next = new FastKeys(key, generation);
  }

  /** The next generation has begun; frames of the old one are good for another 10 s. */
  promote(now: Instant): void {
    if (this.#next === undefined) return;
    this.#previous = { keys: this.#current, until: now + PREVIOUS_KEY_MS };
    this.#current = this.#next;
    this.#next = undefined;
  }

  open(frame: Uint8Array, now: Instant): Opened {
    if (this.#previous !== undefined && now >= this.#previous.until) this.#previous = undefined;
    const header = parseHeader(frame);
    if (!header.ok) return header;
    const { generation } = header.value;
    const isCurrent = generation === this.#current.generation;
    const keys = isCurrent ? this.#current : (this.#next ?? this.#previous?.keys);
    if (keys === undefined) return bad('frame-generation');
    const content = keys.open(frame, header.value, now);
    if (!content.ok) return content;
    if (keys === this.#next) this.promote(now);
    return parseContent(content.value);
  }
}

/** The keys of one generation of `fast`: this epoch's, the last one's, and those ahead. */
class FastKeys {
  readonly generation: Generation;
  readonly #window = new ReplayWindow();
  #key: Uint8Array;
  #epoch = 0;
  #previous: { readonly key: Uint8Array; readonly until: Instant } | undefined;
  /** Walked already: forged epochs cost one walk altogether, not one each. At most 16. */
  #ahead: readonly Uint8Array[] = [];

  constructor(key: Uint8Array, generation: Generation) {
    this.#key = key;
    this.generation = generation;
  }

  open(
    frame: Uint8Array,
    { epoch, counter }: FrameHeader,
    now: Instant,
  ): Parsed<Uint8Array, ReceiveFault> {
    if (!this.#window.isFresh(counter)) return bad('frame-replayed');
    const key = this.#keyOf(epoch, now);
    if (key === undefined) return bad('frame-epoch');
    const content = unseal(key, frame);
    if (content === undefined) return bad('frame-forged');
    this.#window.mark(counter);
    if (epoch > this.#epoch) this.#advance(epoch, now);
    return { ok: true, value: content };
  }

  #keyOf(epoch: number, now: Instant): Uint8Array | undefined {
    if (this.#previous !== undefined && now >= this.#previous.until) this.#previous = undefined;
    const steps = epoch - this.#epoch;
    if (steps === 0) return this.#key;
    if (steps < 0) return steps === -1 ? this.#previous?.key : undefined;
    return steps > MAX_WALK_EPOCHS ? undefined : this.#walk(steps);
  }

  #walk(steps: number): Uint8Array | undefined {
    const ahead = [...this.#ahead];
    while (ahead.length < steps) ahead.push(rekey(ahead.at(-1) ?? this.#key));
    this.#ahead = ahead;
    return ahead[steps - 1];
  }

  #advance(epoch: number, now: Instant): void {
    const steps = epoch - this.#epoch;
    const keys = [this.#key, ...this.#ahead];
    this.#previous = { key: keys[steps - 1] ?? this.#key, until: now + PREVIOUS_KEY_MS };
    this.#key = keys[steps] ?? this.#key;
    this.#ahead = keys.slice(steps + 1);
    this.#epoch = epoch;
  }
}

/** Which of the latest counters were seen; older ones than the window holds count as seen. */
class ReplayWindow {
  /** The last counter seen in each residue class, or -1. */
  readonly #seen = new Float64Array(FAST_WINDOW_FRAMES).fill(-1);
  #highest = -1;

  isFresh(counter: number): boolean {
    const slot = counter % FAST_WINDOW_FRAMES;
    return counter > this.#highest - FAST_WINDOW_FRAMES && this.#seen[slot] !== counter;
  }

  mark(counter: number): void {
    this.#seen[counter % FAST_WINDOW_FRAMES] = counter;
    this.#highest = Math.max(this.#highest, counter);
  }
}
