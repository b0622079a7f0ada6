// The promises of `send`: made when a text is written, kept when somebody holds it.

import type { Entry, EntryId, RefusalReason } from '../protocol/room/contract.ts';
import { type Deferred, deferred } from './deferred.ts';
import { type ErrorCode, SottoError } from './errors.ts';

export type Refusal = Extract<ErrorCode, RefusalReason>;

export class Sending {
  readonly #pending = new Map<EntryId, Deferred<Entry>>();
  #written = 0;

  /** A fresh entry id, and the promise that goes with it. */
  begin(): { readonly id: EntryId; readonly promise: Promise<Entry> } {
    const id = `own-${++this.#written}`;
    const promise = deferred<Entry>();
    this.#pending.set(id, promise);
    return { id, promise: promise.promise };
  }

  changed(entry: Entry): void {
    if (entry.state.kind !== 'sent' || entry.state.reached === 0) return;
    this.#pending.get(entry.id)?.resolve(entry);
    this.#pending.delete(entry.id);
  }

  removed(id: EntryId): void {
    this.#fail(id, new SottoError('withdrawn', 'taken back before it was sent'));
  }

  refused(id: EntryId, reason: Refusal): void {
    this.#fail(id, new SottoError(reason, `refused: ${reason}`));
  }

  end(): void {
    const left = new SottoError('left', 'the room was left before anyone held it');
    for (const id of [...this.#pending.keys()]) this.#fail(id, left);
  }

  #fail(id: EntryId, error: SottoError): void {
    this.#pending.get(id)?.reject(error);
    this.#pending.delete(id);
  }
}
