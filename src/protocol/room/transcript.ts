// The lines of the conversation that are still changeable, bounded: a long evening, or a member who
// pours text into the room, must not fill the memory of a phone. The oldest arrival goes first.

import type { Entry, EntryId } from './contract.ts';

/** Our choice: more lines than anybody scrolls back through. */
export const MAX_KEPT_ENTRIES = 20_000;
/** Our choice: what a phone's tab can spare. */
export const MAX_KEPT_BYTES = 32 * 1024 * 1024;

/** Measured in V8, rounded up: the object, its keys, its map slots. */
const ENTRY_OVERHEAD_BYTES = 512;

export class Transcript {
  readonly #entries = new Map<EntryId, Entry>();
  #bytes = 0;

  get(id: EntryId): Entry | undefined {
    return this.#entries.get(id);
  }

  /** Adds a line and returns those that had to make room for it. */
  add(entry: Entry): EntryId[] {
    this.#entries.set(entry.id, entry);
    this.#bytes += cost(entry);
    const removed: EntryId[] = [];
    for (const oldest of this.#entries.values()) {
      if (this.#entries.size <= MAX_KEPT_ENTRIES && this.#bytes <= MAX_KEPT_BYTES) break;
      this.#entries.delete(oldest.id);
      this.#bytes -= cost(oldest);
      removed.push(oldest.id);
    }
    return removed;
  }

  /** Changes the state of a line that is here, and nothing else about it. */
  update(id: EntryId, state: Entry['state']): Entry | undefined {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    const changed = { ...entry, state };
    this.#entries.set(id, changed);
    return changed;
  }
}

/** Strings take two bytes a unit when one of their characters is beyond Latin-1. */
function cost(entry: Entry): number {
  return 2 * entry.text.length + ENTRY_OVERHEAD_BYTES;
}
