// How Arabic counts, and how it sets apart what is not Arabic. Every file of its sentences uses these.

import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../base/time.ts';
import { formats, isolated } from './format.ts';

const { count, counted, magnitude } = formats({ locale: 'ar' });
/** `ساعتان`: where it stands alone. */
const { duration: lasting } = formats({ locale: 'ar', units: 'long' });

export { count, isolated, lasting, magnitude };

/** All six, so that none can be forgotten. */
export type ArabicForms = Readonly<Record<Intl.LDMLPluralRule, string>>;

/** `#` stands for the count. */
export function inForms(value: number, forms: ArabicForms): string {
  return counted(value, forms);
}

/** In the genitive, as after a preposition. */
export const UNITS = {
  second: {
    zero: '# ثانية',
    one: 'ثانية واحدة',
    two: 'ثانيتين',
    few: '# ثوانٍ',
    many: '# ثانية',
    other: '# ثانية',
  },
  minute: {
    zero: '# دقيقة',
    one: 'دقيقة واحدة',
    two: 'دقيقتين',
    few: '# دقائق',
    many: '# دقيقة',
    other: '# دقيقة',
  },
  hour: {
    zero: '# ساعة',
    one: 'ساعة واحدة',
    two: 'ساعتين',
    few: '# ساعات',
    many: '# ساعة',
    other: '# ساعة',
  },
  day: {
    zero: '# يوم',
    one: 'يوم واحد',
    two: 'يومين',
    few: '# أيام',
    many: '# يومًا',
    other: '# يوم',
  },
  year: {
    zero: '# سنة',
    one: 'سنة واحدة',
    two: 'سنتين',
    few: '# سنوات',
    many: '# سنة',
    other: '# سنة',
  },
} as const satisfies Record<string, ArabicForms>;

/** The largest unit that fits, rounded down, in the genitive: what stands after منذ and قبل. */
export function duration(ms: number): string {
  if (ms >= DAY_MS) return inForms(Math.floor(ms / DAY_MS), UNITS.day);
  if (ms >= HOUR_MS) return inForms(Math.floor(ms / HOUR_MS), UNITS.hour);
  if (ms >= MINUTE_MS) return inForms(Math.floor(ms / MINUTE_MS), UNITS.minute);
  return inForms(Math.max(0, Math.floor(ms / SECOND_MS)), UNITS.second);
}

/** Latin words and addresses within an Arabic sentence, with the punctuation that is theirs. */
export const STUN = isolated('STUN');
export const TURN = isolated('TURN');
export const WEBRTC = isolated('WebRTC');
export const SOTTO = isolated('Sotto');
