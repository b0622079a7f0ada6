// Those who go on in another room and ask us to come along: nobody is taken anywhere without a tap.

import type { RoomEvent } from '../../browser.ts';
import { keyOf } from './people.svelte.ts';

export type Move = Extract<RoomEvent, { readonly type: 'move' }>;

/** Our choice: more questions than anybody answers at once; the oldest goes first. */
export const MAX_MOVES = 8;

export class Moves {
  /** The latest of each member, in the order of their asking. */
  asked = $state.raw<readonly Move[]>([]);

  hear(move: Move): void {
    const from = keyOf(move.from);
    const others = this.asked.filter((other) => keyOf(other.from) !== from);
    this.asked = [...others, move].slice(-MAX_MOVES);
  }

  decline(move: Move): void {
    this.asked = this.asked.filter((other) => other !== move);
  }

  forget(): void {
    this.asked = [];
  }
}
