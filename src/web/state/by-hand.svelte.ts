// Joining by hand, as a person walks through it: who begins makes a code and takes one back; the
// other takes a code and gives one back.
//
//   choose ─ make ▶ making ▶ first, a code ▶ second ─ use ▶ connecting ▶ connected
//        └── take ▶ taking ─ use ▶ answer, a code ────────────────────▶ connected

import type { Room } from '../../browser.ts';
import type { Trouble } from '../../text/types.ts';
import { keyOf, type People } from './people.svelte.ts';
import { troubleOf } from './text.ts';

export type Step =
  | { readonly kind: 'choose' | 'making' | 'second' | 'taking' | 'connecting' }
  | { readonly kind: 'first' | 'answer'; readonly code: string };

export class ByHand {
  step = $state.raw<Step>({ kind: 'choose' });
  /** Why the last thing that was tried came to nothing. */
  trouble = $state.raw<Trouble>();
  busy = $state(false);
  readonly #room: Pick<Room, 'handCode' | 'takeCode'>;
  readonly #people: People;
  /** Who had been met by hand before this exchange began, by key. */
  #before = $state.raw<readonly string[]>([]);
  /** Replies to what was asked before starting over are not of this exchange. */
  #exchange = 0;

  constructor(room: Pick<Room, 'handCode' | 'takeCode'>, people: People) {
    this.#room = room;
    this.#people = people;
  }

  /** Somebody came by these codes. */
  readonly connected = $derived.by(() => {
    const waits = this.step.kind === 'connecting' || this.step.kind === 'answer';
    return waits && this.#byHand.some((key) => !this.#before.includes(key));
  });

  async make(): Promise<void> {
    this.#begin({ kind: 'making' });
    await this.#ask(this.#room.handCode(), (code) => ({ kind: 'first', code }));
  }

  take(): void {
    this.#begin({ kind: 'taking' });
  }

  /** The other person has given a code back. */
  gotBack(): void {
    this.trouble = undefined;
    this.step = { kind: 'second' };
  }

  /** A code was scanned or pasted. */
  async use(text: string): Promise<void> {
    if (this.busy || text.trim() === '') return;
    await this.#ask(this.#room.takeCode(text), (code) =>
      code === undefined ? { kind: 'connecting' } : { kind: 'answer', code },
    );
  }

  startOver(): void {
    this.#begin({ kind: 'choose' });
  }

  get #byHand(): readonly string[] {
    return this.#people.here.filter(({ met }) => met === 'hand').map(({ id }) => keyOf(id));
  }

  #begin(step: Step): void {
    this.#exchange += 1;
    this.#before = this.#byHand;
    this.trouble = undefined;
    this.busy = false;
    this.step = step;
  }

  async #ask<T>(question: Promise<T>, next: (reply: T) => Step): Promise<void> {
    const exchange = this.#exchange;
    this.trouble = undefined;
    this.busy = true;
    try {
      const reply = await question;
      if (exchange === this.#exchange) this.step = next(reply);
    } catch (error) {
      if (exchange === this.#exchange) this.#failed(error);
    } finally {
      if (exchange === this.#exchange) this.busy = false;
    }
  }

  #failed(error: unknown): void {
    this.trouble = troubleOf(error);
    if (this.step.kind === 'making') this.step = { kind: 'choose' };
  }
}
