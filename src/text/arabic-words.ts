// All that the app says in Arabic, in one module: what a reader of Arabic fetches, and nobody else.

import { arabic } from './arabic.ts';
import { arabicNames, arabicSymbols } from './arabic-names.ts';
import type { Words } from './types.ts';

export const inArabic: Words = { sentences: arabic, names: arabicNames, symbols: arabicSymbols };
