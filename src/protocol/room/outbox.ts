// What was said and not sent yet, in order. It lives in memory only and leaves with the page.

import { toHex } from '../../base/bytes.ts';
import type { Instant } from '../../base/time.ts';
import type { Lifetime } from '../../wire/lifetime.ts';
import type { PrivateSpeech } from '../../wire/private-speech.ts';
import type { EntryId } from './contract.ts';
import { outboxOrder } from './order.ts';

/** Our choice: as many lines as ten people write in an evening. */
export const MAX_OUTBOX_ENTRIES = 5_000;
/** Our choice: as much as is kept in memory for repair (DESIGN §6). */
export const MAX_OUTBOX_BYTES = 8 * 1024 * 1024;

/** A text that the person wrote, and sees waiting; what it answers may itself still wait. */
export interface WrittenText {
  readonly text: string;
  readonly replyTo: EntryId | undefined;
}

/** What waits. It has no sequence number, hash or stamp before it is sent. */
export interface Draft {
  /** Of the entry; for what has none, a name of its own. */
  readonly id: EntryId;
  readonly order: string;
  readonly writtenAt: Instant;
  /** The person's words, or the body of a change or a note, in the order in which it was meant. */
  readonly speech: WrittenText | PrivateSpeech;
  readonly lifetime: Lifetime;
  /** For this member alone. */
  readonly to: Uint8Array | undefined;
  /** The entry that this changes, if its words are in here, too. */
  readonly about: EntryId | undefined;
}

export class Outbox {
  readonly #drafts = new Map<EntryId, Draft>();
  #bytes = 0;
  #written = 0;

  get isEmpty(): boolean {
    return this.#drafts.size === 0;
  }

  get(id: EntryId): Draft | undefined {
    return this.#drafts.get(id);
  }

  /** Puts one at the end; undefined when there is no room for it. */
  add(said: Omit<Draft, 'order' | 'writtenAt'>, now: Instant): Draft | undefined {
    const bytes = weight(said);
    if (this.#drafts.size >= MAX_OUTBOX_ENTRIES) return undefined;
    if (this.#bytes + bytes > MAX_OUTBOX_BYTES) return undefined;
    this.#written += 1;
    const draft = { ...said, order: outboxOrder(this.#written), writtenAt: now };
    this.#drafts.set(draft.id, draft);
    this.#bytes += bytes;
    return draft;
  }

  /** Other words in the place of those that wait under this name. */
  rewrite(id: EntryId, text: string): Draft | undefined {
    const draft = this.#drafts.get(id);
    if (draft === undefined || !('text' in draft.speech)) return undefined;
    const changed = { ...draft, speech: { ...draft.speech, text } };
    this.#bytes += weight(changed) - weight(draft);
    this.#drafts.set(id, changed);
    return changed;
  }

  /** Takes out the first one. */
  shift(): Draft | undefined {
    const [first] = this.#drafts.values();
    if (first !== undefined) this.remove(first.id);
    return first;
  }

  /** All that is for this member alone, in hex. */
  meantFor(member: string): Draft[] {
    return [...this.#drafts.values()].filter(({ to }) => to !== undefined && toHex(to) === member);
  }

  /** True when it was still here. */
  remove(id: EntryId): boolean {
    const draft = this.#drafts.get(id);
    if (draft === undefined) return false;
    this.#drafts.delete(id);
    this.#bytes -= weight(draft);
    return true;
  }
}

/** Two bytes for each unit of a string, as V8 keeps it at worst. */
function weight({ speech }: Pick<Draft, 'speech'>): number {
  return 'text' in speech ? 2 * speech.text.length : speech.body.length;
}
