// Who is here, who was, and what they are called. A name that somebody chose is always shown with
// the one made from their key, so that it can't be taken for another's; where it might be all the
// same, the one made from the key leads.

import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { Member } from '../../browser.ts';
import { memberHue } from '../../text/names.ts';
import { isMisleading, Names, type NameVerdict } from './names.ts';
import { madeUpInitials, madeUpName, text } from './text.ts';

export interface Person {
  readonly key: string;
  /** Made from the key, in the language of the moment. */
  readonly madeUp: string;
  /** Empty for none. */
  readonly chosen: string;
  /** What stands first, and what beside it; the latter may be empty. */
  readonly lead: string;
  readonly beside: string;
  /** What to call them in a sentence. */
  readonly name: string;
  readonly hue: number;
  readonly initials: string;
  readonly verified: boolean;
  readonly verdict: NameVerdict;
}

export const FINE: NameVerdict = { kind: 'fine' };

interface Standing {
  readonly verified: boolean;
  readonly verdict: NameVerdict;
}

/** Our choice, as of their names (names.ts): so many are known, and of those who are gone no more. */
export const MAX_KNOWN = 2_048;

const NOBODY_SPECIAL: Standing = { verified: false, verdict: FINE };

export function keyOf(id: Uint8Array): string {
  return Array.from(id, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

export function personOf(
  id: Uint8Array,
  chosen: string,
  { verified, verdict }: Standing = NOBODY_SPECIAL,
): Person {
  const isChosenFirst = chosen !== '' && !isMisleading(verdict);
  return {
    key: keyOf(id),
    get madeUp() {
      return madeUpName(id);
    },
    chosen,
    get lead() {
      return isChosenFirst ? chosen : this.madeUp;
    },
    get beside() {
      return isChosenFirst ? this.madeUp : chosen;
    },
    get name() {
      return chosen === '' ? this.madeUp : text.person.chosenName(this.lead, this.beside);
    },
    hue: memberHue(id),
    get initials() {
      return madeUpInitials(id);
    },
    verified,
    verdict,
  };
}

export class People {
  /** Those whose channel works or is coming back, in the order of their coming. */
  here = $state.raw<readonly Member[]>([]);
  readonly reached = $derived(this.here.filter(({ reach }) => reach !== 'reconnecting'));
  /** Who is here and who was, so that their messages keep their names; bounded, whoever comes and goes. */
  readonly #known = new SvelteMap<string, Person>();
  /** Whose messages are not shown here; nobody is told. */
  readonly #muted = new SvelteSet<string>();
  readonly #names: Names;
  #verified: ReadonlySet<string> = new Set();

  /** `self`: one's own id. */
  constructor(self: Uint8Array) {
    this.#names = new Names(keyOf(self), madeUpName(self));
  }

  update(here: readonly Member[], verified: readonly Uint8Array[] = []): void {
    this.here = here;
    this.#verified = new Set(verified.map(keyOf));
    this.#judge();
  }

  person(id: Uint8Array): Person {
    return this.#known.get(keyOf(id)) ?? personOf(id, '');
  }

  /** By key, for whoever is named by another's verdict. */
  byKey(key: string): Person | undefined {
    return this.#known.get(key);
  }

  isHere(id: Uint8Array): boolean {
    const key = keyOf(id);
    return this.here.some((member) => keyOf(member.id) === key);
  }

  knows(id: Uint8Array): boolean {
    return this.#known.has(keyOf(id));
  }

  isMuted(id: Uint8Array): boolean {
    return this.#muted.has(keyOf(id));
  }

  mute(id: Uint8Array, on: boolean): void {
    if (on) this.#muted.add(keyOf(id));
    else this.#muted.delete(keyOf(id));
  }

  /** The warning about `key`, whose name was that of `other`, has been read. */
  dismiss(key: string, other: string): void {
    this.#names.dismiss(key, other);
    this.#judge();
  }

  #judge(): void {
    const verdicts = this.#names.update(
      this.here.map(({ id, nickname }) => ({
        key: keyOf(id),
        madeUp: madeUpName(id),
        chosen: nickname,
        verified: this.#verified.has(keyOf(id)),
      })),
    );
    for (const { id, nickname } of this.here) {
      const key = keyOf(id);
      this.#note(
        personOf(id, nickname, {
          verified: this.#verified.has(key),
          verdict: verdicts.get(key) ?? FINE,
        }),
      );
    }
    this.#forget();
  }

  /** Of those who are gone: the longest known first, and those who were verified after all others. */
  #forget(): void {
    if (this.#known.size <= MAX_KNOWN) return;
    const here = new Set(this.here.map(({ id }) => keyOf(id)));
    const gone = [...this.#known.values()].filter(({ key }) => !here.has(key));
    gone.sort((a, b) => Number(a.verified) - Number(b.verified));
    for (const { key } of gone.slice(0, this.#known.size - MAX_KNOWN)) this.#known.delete(key);
  }

  /** Only what changed is told, since whoever shows it draws it anew. */
  #note(person: Person): void {
    const known = this.#known.get(person.key);
    const isSame =
      known?.chosen === person.chosen &&
      known.verified === person.verified &&
      sameVerdict(known.verdict, person.verdict);
    if (!isSame) this.#known.set(person.key, person);
  }
}

function sameVerdict(one: NameVerdict, other: NameVerdict): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
