// What is counted in the app's Arabic sentences, in the six forms of each.

import { type ArabicForms, count, inForms, isolated, magnitude, UNITS } from './arabic-forms.ts';
import { DAYS_PER_YEAR } from './format.ts';

/** Where the case makes no difference but in the dual, which then is the nominative. */
export const COUNTED = {
  words: {
    zero: 'لا كلمات عشوائية',
    one: 'كلمة عشوائية واحدة',
    two: 'كلمتان عشوائيتان',
    few: '# كلمات عشوائية',
    many: '# كلمة عشوائية',
    other: '# كلمة عشوائية',
  },
  matchingWords: {
    zero: 'لا كلمة مطابقة',
    one: 'كلمة مطابقة واحدة',
    two: 'كلمتان مطابقتان',
    few: '# كلمات مطابقة',
    many: '# كلمة مطابقة',
    other: '# كلمة مطابقة',
  },
  bytes: {
    zero: '# بايت',
    one: 'بايت واحد',
    two: 'بايتان',
    few: '# بايتات',
    many: '# بايتًا',
    other: '# بايت',
  },
  others: {
    zero: 'لا أحد سواك',
    one: 'أنت وشخص آخر',
    two: 'أنت وشخصان آخران',
    few: 'أنت و# آخرون',
    many: 'أنت و# شخصًا آخر',
    other: 'أنت و# شخص آخر',
  },
  people: {
    zero: 'لا أحد',
    one: 'شخص واحد',
    two: 'شخصان',
    few: '# أشخاص',
    many: '# شخصًا',
    other: '# شخص',
  },
  unsent: {
    zero: 'لا رسالة تنتظر الإرسال',
    one: 'رسالة واحدة لم تُرسل بعد',
    two: 'رسالتان لم تُرسلا بعد',
    few: '# رسائل لم تُرسل بعد',
    many: '# رسالة لم تُرسل بعد',
    other: '# رسالة لم تُرسل بعد',
  },
  lost: {
    zero: 'لن تضيع أي رسالة',
    one: 'رسالة واحدة لم تُرسل بعد وستضيع',
    two: 'رسالتان لم تُرسلا بعد وستضيعان',
    few: '# رسائل لم تُرسل بعد وستضيع',
    many: '# رسالة لم تُرسل بعد وستضيع',
    other: '# رسالة لم تُرسل بعد وستضيع',
  },
  newBelow: {
    zero: 'لا رسائل جديدة أدناه',
    one: 'رسالة جديدة أدناه',
    two: 'رسالتان جديدتان أدناه',
    few: '# رسائل جديدة أدناه',
    many: '# رسالة جديدة أدناه',
    other: '# رسالة جديدة أدناه',
  },
  showEarlier: {
    zero: 'لا رسائل أقدم',
    one: 'إظهار رسالة أقدم',
    two: 'إظهار رسالتين أقدم',
    few: 'إظهار # رسائل أقدم',
    many: 'إظهار # رسالة أقدم',
    other: 'إظهار # رسالة أقدم',
  },
  allPoints: {
    zero: 'لا توجد نقطة لقاء.',
    one: 'نقطة اللقاء تستجيب.',
    two: 'نقطتا اللقاء تستجيبان.',
    few: 'نقاط اللقاء كلها تستجيب، وعددها #.',
    many: 'نقاط اللقاء كلها تستجيب، وعددها #.',
    other: 'نقاط اللقاء كلها تستجيب، وعددها #.',
  },
  allPeople: {
    zero: 'لا أحد متصل.',
    one: 'متصل.',
    two: 'شخصان، كلاهما متصل.',
    few: '# أشخاص، كلهم متصلون.',
    many: '# شخصًا، كلهم متصلون.',
    other: '# شخص، كلهم متصلون.',
  },
} as const satisfies Record<string, ArabicForms>;

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;
const YEAR_S = DAYS_PER_YEAR * DAY_S;
/** As in English. */
const MANY_YEARS = 1e15;
/** From here on the magnitude is a noun, and what follows it is singular. */
const NOUNS_FROM = 10_000;

/** What one graphics card would need to try them all (DESIGN §3). */
export function guessingCost(cardSeconds: number): string {
  const years = cardSeconds / YEAR_S;
  if (cardSeconds < MINUTE_S) return 'بطاقة رسوم واحدة تخمّنها في أقل من دقيقة.';
  if (years >= MANY_YEARS) return takes('أكثر من ألف تريليون سنة');
  if (years >= 1) return takes(about(years, UNITS.year));
  if (cardSeconds >= DAY_S) return takes(about(cardSeconds / DAY_S, UNITS.day));
  if (cardSeconds >= HOUR_S) return takes(about(cardSeconds / HOUR_S, UNITS.hour));
  return takes(about(cardSeconds / MINUTE_S, UNITS.minute));
}

function takes(time: string): string {
  return `يستغرق تخمينها على بطاقة رسوم واحدة ${time}.`;
}

function about(value: number, unit: ArabicForms): string {
  if (value >= NOUNS_FROM) return `نحو ${unit.other.replace('#', magnitude(value))}`;
  return `نحو ${inForms(Number(value.toPrecision(1)), unit)}`;
}

/** How far a message got. */
export function reached(people: number, of: number): string {
  if (people < of) return `وصلت إلى ${count(people)} من ${count(of)}`;
  if (of === 2) return 'وصلت إلى كليهما';
  return of === 1 ? 'وصلت' : `وصلت إلى الجميع، وعددهم ${count(of)}`;
}

/** The name that somebody chose stands first, as in English. */
export function chosenName(chosen: string, madeUp: string): string {
  return `${isolated(chosen)} (${isolated(madeUp)})`;
}
