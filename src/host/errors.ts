// The one error class. Its message is for developers; the sentences for people are in text/, by code.

import type { HandRefusal } from '../protocol/rendezvous/contract.ts';

export type ErrorCode =
  | 'phrase-empty'
  | 'phrase-too-long'
  | 'phrase-unassigned'
  | 'label-invalid'
  | 'root-invalid'
  | 'build-invalid'
  | 'invite-invalid'
  | 'invite-used'
  | 'too-many-invites'
  | 'tracker-invalid'
  | 'ice-server-invalid'
  | 'aborted'
  | 'slow-hash-failed'
  | 'text-empty'
  | 'text-too-long'
  | 'outbox-full'
  | 'lifetime-invalid'
  | 'emoji-invalid'
  | 'member-gone'
  | 'withdrawn'
  | 'lagging'
  | `hand-${HandRefusal}`
  | 'left';

/** Everything that Sotto throws or rejects with on purpose. */
export class SottoError extends Error {
  override readonly name = 'SottoError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}
