// What a verification is to the rest of a peer: a conversation between two machines that ends with
// what one's own person says. It knows neither links nor how a private message travels.

import type { Party } from '../../crypto/verification.ts';

export type VerificationInput =
  /** The person wants to verify `member`, or agrees to a run that `member` asked for. */
  | { readonly kind: 'begin'; readonly member: Party }
  /** The body of a private message of `from`, which the room has opened and found to be theirs. */
  | { readonly kind: 'received'; readonly from: Party; readonly bytes: Uint8Array }
  /** The person has compared the seven emoji. Ids have 16 bytes. */
  | { readonly kind: 'compared'; readonly member: Uint8Array; readonly same: boolean }
  /** The person has compared the number of sixty digits, which needs no run. */
  | { readonly kind: 'number-compared'; readonly member: Uint8Array; readonly same: boolean }
  /** The person does not want to, or not now. */
  | { readonly kind: 'cancel'; readonly member: Uint8Array }
  /** No longer here. */
  | { readonly kind: 'left'; readonly member: Uint8Array };

export type VerificationOutput =
  /** To be sealed to one member and signed. */
  | { readonly kind: 'send'; readonly to: Uint8Array; readonly bytes: Uint8Array }
  /** How the run with `member` stands now. */
  | { readonly kind: 'shown'; readonly member: Uint8Array; readonly state: VerificationState }
  /** The person said that they match. Follows from nothing else. `awaited`: theirs still compares. */
  | { readonly kind: 'verified'; readonly member: Uint8Array; readonly awaited: boolean }
  /** Their person, whom ours has verified, says that they match as well: told, and no more. */
  | { readonly kind: 'confirmed'; readonly member: Uint8Array }
  /** The run is over. Whoever was verified before stays so, unless the reason {@link isAlarming}. */
  | { readonly kind: 'failed'; readonly member: Uint8Array; readonly reason: VerificationFailure }
  | { readonly kind: 'dropped'; readonly reason: string };

export type VerificationState =
  /** We asked; their person has not agreed yet. */
  | { readonly kind: 'waiting' }
  /** They ask; `begin` agrees, `cancel` declines. */
  | { readonly kind: 'asked' }
  /** Both agreed; the last number is on its way. */
  | { readonly kind: 'exchanging' }
  | {
      readonly kind: 'comparing';
      /** Seven numbers below 64, for `text/symbols.ts`. */
      readonly emoji: readonly number[];
      /** Their person said that they match, or so their device tells us: it verifies nobody. */
      readonly theySaySame: boolean;
    };

export type VerificationFailure =
  /** By our own person, and by theirs. */
  | 'cancelled'
  | 'cancelled-there'
  | 'timeout'
  /** Our own person, or theirs, saw other emoji: somebody may be in between. */
  | 'mismatch'
  | 'mismatch-there'
  /** A number was revealed that is not the one that was committed to: the same, found by a device. */
  | 'unfit'
  | 'left'
  /** Too many runs at once, here or there. */
  | 'busy'
  | 'busy-there'
  /** Too many runs with this member came to nothing; each gave a stranger one chance. */
  | 'too-many';

/** Somebody may be in between: the person has to be told, and nobody is verified by this run. */
export function isAlarming(reason: VerificationFailure): boolean {
  return reason === 'mismatch' || reason === 'mismatch-there' || reason === 'unfit';
}
