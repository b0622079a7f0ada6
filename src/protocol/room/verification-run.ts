// One run of a verification: how far it is, and what is sent and told about it.

import { equal } from '../../base/bytes.ts';
import { type Instant, MINUTE_MS } from '../../base/time.ts';
import type { Party } from '../../crypto/verification.ts';
import {
  type CancelReason,
  encodeVerification,
  runOf,
  type VerificationMessage,
} from '../../wire/verification.ts';
import type { VerificationFailure, VerificationOutput } from './verification-contract.ts';

/** Our choice: as long as somebody takes to notice a question on a screen. */
export const ANSWER_TIMEOUT_MS = 2 * MINUTE_MS;
/** Our choice: comparing may need a call to be made first. */
export const COMPARE_TIMEOUT_MS = 10 * MINUTE_MS;

/** What is only there while it counts. */
export type Stage =
  | { readonly kind: 'waiting'; readonly a: Uint8Array }
  /** They ask so soon after the last time that the question comes up only at the end of this stage. */
  | { readonly kind: 'put-off' }
  | { readonly kind: 'asked' }
  | { readonly kind: 'exchanging'; readonly b: Uint8Array }
  | { readonly kind: 'comparing'; readonly transcript: Uint8Array; readonly theySaySame: boolean }
  /** Our person said "same". */
  | { readonly kind: 'said'; readonly transcript: Uint8Array };

export interface Run {
  readonly member: Party;
  readonly commitment: Uint8Array;
  readonly stage: Stage;
  /** When it is over if nothing else happens. */
  readonly until: Instant;
}

export type Message<Kind extends VerificationMessage['kind']> = Extract<
  VerificationMessage,
  { readonly kind: Kind }
>;

export function send(to: Uint8Array, message: VerificationMessage): VerificationOutput {
  return { kind: 'send', to, bytes: encodeVerification(message) };
}

export function cancel({ member, commitment }: Run, reason: CancelReason): VerificationOutput {
  return send(member.id, { kind: 'cancel', run: runOf(commitment), reason });
}

/** Why a run ended that they ended. */
export const THERE: Readonly<Record<CancelReason, VerificationFailure>> = {
  cancelled: 'cancelled-there',
  timeout: 'timeout',
  mismatch: 'mismatch-there',
  unfit: 'unfit',
  busy: 'busy-there',
};

/** A run that somebody else began. */
export function theirs(member: Party, { commitment }: Message<'commit'>, now: Instant): Run {
  return { member, commitment, stage: { kind: 'asked' }, until: now + ANSWER_TIMEOUT_MS };
}

/** Theirs, which our person has not answered. */
export function isQuestion({ stage }: Run): boolean {
  return stage.kind === 'asked' || stage.kind === 'put-off';
}

/** Whether a message names this run. */
export function isOf({ commitment }: Run, { run }: { readonly run: Uint8Array }): boolean {
  return equal(runOf(commitment), run);
}

export const NO_RUN = 'verification-no-run';

export function shownAsked(member: Uint8Array): VerificationOutput {
  return { kind: 'shown', member, state: { kind: 'asked' } };
}

/** Of a question for which there is no room. */
export function tooMany(asking: Run): VerificationOutput[] {
  return [cancel(asking, 'busy'), ...drop('verification-full')];
}

export function failed(member: Uint8Array, reason: VerificationFailure): VerificationOutput {
  return { kind: 'failed', member, reason };
}

export function drop(reason: string): VerificationOutput[] {
  return [{ kind: 'dropped', reason }];
}
