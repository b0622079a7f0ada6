// Who is who on the screen. The name made from the key stands first, since nobody can choose it, and
// one that a second key gives as well is numbered: a chosen name only decorates a person's own.

import { cli } from '../text/cli.ts';
import { memberName } from '../text/names.ts';
import { plainLine } from './plain.ts';

export interface Person {
  /** Made from the key. */
  readonly madeUp: string;
  /** Empty for none. */
  chosen: string;
  /** Their coming was told before. */
  met: boolean;
}

/** Our choice: the guests of many days; whoever came first is forgotten first. */
const MAX_PEOPLE = 2_000;

export class People {
  readonly #people = new Map<string, Person>();
  /** How many keys gave each name so far; there are only 4,096 names. */
  readonly #namesakes = new Map<string, number>();

  person(id: Uint8Array): Person {
    const key = keyOf(id);
    const known = this.#people.get(key);
    if (known !== undefined) return known;
    const person = { madeUp: this.#nameOf(id), chosen: '', met: false };
    const [oldest] = this.#people.keys();
    if (this.#people.size >= MAX_PEOPLE && oldest !== undefined) this.#people.delete(oldest);
    this.#people.set(key, person);
    return person;
  }

  /** What to call somebody. */
  name(id: Uint8Array): string {
    const { madeUp, chosen } = this.person(id);
    return chosen === '' ? madeUp : cli.person.called(madeUp, chosen);
  }

  rename(id: Uint8Array, nickname: string): void {
    this.person(id).chosen = withoutBrackets(nickname);
  }

  #nameOf(id: Uint8Array): string {
    const name = memberName(id);
    const number = (this.#namesakes.get(name) ?? 0) + 1;
    this.#namesakes.set(name, number);
    return number === 1 ? name : cli.person.another(name, number);
  }
}

export function keyOf(id: Uint8Array): string {
  return Buffer.from(id).toString('hex');
}

/** A chosen name stands in brackets, and must not seem to end there. */
function withoutBrackets(nickname: string): string {
  return plainLine(nickname).replace(/[()]/gu, '').trim();
}
