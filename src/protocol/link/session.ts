// What a link is once its handshake is done: frames on three channels, in both directions.
//
//   FIN ⇄ FIN, then data on all channels, HANDSHAKE and SWITCH every hour, CLOSE at the end
//
// The session opens and seals; what a FIN or a CLOSE means for the link is the link's to say.

import { assert } from '../../base/assert.ts';
import { earliest, type Instant } from '../../base/time.ts';
import type { ChannelId } from '../../ports/rtc.ts';
import type { FrameContent, FrameType } from '../../wire/frame.ts';
import type { Authenticated, AuthenticationConfig } from './authentication.ts';
import { BulkFlow } from './bulk-flow.ts';
import { Channels } from './channels.ts';
import type { LinkOutput } from './contract.ts';
import { Rehandshake, type RehandshakeStep } from './rehandshake.ts';

/** DESIGN §5: a FIN carries a handshake hash, cut to the 32 bytes by which links are named. */
export const LINK_NAME_BYTES = 32;

const NO_PAYLOAD = new Uint8Array(0);

export interface SessionConfig extends Omit<AuthenticationConfig, 'prologue'> {
  readonly role: 'initiator' | 'responder';
  readonly authenticated: Authenticated;
}

type SessionOutput = Extract<
  LinkOutput,
  { readonly kind: 'rtc' | 'received' | 'writable' | 'dropped' }
>;

export type SessionEvent =
  | SessionOutput
  /** The other side's FIN: what it holds already. */
  | { readonly kind: 'fin'; readonly held: Uint8Array }
  /** The other side said goodbye. */
  | { readonly kind: 'goodbye' }
  /** An ordered channel broke its rules: nothing of it can be believed any more. */
  | { readonly kind: 'hostile'; readonly reason: string };

export class Session {
  readonly #channels: Channels;
  readonly #rehandshake: Rehandshake;
  readonly #flow = new BulkFlow();
  #finReceived = false;
  #lastHeard: Instant;

  constructor(config: SessionConfig, now: Instant) {
    const { member, secrets } = config.authenticated;
    this.#channels = new Channels(secrets, now);
    this.#rehandshake = new Rehandshake({ ...config, member, hash: secrets.hash }, now);
    this.#lastHeard = now;
  }

  /** When a frame last authenticated. */
  get lastHeard(): Instant {
    return this.#lastHeard;
  }

  get bulkWritable(): boolean {
    return this.#flow.writable;
  }

  get deadline(): Instant | undefined {
    return earliest([this.#rehandshake.deadline, this.#flow.deadline]);
  }

  wake(now: Instant): SessionEvent[] {
    const due = this.#flow.deadline;
    const events = due !== undefined && now >= due ? this.drained() : [];
    return [...events, ...this.#perform(this.#rehandshake.wake(this.#channels.settled, now), now)];
  }

  /** The port's buffer of channel 2 fell to its low-water mark. */
  drained(): SessionEvent[] {
    return this.#flow.drained() ? [{ kind: 'writable' }] : [];
  }

  fin(held: Uint8Array, now: Instant): SessionOutput {
    return this.#seal(0, { type: 'fin', payload: held }, now);
  }

  goodbye(now: Instant): SessionOutput {
    return this.#seal(0, { type: 'close', payload: NO_PAYLOAD }, now);
  }

  data(channel: ChannelId, payload: Uint8Array, now: Instant): SessionOutput {
    assert(channel !== 2 || !this.#flow.exhausted, 'bulk is sent only while the link is writable');
    return this.#seal(channel, { type: 'data', payload }, now);
  }

  /** One message of the port. A `hostile` event is the last that matters. */
  receive(channel: ChannelId, frame: Uint8Array, now: Instant): SessionEvent[] {
    const opened = this.#channels.open(channel, frame, now);
    if (!opened.ok) return [this.#refuse(channel, opened.reason)];
    this.#lastHeard = now;
    return this.#take(channel, opened.value, now);
  }

  #take(channel: ChannelId, { type, payload }: FrameContent, now: Instant): SessionEvent[] {
    if (!isAllowed(type, channel)) return [this.#refuse(channel, 'frame-misplaced')];
    if (channel === 0 && !this.#isInTurn(type)) return [this.#refuse(channel, 'fin-order')];
    if (isEmpty(type) && payload.length > 0) return [this.#refuse(channel, 'frame-length')];
    switch (type) {
      case 'data':
        return [{ kind: 'received', channel, payload }];
      case 'fin':
        return [this.#fin(payload)];
      case 'close':
        return [{ kind: 'goodbye' }];
      case 'handshake': {
        const { settled } = this.#channels;
        return this.#perform(this.#rehandshake.receive(payload, settled, now), now);
      }
      case 'switch':
        return this.#switched(channel, now);
    }
  }

  /** One FIN, and first of all; frames on the other channels may overtake it. */
  #isInTurn(type: FrameType): boolean {
    return type === 'close' || (type === 'fin') !== this.#finReceived;
  }

  #fin(payload: Uint8Array): SessionEvent {
    if (payload.length !== LINK_NAME_BYTES) return this.#refuse(0, 'fin-length');
    this.#finReceived = true;
    return { kind: 'fin', held: payload.slice() };
  }

  #switched(channel: ChannelId, now: Instant): SessionEvent[] {
    if (channel === 1 || !this.#channels.switched(channel, now)) {
      return [this.#refuse(channel, 'switch-unasked')];
    }
    return channel === 0 ? this.#perform(this.#rehandshake.switched(), now) : [];
  }

  #perform(steps: readonly RehandshakeStep[], now: Instant): SessionEvent[] {
    return steps.flatMap((step) => this.#performStep(step, now));
  }

  #performStep(step: RehandshakeStep, now: Instant): SessionEvent[] {
    switch (step.kind) {
      case 'send':
        return [this.#seal(0, { type: 'handshake', payload: step.payload }, now)];
      case 'expect':
        this.#channels.expect(step.key);
        return [];
      case 'switch':
        return this.#switchSending(step.key, now);
      case 'dropped':
        return [step];
    }
  }

  #switchSending(key: Uint8Array, now: Instant): SessionEvent[] {
    const frames = this.#channels.switchSending(key, now);
    return [this.#send(0, frames[0], now), this.#send(2, frames[2], now)];
  }

  #seal(channel: ChannelId, content: FrameContent, now: Instant): SessionOutput {
    return this.#send(channel, this.#channels.seal(channel, content, now), now);
  }

  #send(channel: ChannelId, bytes: Uint8Array, now: Instant): SessionOutput {
    if (channel === 2) this.#flow.sent(bytes.length, now);
    return { kind: 'rtc', command: { kind: 'send', channel, bytes } };
  }

  /** `fast` may lose, repeat and mix up what it carries; the ordered channels may not. */
  #refuse(channel: ChannelId, reason: string): SessionEvent {
    return { kind: channel === 1 ? 'dropped' : 'hostile', reason };
  }
}

function isAllowed(type: FrameType, channel: ChannelId): boolean {
  if (type === 'data') return true;
  return type === 'switch' ? channel !== 1 : channel === 0;
}

function isEmpty(type: FrameType): boolean {
  return type === 'close' || type === 'switch';
}
