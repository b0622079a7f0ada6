// The states of a link, each with what exists in it and nowhere else (see contract.ts for the tour).
//
//   opening ▶ authenticating ▶ identified ▶ confirming ▶ up
//   authenticating ▶ opening, through a bridge
//   any of them ▶ down; up ▶ draining ▶ down

import type { Instant } from '../../base/time.ts';
import type { Card } from '../../crypto/identity.ts';
import type { Authenticated, Initiator, Responder } from './authentication.ts';
import type { LinkOutput } from './contract.ts';
import type { Session } from './session.ts';

/** Messages of channel 0 that came before we could read them; at most `MAX_EARLY_MESSAGES`. */
interface Early {
  readonly early: readonly Uint8Array[];
}

interface Timed {
  readonly deadline: Instant;
}

export type LinkState =
  /** The channels are not open yet: see `opening.ts`. */
  | Unopened
  | Authenticating
  | Identified
  | Confirming
  | { readonly kind: 'up'; readonly session: Session }
  | ({ readonly kind: 'draining'; readonly session: Session } & Timed)
  | { readonly kind: 'down' };

export interface Unopened extends Early {
  readonly kind: 'opening';
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
