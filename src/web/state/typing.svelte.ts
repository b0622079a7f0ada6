// Who is writing just now, and whether the others are told that we are.

import { keyOf } from './people.svelte.ts';

/** Our choice: who stops for longer is thinking. */
const PAUSE_MS = 5_000;

export class Typing {
  /** In the order in which they began. */
  members = $state.raw<readonly Uint8Array[]>([]);
  readonly #tell: (on: boolean) => void;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(tell: (on: boolean) => void) {
    this.#tell = tell;
  }

  /** A member began, or stopped. */
  hear(member: Uint8Array, on: boolean): void {
    const key = keyOf(member);
    const others = this.members.filter((id) => keyOf(id) !== key);
    if (on || others.length < this.members.length) this.members = on ? [...others, member] : others;
  }

  /** A key was pressed in the composer; `something`: the field is not empty. */
  note(something: boolean): void {
    if (!something) return this.rest();
    if (this.#pause === undefined) this.#tell(true);
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.rest(), PAUSE_MS);
  }

  /** Not writing any more. */
  rest(): void {
    if (this.#pause === undefined) return;
    clearTimeout(this.#pause);
    this.#pause = undefined;
    this.#tell(false);
  }
}
