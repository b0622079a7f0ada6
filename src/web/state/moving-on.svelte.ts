// Moving on without someone, at the one who does: the key of a new room is made, the others are asked
// to come along, and then the old room is left (App.moveOn).
//
//   making ▶ telling ▶ gone          failed: still in the old room, and told why

import type { DerivedRoot } from '../../browser.ts';
import type { Trouble } from '../../text/types.ts';
import type { Derivation } from './derivation.svelte.ts';
import { text, troubleOf } from './text.ts';

/** People are here, and none of them could be asked. */
export class NobodyTold extends Error {
  readonly code = 'nobody-told';
}

export class MovingOn {
  step = $state<'making' | 'telling' | 'failed'>('making');
  readonly without: readonly Uint8Array[];
  readonly derivation: Derivation;
  #error = $state.raw<unknown>();

  constructor(without: readonly Uint8Array[], derivation: Derivation) {
    this.without = without;
    this.derivation = derivation;
  }

  get trouble(): Trouble | undefined {
    if (this.step !== 'failed') return undefined;
    const nobody = this.#error instanceof NobodyTold;
    return nobody ? text.movingOn.nobodyTold : troubleOf(this.#error);
  }

  async make(phrase: string): Promise<DerivedRoot> {
    this.derivation.follow(phrase, true);
    const derived = await this.derivation.settle();
    this.step = 'telling';
    return derived;
  }

  fail(error: unknown): void {
    this.#error = error;
    this.step = 'failed';
  }
}
