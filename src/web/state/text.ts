// What the screens say, in the language of the moment. Whatever a view or a rune takes from here is
// said anew as soon as another language is chosen; so take it where it is shown, and keep no copy.

import type { Formats } from '../../text/format.ts';
import { initialsIn, nameIn } from '../../text/names.ts';
import type { ErrorCode, Sentences, Trouble } from '../../text/types.ts';
import { speech } from './language.svelte.ts';

export const text: Sentences = following(() => speech.words.sentences);

/** The reader's own way to write the time of day and the date. */
export const reader: Formats = following(() => speech.reader);

/** Made from a key, such as `Quiet Heron`. */
export function madeUpName(id: Uint8Array): string {
  return nameIn(speech.words.names, id);
}

export function madeUpInitials(id: Uint8Array): string {
  return initialsIn(speech.words.names, id);
}

/** What a screen reader says for a symbol; its number is its place in SYMBOLS. */
export function symbolName(number: number): string {
  return speech.words.symbols[number] ?? '';
}

/** What to say of anything that was thrown; for what has no code of ours, that the page broke. */
export function troubleOf(error: unknown): Trouble {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'not-loaded') return text.doctor['not-loaded'];
  const known = typeof code === 'string' && Object.hasOwn(text.errors, code);
  return known ? text.errors[code as ErrorCode] : text.broken;
}

/** An object with the fields of `now()`, each read at the moment that it is asked for. */
function following<T extends object>(now: () => T): T {
  const fields = Object.keys(now()) as (keyof T)[];
  const getters = fields.map((field) => [field, { enumerable: true, get: () => now()[field] }]);
  return Object.defineProperties({}, Object.fromEntries(getters)) as T;
}
