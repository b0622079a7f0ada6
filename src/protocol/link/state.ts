// The states of a link, each with what exists in it and nowhere else (see contract.ts for the tour).
//
//   idle ▶ gathering ▶ [offered] ▶ connecting ▶ authenticating ▶ identified ▶ confirming ▶ up
//   any of them ▶ down; up ▶ draining ▶ down

import type { Instant } from '../../base/time.ts';
import type { Card } from '../../crypto/identity.ts';
import type { Authenticated, Initiator, Responder } from './authentication.ts';
import type { Described, LinkOutput } from './contract.ts';
import type { Session } from './session.ts';

/** Messages of channel 0 that came before we could read them; at most `MAX_EARLY_MESSAGES`. */
interface Early {
  readonly early: readonly Uint8Array[];
}

interface Timed {
  readonly deadline: Instant;
}

export type LinkState =
  | { readonly kind: 'idle' }
  /** The offer is the other side's; undefined when we make one. */
  | ({ readonly kind: 'gathering'; readonly offer: Described | undefined } & Timed)
  | { readonly kind: 'offered'; readonly offer: Described }
  | Connecting
  | Authenticating
  | Identified
  | Confirming
  | { readonly kind: 'up'; readonly session: Session }
  | ({ readonly kind: 'draining'; readonly session: Session } & Timed)
  | { readonly kind: 'down' };

/** The two records are known on both sides; the port looks for a path. */
export interface Connecting extends Timed, Early {
  readonly kind: 'connecting';
  readonly offer: Described;
  readonly answer: Described;
}

/** The channels are open and the handshake runs: the other side writes the next message. */
export type Authenticating = Timed & {
  readonly kind: 'authenticating';
  /** The member id that the other side's record named. */
  readonly sender: Uint8Array;
} & (
    | { readonly awaiting: 2; readonly noise: Initiator }
    | { readonly awaiting: 1 | 3; readonly noise: Responder }
  );

/** We know who is there, and wait for the owner's `held`. */
export interface Identified extends Timed, Early {
  readonly kind: 'identified';
  readonly authenticated: Authenticated;
}

/** Our FIN is sent; theirs has yet to come, and frames of other channels may overtake it. */
export interface Confirming extends Timed {
  readonly kind: 'confirming';
  readonly session: Session;
  readonly member: Card;
  /** The 32 bytes that name this link. */
  readonly handshake: Uint8Array;
  readonly heldHere: Uint8Array;
  readonly overtaking: readonly LinkOutput[];
  readonly overtakingBytes: number;
}
