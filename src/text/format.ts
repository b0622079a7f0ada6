// Numbers, durations and times in the words of one language. Each language file makes its own set;
// the app makes one more for the reader's own locale, for the time of day.

import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../base/time.ts';
import { lazily } from './lazily.ts';

/** The mean Gregorian year. */
export const DAYS_PER_YEAR = 365.2425;

export interface FormatOptions {
  /** BCP 47, such as `en` or `ar-EG`. */
  readonly locale: string;
  /** IANA, such as `Europe/Berlin`; the system's own when undefined. */
  readonly timeZone?: string | undefined;
  /** Whether the clock counts to 12 or to 24; as the locale has it when undefined. Read when first used. */
  readonly hourCycle?: Intl.DateTimeFormatOptions['hourCycle'];
  /** `short`: `5 min`; `long`: `5 minutes`. Short when undefined. */
  readonly units?: 'short' | 'long';
}

/**
 * A phrase for each of the plural forms that a language tells apart, `#` where the count stands. A
 * form that is missing is said as `other`.
 */
export type Forms = Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & {
  readonly other: string;
};

export interface Formats {
  /** `12 sec`, `5 min`, `2 hr`, `3 days`: the largest unit that fits, rounded down. */
  duration(ms: number): string;
  /** `1,234`. */
  count(value: number): string;
  /** `4 million`, from one significant digit; below ten thousand in digits. */
  magnitude(value: number): string;
  /** `Ana, Ben, and Cem`. */
  list(items: readonly string[]): string;
  /** `14:05` or `2:05 PM`, as the locale has it. */
  timeOfDay(instant: number): string;
  /** `Monday, November 24`. */
  day(instant: number): string;
  /** `one`, `few`, `other` …: which form of a word goes with this count. */
  plural(value: number): Intl.LDMLPluralRule;
  /** `3 words`: the form that goes with this count, the count put in. */
  counted(value: number, forms: Forms): string;
}

const FSI = '\u2068';
const PDI = '\u2069';
/** Nothing in it can read from right to left, and nothing can reorder what stands beside it. */
const PLAIN_LATIN =
  /^(?:(?!\p{Bidi_Control})[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}])*$/u;

/**
 * Text that others wrote, to be put into a sentence: set apart (UAX #9, FSI and PDI) so that neither
 * turns the other around. What it brings of such controls is dropped, but for pairs of these two.
 */
export function isolated(text: string): string {
  let open = 0;
  const paired = `${text}`.replace(/\p{Bidi_Control}/gu, (control) => {
    if (control === FSI) open += 1;
    else if (control === PDI && open > 0) open -= 1;
    else return '';
    return control;
  });
  return `${FSI}${paired}${PDI.repeat(open)}${PDI}`;
}

/** As `isolated`, for a sentence that runs from left to right: plain Latin text needs nothing there. */
export function isolatedInLatin(text: string): string {
  return PLAIN_LATIN.test(text) ? text : isolated(text);
}

/**
 * What is left of a time, in whole units of the largest that fits, so that five minutes do not begin as
 * four: to the nearest one, and below a minute up, since nothing that is still there has no time left.
 */
export function roughly(ms: number): number {
  const unitMs = [DAY_MS, HOUR_MS, MINUTE_MS].find((lengthMs) => ms >= lengthMs);
  if (unitMs !== undefined) return Math.round(ms / unitMs) * unitMs;
  return Math.max(1, Math.ceil(ms / SECOND_MS)) * SECOND_MS;
}

/** Below this, digits are read more easily than "9 thousand". Our choice. */
const MAGNITUDE_FROM = 10_000;

/** Every file of sentences has a set of its own; the first screen uses nothing of them, and waits for none. */
export function formats(options: FormatOptions): Formats {
  const { locale, timeZone, units = 'short' } = options;
  const tag = lazily(() => withOwnDigits(locale));
  const number = (style: Intl.NumberFormatOptions) =>
    lazily(() => new Intl.NumberFormat(tag(), style));
  const plain = number({ maximumFractionDigits: 0 });
  const rounded = number({ maximumSignificantDigits: 1 });
  const compact = number({
    notation: 'compact',
    compactDisplay: 'long',
    maximumSignificantDigits: 1,
  });
  const list = lazily(() => new Intl.ListFormat(tag(), { type: 'conjunction' }));
  const plural = lazily(() => new Intl.PluralRules(tag()));
  const time = lazily(() => {
    const { hourCycle } = options;
    return new Intl.DateTimeFormat(tag(), { timeStyle: 'short', timeZone, hourCycle });
  });
  const day = lazily(
    () =>
      new Intl.DateTimeFormat(tag(), { weekday: 'long', month: 'long', day: 'numeric', timeZone }),
  );
  return {
    duration: durations((unit) => number({ style: 'unit', unit, unitDisplay: units })),
    count: (value) => plain().format(value),
    magnitude: (value) => (value < MAGNITUDE_FROM ? rounded : compact)().format(value),
    list: (items) => list().format(items),
    timeOfDay: (instant) => time().format(instant),
    day: (instant) => day().format(instant),
    plural: (value) => plural().select(value),
    counted: (value, forms) =>
      (forms[plural().select(value)] ?? forms.other).replace('#', plain().format(value)),
  };
}

function durations(named: (unit: string) => () => Intl.NumberFormat): (ms: number) => string {
  const unit = (name: string, lengthMs: number) => ({ lengthMs, format: named(name) });
  const seconds = unit('second', SECOND_MS);
  const units = [unit('day', DAY_MS), unit('hour', HOUR_MS), unit('minute', MINUTE_MS)];
  return (ms) => {
    const { lengthMs, format } = units.find((candidate) => ms >= candidate.lengthMs) ?? seconds;
    return format().format(Math.max(0, Math.floor(ms / lengthMs)));
  };
}

/**
 * A language alone does not say how it writes its digits (Arabic: 12 in Rabat, ١٢ in Cairo): they are
 * those of the runtime's own locale when that is a variety of the language.
 */
function withOwnDigits(locale: string): string {
  const own = new Intl.NumberFormat().resolvedOptions();
  const isVariety = own.locale.startsWith(`${locale}-`);
  return isVariety ? `${locale}-u-nu-${own.numberingSystem}` : locale;
}
