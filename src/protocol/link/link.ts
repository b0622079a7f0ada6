// One secure connection, from the first candidate to the last frame, without I/O.
//
//   offerer                                             answerer
//   start ▶ rtc open … offer ────── signalled ────────▶ offer ▶ rtc open, accept
//   answer ▶ rtc accept ◀────────── signalled ───────── answer
//        ◀═══════════════ ICE, DTLS, three channels ═══════════════▶
//   initiator ── message 1 ──────────────────────────▶ responder
//             ◀─────────────────────────── message 2 ──
//   identified, held ── message 3, FIN ──────────────▶ identified, held
//   up        ◀────────────────────────────── FIN ──── up
//
// Everything of the handshake is bound to the two records, and through them to the certificates
// that DTLS enforces. Nothing is delivered before both FINs. Where no direct path is found, or one
// side is not to be reached directly, the channels go through a bridge: see `opening.ts`.

import { assert } from '../../base/assert.ts';
import { equal } from '../../base/bytes.ts';
import { type Instant, SECOND_MS } from '../../base/time.ts';
import type { Card } from '../../crypto/identity.ts';
import type { ChannelId, RtcEvent } from '../../ports/rtc.ts';
import { FRAME_SIZES_BYTES } from '../../wire/frame.ts';
import type { Machine } from '../machine.ts';
import { type Authenticated, Initiator, Responder } from './authentication.ts';
import type { LinkConfig, LinkDownReason, LinkInput, LinkOutput } from './contract.ts';
import { prologueOf } from './negotiation.ts';
import { dropped, Opening, rtc, type Step } from './opening.ts';
import { LINK_NAME_BYTES, Session, type SessionEvent } from './session.ts';
import type { Authenticating, Confirming, LinkState, Unopened } from './state.ts';

export { MAX_PAYLOAD_BYTES } from '../../wire/frame.ts';

/** Our choice: both FINs included. */
export const HANDSHAKE_TIMEOUT_MS = 5 * SECOND_MS;
/** DESIGN §5: "The loser drains for 50 ms and closes". */
export const DRAIN_MS = 50;
/** Our choice: of channel 0, before they can be read. One is usual, when the peer opens first. */
export const MAX_EARLY_MESSAGES = 4;
/** Our choice: frames that overtake the FIN; four times what bulk may have in flight. */
export const MAX_OVERTAKING_BYTES = 262_144;

/** Why the port closed, as a reason of the link. */
const CLOSED = {
  local: 'local',
  remote: 'remote',
  failed: 'unreachable',
  unsupported: 'unsupported',
} as const satisfies Record<string, LinkDownReason>;

export class Link implements Machine<LinkInput, LinkOutput> {
  readonly #config: LinkConfig;
  readonly #opening: Opening;
  #state: LinkState = { kind: 'opening', early: [] };

  constructor(config: LinkConfig) {
    this.#config = config;
    this.#opening = new Opening(config);
  }

  handle(input: LinkInput, now: Instant): LinkOutput[] {
    if (this.#state.kind === 'down') return [];
    switch (input.kind) {
      case 'start':
        return this.#step(this.#opening.begin(undefined, now));
      case 'offer':
        return this.#step(this.#opening.begin(input.offer, now));
      case 'answer':
        return this.#step(this.#opening.answered(input.answer, now));
      case 'rtc':
        return this.#rtcEvent(input.event, now);
      case 'held':
        return this.#held(input.handshake, now);
      case 'send':
        return this.#send(input.channel, input.payload, now);
      case 'close':
        return this.#close(input.drain, now);
    }
  }

  wake(now: Instant): LinkOutput[] {
    const state = this.#state;
    const due = this.deadline;
    if (due === undefined || now < due) return [];
    if (state.kind === 'up') return this.#perform(state.session.wake(now));
    return state.kind === 'draining' ? this.#down('local') : this.#failed('timeout', now);
  }

  get deadline(): Instant | undefined {
    const state = this.#state;
    if (state.kind === 'up') return state.session.deadline;
    if (state.kind === 'opening') return this.#opening.deadline;
    return 'deadline' in state ? state.deadline : undefined;
  }

  /** When something of the authenticated peer last arrived; 0 before. */
  get lastHeard(): Instant {
    return 'session' in this.#state ? this.#state.session.lastHeard : 0;
  }

  /** Whether channel 2 takes more; when not, `writable` tells when it does. */
  get bulkWritable(): boolean {
    return this.#state.kind === 'up' && this.#state.session.bulkWritable;
  }

  // Opening

  #step(step: Step): LinkOutput[] {
    return typeof step === 'string' ? this.#down(step) : step;
  }

  /** Before anybody has proved anything, another way may be tried. */
  #failed(reason: LinkDownReason, now: Instant): LinkOutput[] {
    const { kind } = this.#state;
    if (reason === 'local' || (kind !== 'opening' && kind !== 'authenticating')) {
      return this.#down(reason);
    }
    const step = this.#opening.failed(reason, now);
    if (typeof step !== 'string') this.#state = { kind: 'opening', early: [] };
    return this.#step(step);
  }

  #rtcEvent(event: RtcEvent, now: Instant): LinkOutput[] {
    const state = this.#state;
    switch (event.kind) {
      case 'local':
        return this.#step(this.#opening.gathered(event.transport, now));
      case 'open':
        return state.kind === 'opening' ? this.#connected(state, now) : [];
      case 'message':
        return this.#message(event.channel, event.bytes, now);
      case 'drained':
        if (state.kind !== 'up' || event.channel !== 2) return [];
        return this.#perform(state.session.drained());
      case 'interrupted':
        return state.kind === 'up' ? [event] : [];
      case 'path':
        return [event];
      case 'closed':
        return this.#failed(CLOSED[event.reason], now);
    }
  }

  // Authentication

  #connected({ early }: Unopened, now: Instant): LinkOutput[] {
    const { negotiated } = this.#opening;
    if (negotiated === undefined) return [];
    const { offer, answer } = negotiated;
    const deadline = now + HANDSHAKE_TIMEOUT_MS;
    const config = { ...this.#config, prologue: prologueOf(negotiated) };
    if (this.#config.role === 'answerer') {
      const { sender } = offer.description;
      const noise = new Responder(config);
      this.#state = { kind: 'authenticating', sender, deadline, awaiting: 1, noise };
      return this.#replay(early, now);
    }
    const { sender } = answer.description;
    const noise = new Initiator(config);
    this.#state = { kind: 'authenticating', sender, deadline, awaiting: 2, noise };
    return [sendRaw(noise.message1), ...this.#replay(early, now)];
  }

  #replay(early: readonly Uint8Array[], now: Instant): LinkOutput[] {
    return early.flatMap((bytes) => this.#message(0, bytes, now));
  }

  #message(channel: ChannelId, bytes: Uint8Array, now: Instant): LinkOutput[] {
    const state = this.#state;
    if ('session' in state) return this.#perform(state.session.receive(channel, bytes, now));
    if (state.kind === 'down') return [];
    // Nobody has a reason to use the other channels yet: our FIN has not been sent.
    if (channel === 1) return [dropped('message-early')];
    if (channel === 2) return this.#hostile('message-early');
    if (state.kind === 'authenticating') return this.#authenticate(state, bytes);
    const unasked = state.kind === 'opening' && this.#opening.negotiated === undefined;
    if (unasked || !('early' in state) || state.early.length === MAX_EARLY_MESSAGES) {
      return this.#hostile('message-early');
    }
    this.#state = { ...state, early: [...state.early, bytes] };
    return [];
  }

  #authenticate(state: Authenticating, bytes: Uint8Array): LinkOutput[] {
    switch (state.awaiting) {
      case 1: {
        const message2 = state.noise.readMessage1(bytes);
        if (message2 === undefined) return this.#hostile('handshake-failed');
        this.#state = { ...state, awaiting: 3 };
        return [sendRaw(message2)];
      }
      case 2: {
        const member = state.noise.readMessage2(bytes);
        // Checked before we show who we are.
        if (!this.#isExpected(member, state.sender)) return this.#stranger(member);
        const { message3, secrets } = state.noise.writeMessage3();
        return [sendRaw(message3), ...this.#identified(state, { member, secrets })];
      }
      case 3: {
        const done = state.noise.readMessage3(bytes);
        if (done === undefined) return this.#stranger(undefined);
        if (!this.#isExpected(done.member, state.sender)) return this.#stranger(done.member);
        return this.#identified(state, done);
      }
    }
  }

  /** The other side is whom its record named, and it isn't us. */
  #isExpected(member: Card | undefined, sender: Uint8Array): member is Card {
    const { identity } = this.#config;
    if (member === undefined || equal(member.s, identity.s.publicKey)) return false;
    return equal(member.id, sender);
  }

  #stranger(member: Card | undefined): LinkOutput[] {
    if (member === undefined) return this.#hostile('handshake-failed');
    if (equal(member.s, this.#config.identity.s.publicKey)) return this.#down('self');
    return this.#hostile('handshake-misbound');
  }

  #identified({ deadline }: Authenticating, authenticated: Authenticated): LinkOutput[] {
    this.#state = { kind: 'identified', deadline, early: [], authenticated };
    return [{ kind: 'identified', member: authenticated.member }];
  }

  #held(heldHere: Uint8Array, now: Instant): LinkOutput[] {
    const state = this.#state;
    assert(state.kind === 'identified', '`held` answers `identified`');
    assert(heldHere.length === LINK_NAME_BYTES, 'a link is named by 32 bytes');
    const { authenticated, deadline, early } = state;
    const role = this.#config.role === 'offerer' ? 'initiator' : 'responder';
    const session = new Session({ ...this.#config, role, authenticated }, now);
    this.#state = {
      kind: 'confirming',
      deadline,
      session,
      member: authenticated.member,
      handshake: authenticated.secrets.hash.slice(0, LINK_NAME_BYTES),
      heldHere,
      overtaking: [],
      overtakingBytes: 0,
    };
    return [session.fin(heldHere, now), ...this.#replay(early, now)];
  }

  // The session

  #perform(events: readonly SessionEvent[]): LinkOutput[] {
    return events.flatMap((event): LinkOutput[] => {
      const state = this.#state;
      switch (event.kind) {
        case 'fin':
          assert(state.kind === 'confirming', 'a session takes one FIN');
          return this.#up(state, event.held);
        case 'goodbye':
          return this.#down('remote');
        case 'hostile':
          return this.#hostile(event.reason);
        case 'received':
          return state.kind === 'confirming' ? this.#overtake(state, event) : [event];
        default:
          return [event];
      }
    });
  }

  #up(state: Confirming, heldThere: Uint8Array): LinkOutput[] {
    const { session, member, handshake, heldHere, overtaking } = state;
    this.#state = { kind: 'up', session };
    const { role } = this.#config;
    return [{ kind: 'up', up: { member, role, handshake, heldHere, heldThere } }, ...overtaking];
  }

  #overtake(state: Confirming, received: Received): LinkOutput[] {
    const overtakingBytes = state.overtakingBytes + FRAME_SIZES_BYTES[0] + received.payload.length;
    if (overtakingBytes <= MAX_OVERTAKING_BYTES) {
      this.#state = { ...state, overtaking: [...state.overtaking, received], overtakingBytes };
      return [];
    }
    return received.channel === 1 ? [dropped('overtaking-full')] : this.#hostile('overtaking-full');
  }

  #send(channel: ChannelId, payload: Uint8Array, now: Instant): LinkOutput[] {
    const state = this.#state;
    // Whoever closed may still be told to send by somebody who doesn't know yet.
    if (state.kind === 'draining') return [];
    assert(state.kind === 'up', 'payloads are sent over a link that is up');
    return [state.session.data(channel, payload, now)];
  }

  // The end

  #close(drain: boolean, now: Instant): LinkOutput[] {
    const state = this.#state;
    if (!drain || (state.kind !== 'up' && state.kind !== 'draining')) return this.#down('local');
    if (state.kind === 'draining') return [];
    this.#state = { kind: 'draining', session: state.session, deadline: now + DRAIN_MS };
    return [state.session.goodbye(now)];
  }

  #hostile(reason: string): LinkOutput[] {
    return [dropped(reason), ...this.#down('hostile')];
  }

  #down(reason: LinkDownReason): LinkOutput[] {
    const { kind } = this.#state;
    const { begun } = this.#opening;
    this.#state = { kind: 'down' };
    // Once we have closed, how the other side ends makes no difference.
    const down: LinkOutput = { kind: 'down', reason: kind === 'draining' ? 'local' : reason };
    return begun ? [rtc({ kind: 'close' }), down] : [down];
  }
}

type Received = Extract<LinkOutput, { readonly kind: 'received' }>;

/** The messages of the first handshake travel bare on channel 0. */
function sendRaw(bytes: Uint8Array): LinkOutput {
  return rtc({ kind: 'send', channel: 0, bytes });
}
