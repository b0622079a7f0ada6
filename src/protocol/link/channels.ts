// The six halves of a link's three channels, and how they pass from one generation of keys to the
// next (DESIGN §5). Each direction switches by itself:
//
//   expect          we hold the next receiving keys; the other side may begin to use them
//   switchSending   a SWITCH frame ends our old generation on each ordered channel
//   switched        a SWITCH frame came in: the next frame there is of the next generation
//
// `fast` switches without a frame, by the generation bit of every header.

import type { Instant } from '../../base/time.ts';
import { kdf } from '../../crypto/keys.ts';
import type { ChannelId } from '../../ports/rtc.ts';
import type { FrameContent, Generation } from '../../wire/frame.ts';
import { FastReceiver, type Opened, OrderedReceiver } from './receiver.ts';
import { ChannelSender } from './sender.ts';

export type OrderedChannel = 0 | 2;

/** The two keys that a handshake splits into, 32 bytes each, as seen from one side. */
export interface SplitKeys {
  readonly send: Uint8Array;
  readonly receive: Uint8Array;
}

const FIRST_GENERATION: Generation = 0;
const NO_PAYLOAD = new Uint8Array(0);

interface NextGeneration {
  readonly key: Uint8Array;
  readonly generation: Generation;
  readonly switched: ReadonlySet<OrderedChannel>;
}

export class Channels {
  readonly #ordered: Record<OrderedChannel, OrderedReceiver>;
  readonly #fast: FastReceiver;
  #senders: Readonly<Record<ChannelId, ChannelSender>>;
  #sendGeneration: Generation = FIRST_GENERATION;
  #receiveGeneration: Generation = FIRST_GENERATION;
  #next: NextGeneration | undefined;

  constructor({ send, receive }: SplitKeys, now: Instant) {
    this.#senders = senders(send, FIRST_GENERATION, now);
    this.#ordered = {
      0: new OrderedReceiver(kdf(receive, 0), FIRST_GENERATION),
      2: new OrderedReceiver(kdf(receive, 2), FIRST_GENERATION),
    };
    this.#fast = new FastReceiver(kdf(receive, 1), FIRST_GENERATION);
  }

  seal(channel: ChannelId, content: FrameContent, now: Instant): Uint8Array {
    return this.#senders[channel].seal(content, now);
  }

  open(channel: ChannelId, frame: Uint8Array, now: Instant): Opened {
    return channel === 1 ? this.#fast.open(frame, now) : this.#ordered[channel].open(frame);
  }

  /** False while one ordered channel has switched to the next receiving keys and the other not. */
  get settled(): boolean {
    return this.#next === undefined || this.#next.switched.size === 0;
  }

  /** Takes the next receiving keys, in place of such as were never switched to. */
  expect(key: Uint8Array): void {
    const generation = flipped(this.#receiveGeneration);
    this.#next = { key, generation, switched: new Set() };
    this.#fast.expect(kdf(key, 1), generation);
  }

  /** The SWITCH frames, after which everything is sealed with the new key. */
  switchSending(key: Uint8Array, now: Instant): Readonly<Record<OrderedChannel, Uint8Array>> {
    const last: FrameContent = { type: 'switch', payload: NO_PAYLOAD };
    const frames = { 0: this.seal(0, last, now), 2: this.seal(2, last, now) };
    this.#sendGeneration = flipped(this.#sendGeneration);
    this.#senders = senders(key, this.#sendGeneration, now);
    return frames;
  }

  /** False when no keys are there to switch to: the other side broke the protocol. */
  switched(channel: OrderedChannel, now: Instant): boolean {
    if (this.#next === undefined || this.#next.switched.has(channel)) return false;
    const { key, generation } = this.#next;
    this.#ordered[channel] = new OrderedReceiver(kdf(key, channel), generation);
    // Before the next handshake, whose generation bit is the old one's again.
    this.#fast.promote(now);
    const switched = new Set([...this.#next.switched, channel]);
    const complete = switched.size === 2;
    this.#next = complete ? undefined : { key, generation, switched };
    if (complete) this.#receiveGeneration = generation;
    return true;
  }
}

function senders(
  key: Uint8Array,
  generation: Generation,
  now: Instant,
): Readonly<Record<ChannelId, ChannelSender>> {
  const sender = (channel: ChannelId) => new ChannelSender(kdf(key, channel), generation, now);
  return { 0: sender(0), 1: sender(1), 2: sender(2) };
}

function flipped(generation: Generation): Generation {
  return generation === 0 ? 1 : 0;
}
