// Every sentence of every language: there, short, in the tone, and true to the codes it answers.

import { describe, expect, test } from 'vitest';
import type { ErrorCode as HostErrorCode } from '../../src/host/errors.ts';
import type { Notice } from '../../src/protocol/peer/contract.ts';
import type { TrackerState } from '../../src/protocol/rendezvous/contract.ts';
import { english } from '../../src/text/english.ts';
import type { ErrorCode, Sentences } from '../../src/text/types.ts';

/** Numbers that force every branch of a plural, words for the rest. */
const SAMPLES = [0, 1, 2, 1_234];

/** Every sentence with its path; functions are called with each sample. */
function sentences(node: unknown, path = ''): [string, string][] {
  if (typeof node === 'string') return [[path, node]];
  if (typeof node === 'function') {
    return SAMPLES.map((n): [string, string] => [`${path}(${n})`, node(n, n + 1, n)]);
  }
  return Object.entries(node as object).flatMap(([key, value]) =>
    sentences(value, path === '' ? key : `${path}.${key}`),
  );
}

const ALL = sentences(english);

test('English has the shape that it defines', () => {
  const same: Sentences = english;
  expect(same.language).toEqual({ tag: 'en', direction: 'ltr', name: 'English' });
});

test('every code of an error, a notice and a tracker has its words', () => {
  const errors: Record<HostErrorCode, { says: string; next: string }> = english.errors;
  const notices: Record<Exclude<Notice['code'], 'clock-skew'>, object> = english.doctor;
  const states: Record<TrackerState, string> = english.meetingPoints.state;
  expect([errors, notices, states].map((codes) => Object.keys(codes).length)).toEqual([33, 10, 5]);
});

describe('tone', () => {
  test('nothing is empty, undefined or untidy', () => {
    const untidy = ALL.filter(
      ([, text]) => !/^\S(.*\S)?$/s.test(text) || /undefined|NaN|\s\s/.test(text),
    );
    expect(untidy).toEqual([]);
  });

  test('calm: no oops, no blame, no shouting, no straight quotes', () => {
    const loud = /oops|uh-oh|sorry|please|invalid|illegal|failed|fatal|!|['"]|\.\.\./i;
    expect(ALL.filter(([, text]) => loud.test(text))).toEqual([]);
  });

  test('a trouble is one sentence or two, and one next step that ends in a full stop', () => {
    const troubles = { ...english.doctor, ...english.errors };
    const bad = Object.entries(troubles).filter(
      ([, { says, next }]) =>
        says.length > 110 || next.length > 110 || !says.endsWith('.') || !next.endsWith('.'),
    );
    expect(bad).toEqual([]);
  });
});

describe('words that count', () => {
  test('receipts', () => {
    const { reached } = english.message;
    expect([reached(0, 3), reached(2, 3), reached(3, 3), reached(2, 2), reached(1, 1)]).toEqual([
      'Reached 0 of 3',
      'Reached 2 of 3',
      'Reached all 3',
      'Reached both',
      'Reached them',
    ]);
  });

  test('meeting points and people', () => {
    const { all, some } = english.meetingPoints;
    expect([all(1), all(4), some(2, 4), some(1, 4)]).toEqual([
      'The meeting point answers.',
      'All 4 meeting points answer.',
      '2 of 4 meeting points answer; one is enough.',
      '1 of 4 meeting points answers; one is enough.',
    ]);
    expect([0, 1, 2].map(english.room.here)).toEqual([
      'Only you',
      'You and 1 other',
      'You and 2 others',
    ]);
  });

  test('a clock that is ahead, and one that is behind', () => {
    const { says } = english.clockSkew;
    expect(says(3_600_000)).toBe('Somebody’s clock is 1 hr ahead of yours.');
    expect(says(-720_000)).toBe('Somebody’s clock is 12 min behind yours.');
  });

  test('reconnecting', () => {
    expect(english.person.reconnecting(12_900)).toBe('Reconnecting for 12 sec');
  });
});

test('the codes of SottoError are those that were agreed', () => {
  const codes: ErrorCode[] = Object.keys(english.errors) as ErrorCode[];
  expect(codes.toSorted()).toEqual([
    'aborted',
    'build-invalid',
    'emoji-invalid',
    'hand-already-here',
    'hand-malformed',
    'hand-not-this-room',
    'hand-other-version',
    'hand-out-of-time',
    'hand-own',
    'hand-too-many',
    'hand-unasked',
    'hand-unavailable',
    'hand-used',
    'ice-server-invalid',
    'invite-invalid',
    'invite-used',
    'label-invalid',
    'lagging',
    'left',
    'lifetime-invalid',
    'member-gone',
    'outbox-full',
    'phrase-empty',
    'phrase-too-long',
    'phrase-unassigned',
    'root-invalid',
    'slow-hash-failed',
    'text-empty',
    'text-too-long',
    'too-many-invites',
    'tracker-invalid',
    'unsupported',
    'withdrawn',
  ]);
});
