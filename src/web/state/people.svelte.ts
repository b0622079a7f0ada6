// Who is here, who was, and what they are called. A name that somebody chose is always shown with
// the one made from their key, so that it can't be taken for another's.

import { SvelteMap } from 'svelte/reactivity';
import type { Member } from '../../browser.ts';
import { memberHue } from '../../text/names.ts';
import { madeUpInitials, madeUpName, text } from './text.ts';

export interface Person {
  readonly key: string;
  /** Made from the key, in the language of the moment. */
  readonly madeUp: string;
  /** Empty for none. */
  readonly chosen: string;
  /** What to call them in a sentence. */
  readonly name: string;
  readonly hue: number;
  readonly initials: string;
}

export function keyOf(id: Uint8Array): string {
  return Array.from(id, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function personOf(id: Uint8Array, chosen: string): Person {
  return {
    key: keyOf(id),
    get madeUp() {
      return madeUpName(id);
    },
    chosen,
    get name() {
      return chosen === '' ? this.madeUp : text.person.chosenName(chosen, this.madeUp);
    },
    hue: memberHue(id),
    get initials() {
      return madeUpInitials(id);
    },
  };
}

export class People {
  /** Those whose channel works or is coming back, in the order of their coming. */
  here = $state.raw<readonly Member[]>([]);
  readonly reached = $derived(this.here.filter(({ reach }) => reach !== 'reconnecting'));
  /** Everybody who was ever here, so that their messages keep their names. */
  readonly #known = new SvelteMap<string, Person>();

  update(here: readonly Member[]): void {
    // Asked for at every event: a long list is drawn anew only when somebody in it has changed.
    if (here.length === this.here.length && here.every((one, at) => one === this.here[at])) return;
    this.here = here;
    for (const member of here) this.#note(member);
  }

  person(id: Uint8Array): Person {
    return this.#known.get(keyOf(id)) ?? personOf(id, '');
  }

  isHere(id: Uint8Array): boolean {
    const key = keyOf(id);
    return this.here.some((member) => keyOf(member.id) === key);
  }

  knows(id: Uint8Array): boolean {
    return this.#known.has(keyOf(id));
  }

  #note({ id, nickname }: Member): void {
    const known = this.#known.get(keyOf(id));
    if (known?.chosen === nickname) return;
    this.#known.set(keyOf(id), personOf(id, nickname));
  }
}
