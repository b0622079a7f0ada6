// What came into a room while another one was shown.

import type { Room, RoomEvent } from '../../browser.ts';

export class Missed {
  #ids = $state.raw<ReadonlySet<string>>(new Set());
  /** What was there when the room was last shown: an entry is told of again when it changes. */
  #known: ReadonlySet<string> | undefined;

  get count(): number {
    return this.#ids.size;
  }

  /** Another room is shown from now on. */
  begin({ entries }: Pick<Room, 'entries'>): void {
    this.#known = new Set(entries.map(({ id }) => id));
  }

  end(): void {
    this.#known = undefined;
    this.#ids = new Set();
  }

  /** Never more than the room holds: what goes there goes here. */
  hear(event: RoomEvent): void {
    if (this.#known === undefined) return;
    if (event.type === 'removed') {
      this.#ids = new Set([...this.#ids].filter((id) => id !== event.id));
    } else if (event.type === 'entry') {
      const { id, state } = event.entry;
      if (state.kind !== 'received' || this.#known.has(id) || this.#ids.has(id)) return;
      this.#ids = new Set([...this.#ids, id]);
    }
  }
}
