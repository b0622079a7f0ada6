// Numbers, durations and times in the words of one language. Each language file makes its own set;
// the app makes one more for the reader's own locale, for the time of day.

import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../base/time.ts';

/** The mean Gregorian year. */
export const DAYS_PER_YEAR = 365.2425;

export interface FormatOptions {
  /** BCP 47, such as `en` or `ar-EG`. */
  readonly locale: string;
  /** IANA, such as `Europe/Berlin`; the system's own when undefined. */
  readonly timeZone?: string | undefined;
}

export interface Formats {
  /** `12 sec`, `5 min`, `2 hr`, `3 days`: the largest unit that fits, rounded down. */
  duration(ms: number): string;
  /** `1,234`. */
  count(value: number): string;
  /** `4 million`, from one significant digit; below ten thousand in digits. */
  magnitude(value: number): string;
  /** `40%`, from a fraction in [0, 1]. */
  percent(fraction: number): string;
  /** `Ana, Ben, and Cem`. */
  list(items: readonly string[]): string;
  /** `14:05` or `2:05 PM`, as the locale has it. */
  timeOfDay(instant: number): string;
  /** `Monday, November 24`. */
  day(instant: number): string;
  /** `one`, `few`, `other` …: which form of a word goes with this count. */
  plural(value: number): Intl.LDMLPluralRule;
}

/** Below this, digits are read more easily than "9 thousand". Our choice. */
const MAGNITUDE_FROM = 10_000;

export function formats({ locale, timeZone }: FormatOptions): Formats {
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const rounded = new Intl.NumberFormat(locale, { maximumSignificantDigits: 1 });
  const compact = new Intl.NumberFormat(locale, {
    notation: 'compact',
    compactDisplay: 'long',
    maximumSignificantDigits: 1,
  });
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const list = new Intl.ListFormat(locale, { type: 'conjunction' });
  const plural = new Intl.PluralRules(locale);
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone });
  const day = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    month: 'long',
    day: 'numeric',
    timeZone,
  });
  return {
    duration: durations(locale),
    count: (value) => plain.format(value),
    magnitude: (value) => (value < MAGNITUDE_FROM ? rounded : compact).format(value),
    percent: (fraction) => percent.format(Math.min(1, Math.max(0, fraction))),
    list: (items) => list.format(items),
    timeOfDay: (instant) => time.format(instant),
    day: (instant) => day.format(instant),
    plural: (value) => plural.select(value),
  };
}

function durations(locale: string): (ms: number) => string {
  const unit = (name: 'second' | 'minute' | 'hour' | 'day', lengthMs: number) => ({
    lengthMs,
    format: new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }),
  });
  const seconds = unit('second', SECOND_MS);
  const units = [unit('day', DAY_MS), unit('hour', HOUR_MS), unit('minute', MINUTE_MS)];
  return (ms) => {
    const { lengthMs, format } = units.find((candidate) => ms >= candidate.lengthMs) ?? seconds;
    return format.format(Math.max(0, Math.floor(ms / lengthMs)));
  };
}
