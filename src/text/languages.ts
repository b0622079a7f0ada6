// Every language that the app speaks. English is there at once; any other is fetched when wanted.

import { english } from './english.ts';
import { englishNames } from './names.ts';
import { SYMBOLS } from './symbols.ts';
import type { Language, Words } from './types.ts';

export interface Available extends Language {
  /** Rejects when it can't be fetched. */
  load(): Promise<Words>;
}

export const inEnglish: Words = {
  sentences: english,
  names: englishNames,
  symbols: SYMBOLS.map(({ name }) => name),
};

/** The first is spoken when a reader's own are not among them. */
export const LANGUAGES: readonly [Available, ...Available[]] = [
  { tag: 'en', direction: 'ltr', name: 'English', load: () => Promise.resolve(inEnglish) },
  { tag: 'ar', direction: 'rtl', name: 'العربية', load: loadArabic },
];

async function loadArabic(): Promise<Words> {
  const { inArabic } = await import('./arabic-words.ts');
  return inArabic;
}

/** The first of the reader's languages, as BCP 47 tags, that is spoken here. */
export function firstSpoken(wanted: readonly string[]): Available {
  const found = wanted.map(languageOf).filter((language) => language !== undefined);
  return found[0] ?? LANGUAGES[0];
}

/** `ar` for `ar-EG`, and for `AR`. */
export function languageOf(tag: string): Available | undefined {
  const primary = tag.split('-')[0]?.toLowerCase();
  return LANGUAGES.find((language) => language.tag === primary);
}
