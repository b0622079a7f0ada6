// A made-up name and a colour for everybody, from the key that they hold; in each language another
// name. They help to tell people apart and prove nothing: 4,096 names are soon found again by
// whoever tries. Verifying proves.

import { assert } from '../base/assert.ts';

/** 64 and 64, in an order that never changes: a name must stay the same under its key. */
export interface NameWords {
  readonly adjectives: readonly string[];
  readonly animals: readonly string[];
  /** The two as the language puts them together. */
  name(adjective: string, animal: string): string;
  /** Their first letters, in the order of the name. */
  initials(adjective: string, animal: string): string;
}

const ADJECTIVES = `
amber ample azure blithe bold brave breezy bright brisk calm candid clear clever cosy crisp curious
deft dapper eager early easy fabled fair fleet fond frank gentle glad golden grand hardy hazel
honest humble ivory jolly keen kind lively lucid lunar mellow merry mild modest neat nimble noble
patient placid plucky proud quick quiet rapid rustic scarlet serene silver steady subtle sunny tidy witty`
  .trim()
  .split(/\s+/);

const ANIMALS = `
badger bear beaver bison bobcat camel caribou cheetah chough condor crane curlew deer dolphin dove eagle
egret falcon ferret finch fox gazelle gecko gibbon goose hare hawk heron ibex ibis jackdaw jaguar
kestrel kingfisher kiwi koala lark lemur leopard linnet lynx magpie marten merlin moose newt ocelot orca
osprey otter owl panda pelican puffin quail raven robin salmon seal stork swallow swift tapir wren`
  .trim()
  .split(/\s+/);

export const englishNames: NameWords = {
  adjectives: ADJECTIVES,
  animals: ANIMALS,
  name: (adjective, animal) => `${capital(adjective)} ${capital(animal)}`,
  initials: (adjective, animal) => `${adjective.charAt(0)}${animal.charAt(0)}`.toUpperCase(),
};

/** From the first two bytes of a member id, which is a hash. */
export function nameIn({ adjectives, animals, name }: NameWords, id: Uint8Array): string {
  return name(pick(adjectives, byte(id, 0)), pick(animals, byte(id, 1)));
}

export function initialsIn({ adjectives, animals, initials }: NameWords, id: Uint8Array): string {
  return initials(pick(adjectives, byte(id, 0)), pick(animals, byte(id, 1)));
}

/** In English, such as `Quiet Heron`. */
export function memberName(id: Uint8Array): string {
  return nameIn(englishNames, id);
}

/** Degrees on the colour circle, 0 to 359, from the next two bytes. */
export function memberHue(id: Uint8Array): number {
  return (byte(id, 2) * 256 + byte(id, 3)) % 360;
}

function pick(words: readonly string[], number: number): string {
  return words[number % words.length] ?? '';
}

function byte(id: Uint8Array, index: number): number {
  const value = id[index];
  assert(value !== undefined, 'a member id has 16 bytes');
  return value;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
