// What was written and not sent yet, in order. It lives in memory only and leaves with the page.

import type { Instant } from '../../base/time.ts';
import type { EntryId } from './contract.ts';
import { outboxOrder } from './order.ts';

/** Our choice: as many lines as ten people write in an evening. */
export const MAX_OUTBOX_ENTRIES = 5_000;
/** Our choice: as much as is kept in memory for repair (DESIGN §6). */
export const MAX_OUTBOX_BYTES = 8 * 1024 * 1024;

/** A text that waits. It has no sequence number, hash or stamp before it is sent. */
export interface Draft {
  readonly id: EntryId;
  readonly order: string;
  readonly writtenAt: Instant;
  readonly body: Uint8Array;
  readonly lifetimeMs: number;
}

export class Outbox {
  readonly #drafts = new Map<EntryId, Draft>();
  #bytes = 0;
  #written = 0;

  get isEmpty(): boolean {
    return this.#drafts.size === 0;
  }

  has(id: EntryId): boolean {
    return this.#drafts.has(id);
  }

  /** Puts one text at the end; undefined when there is no room for it. */
  add(text: Omit<Draft, 'order' | 'writtenAt'>, now: Instant): Draft | undefined {
    if (this.#drafts.size >= MAX_OUTBOX_ENTRIES) return undefined;
    if (this.#bytes + text.body.length > MAX_OUTBOX_BYTES) return undefined;
    this.#written += 1;
    const draft = { ...text, order: outboxOrder(this.#written), writtenAt: now };
    this.#drafts.set(draft.id, draft);
    this.#bytes += draft.body.length;
    return draft;
  }

  /** Takes out the first one. */
  shift(): Draft | undefined {
    const [first] = this.#drafts.values();
    if (first !== undefined) this.remove(first.id);
    return first;
  }

  /** True when it was still here. */
  remove(id: EntryId): boolean {
    const draft = this.#drafts.get(id);
    if (draft === undefined) return false;
    this.#drafts.delete(id);
    this.#bytes -= draft.body.length;
    return true;
  }
}
