// The terminal's own sentences: there, short, and in the tone of all the others.

import { expect, test } from 'vitest';
import type { DhtHealth, Member, Notice } from '../../src/node.ts';
import { cli } from '../../src/text/cli.ts';

/** Numbers that force every branch of a plural. */
const SAMPLES = [0, 1, 2, 1_234];

type Told = readonly [path: string, value: unknown];

/** Everything that is no group of others, with its path; functions are called with each sample. */
function leaves(node: unknown, path = ''): Told[] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node === 'function') return SAMPLES.flatMap((n) => leaves(node(n, n + 1), path));
  if (isTrouble(node)) return [[path, node]];
  return Object.entries(node as object).flatMap(([key, value]) => leaves(value, `${path}.${key}`));
}

function isTrouble(node: unknown): node is { says: string; next: string } {
  return typeof node === 'object' && node !== null && 'says' in node;
}

const ALL = leaves({ ...cli, help: '' });
const SENTENCES = ALL.flatMap(([path, told]): [string, string][] =>
  isTrouble(told)
    ? [
        [path, told.says],
        [path, told.next],
      ]
    : [[path, String(told)]],
);

test('every state and notice has its words', () => {
  const notices: Record<Exclude<Notice['code'], 'clock-skew'>, object> = cli.notices;
  const met: Record<Member['met'], string> = cli.person.met;
  const dht: Record<Exclude<DhtHealth, 'absent'>, string> = cli.meeting.dhtState;
  expect([notices, met, dht].map((words) => Object.keys(words).length)).toEqual([4, 4, 3]);
});

test('nothing is undefined; calm, without blame, shouting or straight quotes', () => {
  const bad =
    /undefined|NaN|oops|sorry|please|invalid|illegal|failed|fatal|!|['"]|\.\.\.|\S {2}|^ /i;
  expect(SENTENCES.filter(([, text]) => bad.test(text))).toEqual([]);
  expect(cli.help).not.toMatch(/undefined|oops|please|!|['"]|\.\.\./i);
});

test('a trouble is short, and its next step ends in a full stop', () => {
  const troubles = ALL.flatMap(([, told]) => (isTrouble(told) ? [told] : []));
  const bad = troubles.filter(
    ({ says, next }) =>
      says.length > 110 || next.length > 110 || !says.endsWith('.') || !next.endsWith('.'),
  );
  expect([bad, troubles.length > 20]).toEqual([[], true]);
});

test('the help fits into a terminal of 100 columns', () => {
  expect(cli.help.split('\n').filter((line) => line.length > 100)).toEqual([]);
});

test('where people are looked for', () => {
  const { looking } = cli.meeting;
  expect([looking(1, false), looking(4, true), looking(0, true)]).toEqual([
    'Looking for people through one tracker.',
    'Looking for people through 4 trackers and the BitTorrent DHT.',
    'Looking for people through the BitTorrent DHT.',
  ]);
});
