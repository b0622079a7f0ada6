// The two sheets about the connection in Arabic: everything that English says, in Arabic letters.

import { describe, expect, test } from 'vitest';
import { arabicConnectionSheets } from '../../src/text/arabic-doctor.ts';
import { connectionSheets } from '../../src/text/english-doctor.ts';

/** One for each plural form of Arabic, and a negative difference. */
const SAMPLES = [0, 1, 2, 5, 11, 100, -720_000];

/** Every sentence with its path; functions are called with each sample. */
function sentences(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node === 'function') {
    return SAMPLES.map((n): [string, string] => [`${path}(${n})`, node(n)]);
  }
  return Object.entries(node as object).flatMap(([key, value]) =>
    sentences(value, `${path}.${key}`),
  );
}

const ARABIC = sentences(arabicConnectionSheets);

test('every sentence is there, under the same name', () => {
  const names = (all: [string, string][]) => all.map(([path]) => path).toSorted();
  expect(names(ARABIC)).toEqual(names(sentences(connectionSheets)));
});

describe('tone', () => {
  test('nothing is empty, undefined or untidy', () => {
    const untidy = ARABIC.filter(
      ([, text]) => !/^\S(.*\S)?$/s.test(text) || /undefined|NaN|\s\s|[!?"']/.test(text),
    );
    expect(untidy).toEqual([]);
  });

  test('Latin letters stand only in names that have no other, set apart', () => {
    const names = /\u2068(WebRTC|Sotto|BitTorrent|STUN|TURN)\u2069/g;
    const foreign = ARABIC.filter(([, text]) => /[A-Za-z]/.test(text.replace(names, '')));
    expect(foreign).toEqual([]);
  });
});

test('words that count', () => {
  const { counted } = arabicConnectionSheets.diagnosis.somebody;
  // Which digits Arabic has of itself differs between versions of Unicode's data.
  const said = [1, 2, 3, 11, 100].map((others) =>
    counted(others).replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660)),
  );
  expect(said).toEqual(
    ['شخصًا واحدًا', 'شخصين', '3 أشخاص', '11 شخصًا', '100 شخص'].map(
      (others) => `تعدّ إحدى نقاط اللقاء ${others} سواك. لم يستجب أحد بعد.`,
    ),
  );
});
