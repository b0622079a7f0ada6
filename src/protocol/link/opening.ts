// How a link gets its channels: two records, and then a direct path or a bridge in the middle.
//
//   offerer    idle ▶ gathering ▶ offered ─── answer ───▶ connecting ▶ (the channels open)
//   answerer   idle ▶ gathering ─── our answer ─────────▶ connecting ▶ (the channels open)
//   both       gathering, connecting ── no path, no WebRTC ──▶ connecting, through a bridge
//
// A side that is not to be reached directly gathers nothing and says nothing of any path.

import { assert } from '../../base/assert.ts';
import { equal } from '../../base/bytes.ts';
import { type Instant, MINUTE_MS, SECOND_MS } from '../../base/time.ts';
import type { Pace } from '../../ports/rtc.ts';
import { circuitToken } from '../../wire/circuit.ts';
import type { Transport } from '../../wire/description.ts';
import type { Prologue } from '../../wire/handshake.ts';
import type {
  Described,
  LinkBridge,
  LinkConfig,
  LinkDownReason,
  LinkOutput,
  RtcCommand,
} from './contract.ts';
import { assertAnswerable, commonBridge, describe, isAnswerTo } from './negotiation.ts';

/** Our choice: the port gives up gathering by itself after 1 s (DESIGN §2); this is for a dead one. */
export const GATHER_TIMEOUT_MS = 8 * SECOND_MS;
/** DESIGN §4: "an answerer that hears nothing closes after 8 s", and so does an answered offerer. */
export const CONNECT_TIMEOUT_MS = 8 * SECOND_MS;
/** Our choice: through the mailbox the offerer finds the answer after up to ten seconds. */
export const SLOW_CONNECT_TIMEOUT_MS = 20 * SECOND_MS;
/** Our choice: as long as a code that was made by hand is good; a person carries our answer. */
export const HAND_ANSWERER_TIMEOUT_MS = 10 * MINUTE_MS;
/** Our choice: the answerer may have let go of its path, and looks for it again every few seconds. */
export const HAND_OFFERER_TIMEOUT_MS = 40 * SECOND_MS;
/** Our choice: ICE finds its path within a second or two, or by luck; a relay is there by then. */
export const DIRECT_PATIENCE_MS = 6 * SECOND_MS;
/** Our choice: a little more than the circuit port waits for the other end. */
export const CIRCUIT_TIMEOUT_MS = 36 * SECOND_MS;

/** How long a side looks for its path once it knows both records. */
const PATIENCE_MS = {
  prompt: { offerer: CONNECT_TIMEOUT_MS, answerer: CONNECT_TIMEOUT_MS },
  slow: { offerer: CONNECT_TIMEOUT_MS, answerer: SLOW_CONNECT_TIMEOUT_MS },
  'by-hand': { offerer: HAND_OFFERER_TIMEOUT_MS, answerer: HAND_ANSWERER_TIMEOUT_MS },
} as const satisfies Record<Pace, Record<LinkConfig['role'], number>>;

/** What to do next, or why nothing can come of it. */
export type Step = LinkOutput[] | LinkDownReason;

interface Records {
  readonly offer: Described;
  readonly answer: Described;
}

/** The two records are known, and how the channels are to go. */
export interface Negotiated extends Records {
  readonly mode: Prologue['mode'];
}

type State =
  | { readonly kind: 'idle' }
  /** The offer is the other side's; undefined when we make one. */
  | {
      readonly kind: 'gathering';
      readonly offer: Described | undefined;
      readonly deadline: Instant;
    }
  | { readonly kind: 'offered'; readonly offer: Described }
  | {
      readonly kind: 'connecting';
      readonly negotiated: Negotiated;
      /** Stands in when the channels do not open. */
      readonly fallback: LinkBridge | undefined;
      readonly deadline: Instant;
    };

export class Opening {
  readonly #config: LinkConfig;
  #state: State = { kind: 'idle' };

  constructor(config: LinkConfig) {
    this.#config = config;
  }

  get begun(): boolean {
    return this.#state.kind !== 'idle';
  }

  /** Undefined before both records are there. */
  get negotiated(): Negotiated | undefined {
    return this.#state.kind === 'connecting' ? this.#state.negotiated : undefined;
  }

  get deadline(): Instant | undefined {
    return 'deadline' in this.#state ? this.#state.deadline : undefined;
  }

  /** An offerer is given nothing, an answerer the offer. */
  begin(offer: Described | undefined, now: Instant): Step {
    const { role, iceServers, relayOnly, pace, identity, direct } = this.#config;
    assert(this.#state.kind === 'idle', 'a link is opened once');
    assert((role === 'answerer') === (offer !== undefined), 'only an answerer is given an offer');
    if (offer !== undefined) assertAnswerable(this.#config, offer);
    if (offer !== undefined && equal(offer.description.sender, identity.id)) return 'self';
    const remote = offer?.description.transport;
    if (!direct || (offer !== undefined && remote === undefined)) return this.#hidden(offer, now);
    this.#state = { kind: 'gathering', offer, deadline: now + GATHER_TIMEOUT_MS };
    const options = { initiator: role === 'offerer', iceServers, relayOnly, pace };
    const open = rtc({ kind: 'open', options });
    return remote === undefined ? [open] : [open, rtc({ kind: 'accept', remote })];
  }

  gathered(transport: Transport, now: Instant): Step {
    if (this.#state.kind !== 'gathering') return [];
    return this.#describe(transport, this.#state.offer, now);
  }

  answered(answer: Described, now: Instant): Step {
    const { role, identity, bridges } = this.#config;
    assert(role === 'offerer', 'only an offerer is given an answer');
    if (this.#state.kind !== 'offered') return [dropped('answer-unasked')];
    const { offer } = this.#state;
    if (!isAnswerTo(offer, answer)) return [dropped('answer-misbound')];
    if (equal(answer.description.sender, identity.id)) return 'self';
    const bridge = commonBridge(offer, answer.description, bridges());
    const remote = answer.description.transport;
    if (remote === undefined || offer.description.transport === undefined) {
      return this.#relay({ offer, answer }, bridge, now);
    }
    this.#connect({ offer, answer }, now);
    return [rtc({ kind: 'accept', remote })];
  }

  /** What was tried came to nothing: a bridge stands in, if there is one that may. */
  failed(reason: LinkDownReason, now: Instant): Step {
    const state = this.#state;
    if (state.kind === 'gathering' && this.#config.mayFallBack(state.offer?.description.sender)) {
      const hidden = this.#hidden(state.offer, now);
      return typeof hidden === 'string' ? reason : hidden;
    }
    // Whatever failed is not what this offer speaks of.
    if (state.kind === 'offered' && state.offer.description.transport === undefined) return [];
    if (state.kind !== 'connecting' || state.fallback === undefined) return reason;
    if (!this.#mayFallBack(state.negotiated)) return reason;
    return this.#relay(state.negotiated, state.fallback, now);
  }

  /** We say nothing of any path: a relay is to carry the link. */
  #hidden(offer: Described | undefined, now: Instant): Step {
    if (this.#config.bridges().length === 0) return 'no-bridge';
    return this.#describe(undefined, offer, now);
  }

  #describe(transport: Transport | undefined, offer: Described | undefined, now: Instant): Step {
    const local = describe(this.#config, { transport, offer }, now);
    const told: LinkOutput = { kind: 'local', local };
    if (offer === undefined) {
      this.#state = { kind: 'offered', offer: local };
      return [told];
    }
    if (transport === undefined) {
      const bridge = commonBridge(offer, local.description, this.#config.bridges());
      const relay = this.#relay({ offer, answer: local }, bridge, now);
      return typeof relay === 'string' ? relay : [told, ...relay];
    }
    this.#connect({ offer, answer: local }, now);
    return [told];
  }

  #connect({ offer, answer }: Records, now: Instant): void {
    const { bridges, pace, role } = this.#config;
    const fallback = commonBridge(offer, answer.description, bridges());
    const hurried =
      fallback !== undefined && pace === 'prompt' && this.#mayFallBack({ offer, answer });
    this.#state = {
      kind: 'connecting',
      negotiated: { offer, answer, mode: 'direct' },
      fallback,
      deadline: now + (hurried ? DIRECT_PATIENCE_MS : PATIENCE_MS[pace][role]),
    };
  }

  #mayFallBack({ offer, answer }: Records): boolean {
    const { role, mayFallBack } = this.#config;
    return mayFallBack((role === 'offerer' ? answer : offer).description.sender);
  }

  /** Whatever was open before is closed; the two meet at the bridge, or not at all. */
  #relay({ offer, answer }: Records, bridge: LinkBridge | undefined, now: Instant): Step {
    if (bridge === undefined) return 'no-bridge';
    const wasOpen = this.#state.kind !== 'idle';
    this.#state = {
      kind: 'connecting',
      negotiated: { offer, answer, mode: 'relayed' },
      fallback: undefined,
      deadline: now + CIRCUIT_TIMEOUT_MS,
    };
    const token = circuitToken(this.#config.circuitKey, answer.record);
    const relay = rtc({ kind: 'relay', url: bridge.url, token });
    return wasOpen ? [rtc({ kind: 'close' }), relay] : [relay];
  }
}

export function rtc(command: RtcCommand): LinkOutput {
  return { kind: 'rtc', command };
}

export function dropped(reason: string): LinkOutput {
  return { kind: 'dropped', reason };
}
