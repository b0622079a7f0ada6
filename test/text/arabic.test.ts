// Arabic says all that English says, in its own forms, and nothing is left of another language.

import { describe, expect, test } from 'vitest';
import { arabic } from '../../src/text/arabic.ts';
import { arabicNames, arabicSymbols } from '../../src/text/arabic-names.ts';
import { LANGUAGES } from '../../src/text/languages.ts';
import { nameIn } from '../../src/text/names.ts';
import { SYMBOLS } from '../../src/text/symbols.ts';

/** One count for each of the six forms. */
const COUNTS = [0, 1, 2, 3, 11, 100];

function inAllForms(counted: (value: number) => string): string[] {
  return COUNTS.map(counted).map(withLatinDigits);
}

/** Which digits Arabic has of itself differs between versions of Unicode's data. */
function withLatinDigits(text: string): string {
  return text.replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660));
}

describe('six forms of a plural', () => {
  test('who is here', () => {
    expect(inAllForms(arabic.room.here)).toEqual([
      'لا أحد سواك',
      'أنت وشخص آخر',
      'أنت وشخصان آخران',
      'أنت و3 آخرون',
      'أنت و11 شخصًا آخر',
      'أنت و100 شخص آخر',
    ]);
  });

  test('what is new, and what is older', () => {
    expect(inAllForms(arabic.message.newBelow)).toEqual([
      'لا رسائل جديدة أدناه',
      'رسالة جديدة أدناه',
      'رسالتان جديدتان أدناه',
      '3 رسائل جديدة أدناه',
      '11 رسالة جديدة أدناه',
      '100 رسالة جديدة أدناه',
    ]);
  });

  test('for how long: in the genitive', () => {
    const times = [0, 1_000, 2_000, 120_000, 3 * 3_600_000, 11 * 86_400_000];
    expect(times.map(arabic.person.reconnecting).map(withLatinDigits)).toEqual(
      ['0 ثانية', 'ثانية واحدة', 'ثانيتين', 'دقيقتين', '3 ساعات', '11 يومًا'].map(
        (time) => `انقطع الاتصال، وإعادته جارية منذ ${time}`,
      ),
    );
  });

  test('how long: standing alone', () => {
    const { afterSending } = arabic.lifetimes.short;
    const lasting = [120_000, 3_600_000, 5 * 60_000].map(afterSending);
    expect(lasting.map(withLatinDigits)).toEqual(['دقيقتان', 'ساعة', '5 دقائق']);
  });

  test('what guessing costs, from a moment to beyond all years', () => {
    const year = 365.2425 * 86_400;
    const costs = [1, 90, 7_200, 3 * 86_400, year, 2 * year, 60_000 * year, 1e16 * year];
    const said = costs.map((seconds) =>
      arabic.strength.cost(seconds).replace('يستغرق تخمينها على بطاقة رسوم واحدة ', '… '),
    );
    expect(said.map(withLatinDigits)).toEqual([
      'بطاقة رسوم واحدة تخمّنها في أقل من دقيقة.',
      '… نحو دقيقتين.',
      '… نحو ساعتين.',
      '… نحو 3 أيام.',
      '… نحو سنة واحدة.',
      '… نحو سنتين.',
      '… نحو 60 ألف سنة.',
      '… أكثر من ألف تريليون سنة.',
    ]);
  });
});

test('the list of languages says of it what it says of itself', () => {
  const declared = LANGUAGES.map(({ tag, direction, name }) => ({ tag, direction, name }));
  expect(declared).toContainEqual(arabic.language);
});

test('who wrote a name can’t turn the sentence around', () => {
  expect(arabic.person.left('Ana')).toBe('\u2068Ana\u2069 خارج الغرفة الآن.');
  expect(arabic.person.chosenName('\u202eevil\u2069', 'وعل مرح')).toBe(
    '\u2068evil\u2069 (\u2068وعل مرح\u2069)',
  );
});

describe('names', () => {
  const id = (...head: number[]) => Uint8Array.from({ length: 16 }, (_, i) => head[i] ?? 0);

  test('frozen: a name never changes under its key', () => {
    const ids = [id(), id(63, 63), id(64, 64), id(45, 28)];
    expect(ids.map((each) => nameIn(arabicNames, each))).toEqual([
      'أسد هادئ',
      'زرزور متفائل',
      'أسد هادئ',
      'بطريق صريح',
    ]);
  });

  test('4,096 of them, all different, two plain words each', () => {
    const names = Array.from({ length: 4_096 }, (_, i) => nameIn(arabicNames, id(i >> 6, i & 63)));
    expect(new Set(names).size).toBe(4_096);
    const plain = /^[\p{Script=Arabic}\p{Mn}]+ [\p{Script=Arabic}\p{Mn}]+$/u;
    expect(names.filter((name) => !plain.test(name))).toEqual([]);
  });

  test('they agree in gender: no animal and no adjective is feminine', () => {
    const words = [...arabicNames.animals, ...arabicNames.adjectives];
    expect(words.filter((word) => /[ةى]$/.test(word))).toEqual([]);
  });

  test('initials do not join into one shape', () => {
    expect(arabicNames.initials('هادئ', 'أسد')).toBe('أ\u200cه');
  });
});

test('64 symbols, each name once, in the order of the pictures', () => {
  expect([arabicSymbols.length, new Set(arabicSymbols).size]).toEqual([64, 64]);
  const pictured = (number: number) => `${SYMBOLS[number]?.emoji} ${arabicSymbols[number]}`;
  expect([0, 1, 25, 42, 63].map(pictured)).toEqual([
    '🐘 فيل',
    '🦁 أسد',
    '🥑 أفوكادو',
    '🚂 قطار',
    '🧀 جبن',
  ]);
});
