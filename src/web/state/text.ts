// The one place that chooses the language of the screens, and how numbers and times are written.

import { english } from '../../text/english.ts';
import { type Formats, formats } from '../../text/format.ts';
import type { ErrorCode, Sentences, Trouble } from '../../text/types.ts';

export const text: Sentences = english;

/** The reader's own way to write the time of day and the date. */
export const reader: Formats = formats({ locale: navigator.language });

/** What to say of anything that was thrown; for what has no code of ours, that the page broke. */
export function troubleOf(error: unknown): Trouble {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'not-loaded') return text.doctor['not-loaded'];
  const known = typeof code === 'string' && Object.hasOwn(text.errors, code);
  return known ? text.errors[code as ErrorCode] : text.broken;
}
