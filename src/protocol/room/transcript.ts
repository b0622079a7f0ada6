// The lines of the conversation, bounded: a long evening, or a member who pours text into the room,
// must not fill the memory of a phone. The oldest arrival goes first.

import type { MessageRef } from '../../wire/speech.ts';
import type { Entry, EntryId } from './contract.ts';
import { refName } from './order.ts';

/** Our choice: more lines than anybody scrolls back through. */
export const MAX_KEPT_ENTRIES = 20_000;
/** Our choice: what a phone's tab can spare. */
export const MAX_KEPT_BYTES = 32 * 1024 * 1024;

/** Measured in V8, rounded up: the object, its keys, its map slots. */
const ENTRY_OVERHEAD_BYTES = 768;
/** Our choice: of a choice of an emoji, and again of what it shows; of a message that made a change. */
const CHOICE_OVERHEAD_BYTES = 256;
const MESSAGE_OVERHEAD_BYTES = 128;

/** A line, and the messages that made it what it is: the first said it, the others changed it. */
export interface Line {
  readonly entry: Entry;
  readonly messages: readonly MessageRef[];
  /** How many choices of emoji are kept for it, those that were taken back included. */
  readonly choices: number;
}

export class Transcript {
  readonly #lines = new Map<EntryId, Line>();
  /** Our own lines by the name that others know them by. */
  readonly #own = new Map<string, EntryId>();
  #bytes = 0;

  get(id: EntryId): Line | undefined {
    return this.#lines.get(id);
  }

  /** How the line of a message is called here, whether or not it is here. */
  idOf(message: MessageRef): EntryId {
    const name = refName(message);
    return this.#own.get(name) ?? name;
  }

  /** Adds a line and returns those that have to make room for it. */
  add(entry: Entry, message: MessageRef): EntryId[] {
    if (entry.own) this.#own.set(refName(message), entry.id);
    this.#put({ entry, messages: [message], choices: 0 });
    return this.beyond();
  }

  /** Changes a line that is here; `also`: a message whose bytes hold any of the text. */
  change(
    id: EntryId,
    change: Partial<Entry>,
    also: { readonly by?: MessageRef; readonly choices?: number } = {},
  ): Entry | undefined {
    const line = this.#lines.get(id);
    if (line === undefined) return undefined;
    const entry = { ...line.entry, ...change };
    const messages = also.by === undefined ? line.messages : [...line.messages, also.by];
    this.#bytes -= cost(line);
    this.#put({ entry, messages, choices: also.choices ?? line.choices });
    return entry;
  }

  /** Those that have to make room for the others, the oldest arrival first. */
  beyond(): EntryId[] {
    const over: EntryId[] = [];
    let [lines, bytes] = [this.#lines.size, this.#bytes];
    for (const oldest of this.#lines.values()) {
      if (lines <= MAX_KEPT_ENTRIES && bytes <= MAX_KEPT_BYTES) break;
      over.push(oldest.entry.id);
      lines -= 1;
      bytes -= cost(oldest);
    }
    return over;
  }

  remove(id: EntryId): Line | undefined {
    const line = this.#lines.get(id);
    if (line === undefined) return undefined;
    this.#lines.delete(id);
    this.#bytes -= cost(line);
    const [first] = line.messages;
    if (line.entry.own && first !== undefined) this.#own.delete(refName(first));
    return line;
  }

  [Symbol.iterator](): IterableIterator<Line> {
    return this.#lines.values();
  }

  #put(line: Line): void {
    this.#lines.set(line.entry.id, line);
    this.#bytes += cost(line);
  }
}

/** Strings take two bytes a unit when one of their characters is beyond Latin-1. */
function cost({ entry, messages, choices }: Line): number {
  const changes = (messages.length - 1) * MESSAGE_OVERHEAD_BYTES;
  return 2 * entry.text.length + ENTRY_OVERHEAD_BYTES + changes + choices * CHOICE_OVERHEAD_BYTES;
}
