// The shape of every language: what English says, with the words taken out. A language that lacks a
// sentence, or names a parameter of another type, does not compile.

import type { english } from './english.ts';

/** Same keys, same parameters, any words. */
export type Translatable<T> = T extends string
  ? string
  : T extends (...parameters: infer P) => string
    ? (...parameters: P) => string
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

/** What went wrong, and the one thing to do next. */
export type Trouble = Sentences['errors'][ErrorCode];

/** Every code of a SottoError. */
export type ErrorCode = keyof Sentences['errors'];
