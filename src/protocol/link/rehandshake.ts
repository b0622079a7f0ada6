// The hourly handshake inside channel 0 (DESIGN §5): new keys, from new ephemeral pairs and a new
// X-Wing secret, bound to the handshake before it.
//
//   initiator                                   responder
//   asked       ─── HANDSHAKE 1 ──────────────▶
//               ◀── HANDSHAKE 2 ─────────────── answered
//   confirming  ─── HANDSHAKE 3 ──────────────▶ switches at once: the initiator holds the keys
//               ◀── SWITCH (channels 0, 2) ────
//   switches    ─── SWITCH (channels 0, 2) ───▶
//
// Nobody sends with a key that the other side might not hold yet. Whatever goes wrong here leaves
// the link as it is, under its old keys, until the next hour.

import { equal } from '../../base/bytes.ts';
import { bad, ok, type Parsed } from '../../base/result.ts';
import { HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../../base/time.ts';
import type { Card } from '../../crypto/identity.ts';
import { type AuthenticationConfig, Initiator, Responder, type Secrets } from './authentication.ts';

/** DESIGN §5: "Hourly". */
export const REHANDSHAKE_MS = HOUR_MS;
/** DESIGN §5: "answered at most once in ten minutes". */
export const ANSWER_INTERVAL_MS = 10 * MINUTE_MS;
/** Our choice: how long either side keeps an unfinished one. */
export const STALLED_MS = 30 * SECOND_MS;

export interface RehandshakeConfig extends Omit<AuthenticationConfig, 'prologue'> {
  readonly role: 'initiator' | 'responder';
  /** Who this link leads to; nobody else may take it over. */
  readonly member: Card;
  /** The 64-byte hash of the first handshake. */
  readonly hash: Uint8Array;
}

export type RehandshakeStep =
  /** The payload of a HANDSHAKE frame. */
  | { readonly kind: 'send'; readonly payload: Uint8Array }
  /** The next receiving key: the other side may switch from now on. */
  | { readonly kind: 'expect'; readonly key: Uint8Array }
  /** The next sending key: our side switches now. */
  | { readonly kind: 'switch'; readonly key: Uint8Array }
  | { readonly kind: 'dropped'; readonly reason: RehandshakeFault };

export type RehandshakeFault =
  | 'rehandshake-malformed'
  | 'rehandshake-unexpected'
  | 'rehandshake-too-soon'
  | 'rehandshake-failed'
  | 'rehandshake-stalled';

type State =
  | { readonly kind: 'idle' }
  | {
      readonly kind: 'asked';
      readonly noise: Initiator;
      readonly until: Instant;
      /** Of the time before, when the third message was sent and no SWITCH has come since. */
      readonly unconfirmed: Secrets | undefined;
    }
  | { readonly kind: 'confirming'; readonly secrets: Secrets }
  | { readonly kind: 'answered'; readonly noise: Responder; readonly until: Instant };

const IDLE: State = { kind: 'idle' };

export class Rehandshake {
  readonly #config: RehandshakeConfig;
  #state: State = IDLE;
  #hash: Uint8Array;
  /** The initiator's next one, the responder's last answer. */
  #nextAt: Instant;
  #answeredAt: Instant | undefined;

  constructor(config: RehandshakeConfig, now: Instant) {
    this.#config = config;
    this.#hash = config.hash;
    this.#nextAt = now + REHANDSHAKE_MS;
  }

  get deadline(): Instant | undefined {
    const state = this.#state;
    if (state.kind === 'asked' || state.kind === 'answered') return state.until;
    return this.#config.role === 'initiator' ? this.#nextAt : undefined;
  }

  /** `settled`: no switch of the keys before is half done (see {@link Channels.settled}). */
  wake(settled: boolean, now: Instant): RehandshakeStep[] {
    const due = this.deadline;
    if (due === undefined || now < due) return [];
    const state = this.#state;
    if (state.kind === 'asked' || state.kind === 'answered') {
      this.#state = resting(state.kind === 'asked' ? state.unconfirmed : undefined);
      return [dropped('rehandshake-stalled')];
    }
    this.#nextAt = now + REHANDSHAKE_MS;
    return settled ? this.#ask(now) : [];
  }

  /** The payload of a HANDSHAKE frame. */
  receive(payload: Uint8Array, settled: boolean, now: Instant): RehandshakeStep[] {
    const parsed = parsePayload(payload);
    if (!parsed.ok) return [dropped(parsed.reason)];
    const { number, message } = parsed.value;
    const state = this.#state;
    if (number === 1 && this.#config.role === 'responder') {
      return settled ? this.#answer(message, now) : [dropped('rehandshake-too-soon')];
    }
    if (number === 2 && state.kind === 'asked') return this.#confirm(state, message);
    if (number === 3 && state.kind === 'answered') return this.#finish(state.noise, message);
    return [dropped('rehandshake-unexpected')];
  }

  /** The other side's SWITCH came on channel 0, and with keys that we hold. */
  switched(): RehandshakeStep[] {
    const state = this.#state;
    if (state.kind === 'confirming') return this.#adopt(state.secrets);
    // It was on its way when we asked anew: what we asked rests on the hash before.
    if (state.kind === 'asked' && state.unconfirmed) return this.#adopt(state.unconfirmed);
    return [];
  }

  #ask(now: Instant): RehandshakeStep[] {
    const unconfirmed = this.#state.kind === 'confirming' ? this.#state.secrets : undefined;
    const noise = new Initiator({ ...this.#config, prologue: this.#hash });
    this.#state = { kind: 'asked', noise, until: now + STALLED_MS, unconfirmed };
    return [send(1, noise.message1)];
  }

  #answer(message: Uint8Array, now: Instant): RehandshakeStep[] {
    if (this.#answeredAt !== undefined && now - this.#answeredAt < ANSWER_INTERVAL_MS) {
      return [dropped('rehandshake-too-soon')];
    }
    this.#answeredAt = now;
    const noise = new Responder({ ...this.#config, prologue: this.#hash });
    const answer = noise.readMessage1(message);
    this.#state = answer ? { kind: 'answered', noise, until: now + STALLED_MS } : IDLE;
    return answer ? [send(2, answer)] : [dropped('rehandshake-failed')];
  }

  #confirm(
    { noise, unconfirmed }: Extract<State, { readonly kind: 'asked' }>,
    message: Uint8Array,
  ): RehandshakeStep[] {
    const member = noise.readMessage2(message);
    if (!this.#isSame(member)) {
      this.#state = resting(unconfirmed);
      return [dropped('rehandshake-failed')];
    }
    const { message3, secrets } = noise.writeMessage3();
    this.#state = { kind: 'confirming', secrets };
    return [{ kind: 'expect', key: secrets.receive }, send(3, message3)];
  }

  #finish(noise: Responder, message: Uint8Array): RehandshakeStep[] {
    this.#state = IDLE;
    const done = noise.readMessage3(message);
    if (done === undefined || !this.#isSame(done.member)) return [dropped('rehandshake-failed')];
    this.#hash = done.secrets.hash;
    return [
      { kind: 'expect', key: done.secrets.receive },
      { kind: 'switch', key: done.secrets.send },
    ];
  }

  #adopt(secrets: Secrets): RehandshakeStep[] {
    this.#state = IDLE;
    this.#hash = secrets.hash;
    return [{ kind: 'switch', key: secrets.send }];
  }

  #isSame(member: Card | undefined): boolean {
    return member !== undefined && equal(member.id, this.#config.member.id);
  }
}

/** Secrets that the other side may have taken outlive a stalled attempt, or its SWITCH would fail. */
function resting(unconfirmed: Secrets | undefined): State {
  return unconfirmed ? { kind: 'confirming', secrets: unconfirmed } : IDLE;
}

function send(number: 1 | 2 | 3, message: Uint8Array): RehandshakeStep {
  const payload = new Uint8Array(1 + message.length);
  payload[0] = number;
  payload.set(message, 1);
  return { kind: 'send', payload };
}

function dropped(reason: RehandshakeFault): RehandshakeStep {
  return { kind: 'dropped', reason };
}

interface NumberedMessage {
  readonly number: 1 | 2 | 3;
  readonly message: Uint8Array;
}

function parsePayload(payload: Uint8Array): Parsed<NumberedMessage, 'rehandshake-malformed'> {
  const number = payload[0];
  if (number !== 1 && number !== 2 && number !== 3) return bad('rehandshake-malformed');
  return ok({ number, message: payload.subarray(1) });
}
