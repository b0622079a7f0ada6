// What is said of people in both languages: every failure has its words, and Arabic is Arabic.

import { describe, expect, test } from 'vitest';
import {
  isAlarming,
  type VerificationFailure,
} from '../../src/protocol/room/verification-contract.ts';
import { arabicPeople } from '../../src/text/arabic-people.ts';
import { people } from '../../src/text/english-people.ts';

const NAMES = ['Ana', 'علي'];

/** Every sentence with its path, names put in. */
function sentences(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node === 'function') return [[path, node(NAMES[0], NAMES[1])]];
  return Object.entries(node as object).flatMap(([key, value]) =>
    sentences(value, path === '' ? key : `${path}.${key}`),
  );
}

test('every way in which a verification ends has its words, in both languages', () => {
  const reasons: Record<VerificationFailure, object> = people.verify.failures;
  expect(Object.keys(arabicPeople.verify.failures)).toEqual(Object.keys(reasons));
});

test('whatever alarms says that somebody may be in between, and nothing else does', () => {
  const { failures } = people.verify;
  for (const [reason, { says }] of Object.entries(failures)) {
    const alarming = isAlarming(reason as VerificationFailure);
    expect([reason, /somebody may be in between\.$/i.test(says)]).toEqual([reason, alarming]);
  }
});

describe('Arabic', () => {
  const ALL = sentences(arabicPeople);

  test('has every sentence, in its own letters', () => {
    expect(ALL.map(([path]) => path)).toEqual(sentences(people).map(([path]) => path));
    const foreign = ALL.filter(([, text]) =>
      /[a-z]/i.test(text.replaceAll(/\u2068[^\u2069]*\u2069/g, '')),
    );
    expect(foreign).toEqual([]);
  });

  test('is tidy, and uses its own punctuation', () => {
    const untidy = ALL.filter(
      ([, text]) => !/^\S(.*\S)?$/s.test(text) || /\s\s|[,;?"'!]/.test(text),
    );
    expect(untidy).toEqual([]);
  });
});

test('every name in a sentence keeps its direction to itself', () => {
  const open = [...sentences(people), ...sentences(arabicPeople)].filter(([, text]) =>
    NAMES.some((name) => text.replaceAll(`\u2068${name}\u2069`, '').includes(name)),
  );
  expect(open).toEqual([]);
});
