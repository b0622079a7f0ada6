// What a verification is to its dialog: where it stands, and what the person does about it.

import type { Sentences } from '../../text/types.ts';

export type VerifyFailure = keyof Sentences['verify']['failures'];

export type VerifyStep =
  | { readonly kind: 'waiting' | 'asked' | 'exchanging' }
  /** By the person here; `awaited`: the other one still compares. */
  | { readonly kind: 'verified'; readonly awaited: boolean }
  /** By both. */
  | { readonly kind: 'confirmed' }
  | {
      readonly kind: 'comparing';
      /** Seven numbers below 64, for `text/symbols.ts`. */
      readonly emoji: readonly number[];
      readonly theySaySame: boolean;
    }
  | { readonly kind: 'failed'; readonly reason: VerifyFailure };

export type VerifyAction =
  | 'agree'
  | 'same'
  | 'different'
  | 'later'
  | 'again'
  | 'close'
  /** This person, and the room with them. */
  | 'leave'
  | 'number-same'
  | 'number-different';

/** Somebody may be in between: said with all the weight there is. */
export function isAlarming(step: VerifyStep): boolean {
  return step.kind === 'failed' && ['mismatch', 'mismatch-there', 'unfit'].includes(step.reason);
}

/** There is nothing left to answer. */
export function isOver({ kind }: VerifyStep): boolean {
  return kind === 'verified' || kind === 'confirmed' || kind === 'failed';
}

/** What Escape and a dismissed dialog mean: to put off what runs, and to close what is over. */
export function dismissal(step: VerifyStep): VerifyAction {
  return isOver(step) ? 'close' : 'later';
}
