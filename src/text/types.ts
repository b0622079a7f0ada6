// The shape of every language: what English says, with the words taken out. A language that lacks a
// sentence, or names a parameter of another type, does not compile.
//
// To add a language: `<language>.ts` of type `Sentences` (one file beside each `english-<topic>.ts`,
// of type `Translatable<typeof …>`), its names and symbols, all joined in `<language>-words.ts`, and
// one line in languages.ts. The tests of test/text then hold it to what they hold the others to.

import type { english } from './english.ts';
import type { NameWords } from './names.ts';

/** Same keys, same parameters, any words. */
export type Translatable<T> = T extends string
  ? string
  : T extends (...parameters: infer P) => infer R
    ? (...parameters: P) => Translatable<R>
    : { readonly [Key in keyof T]: Translatable<T[Key]> };

export type Sentences = Omit<Translatable<typeof english>, 'language'> & {
  readonly language: Language;
};

export interface Language {
  /** BCP 47, for `lang`. */
  readonly tag: string;
  /** For `dir`. */
  readonly direction: 'ltr' | 'rtl';
  /** The language's name in itself. */
  readonly name: string;
}

/** All that the app says in one language. */
export interface Words {
  readonly sentences: Sentences;
  /** Of which names are made from keys. */
  readonly names: NameWords;
  /** The 64 symbols as they are spoken, in the order of symbols.ts. */
  readonly symbols: readonly string[];
}

/** What went wrong, and the one thing to do next. */
export type Trouble = Sentences['errors'][ErrorCode];

/** Every code of a SottoError. */
export type ErrorCode = keyof Sentences['errors'];
