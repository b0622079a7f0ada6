// The frontier against a plain model, and its bounds.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Frontier,
  MAX_BEYOND_MESSAGES,
  MAX_HOLES,
  SKIP_AFTER_MS,
  WINDOW_MESSAGES,
} from '../../../src/protocol/overlay/frontier.ts';
import type { RoomMessage } from '../../../src/wire/message.ts';
import { hashOf, Person, START } from './people.ts';

const person = new Person('author');
const { key } = person;
const chain = Array.from({ length: 40 }, () => person.say('…'));

/** Only what the frontier looks at; the real ones are slow to sign. */
function bare(seq: number, seed = 0): { message: RoomMessage; hash: Uint8Array } {
  const link = (n: number) => new Uint8Array(16).fill(n === 0 ? 0 : 1 + ((n * 7 + seed) % 250));
  const message = { ...(chain[0] as RoomMessage), seq, previous: link(seq - 1) };
  return { message, hash: link(seq) };
}

function add(frontier: Frontier, seq: number, now = START) {
  const { message, hash } = bare(seq);
  return frontier.add(message, hash, { key, now });
}

/** Of which it is known that it begins with its first message. */
function begun(...keys: readonly string[]): Frontier {
  const frontier = new Frontier();
  for (const each of keys.length === 0 ? [key] : keys) frontier.begin(each, 0, START);
  return frontier;
}

function entry(frontier: Frontier): string {
  const { since, upTo } = frontier.entry(key);
  return `${since + 1}–${upTo}`;
}

test('any order and any repetition lead to the same', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 39 }), { maxLength: 120 }), (order) => {
      const frontier = begun();
      const seen = new Set<number>();
      for (const index of order) {
        const message = chain[index] as RoomMessage;
        const expected = seen.has(message.seq) ? 'seen' : 'new';
        expect(frontier.add(message, hashOf(message), { key, now: START })).toBe(expected);
        seen.add(message.seq);
        let upTo = 0;
        while (seen.has(upTo + 1)) upTo += 1;
        expect(entry(frontier)).toBe(`1–${upTo}`);
        expect(frontier.hasGaps).toBe(seen.size > upTo);
      }
    }),
  );
});

describe('the beginning', () => {
  test('nothing is judged before it is known', () => {
    const frontier = new Frontier();
    expect(add(frontier, 1)).toBe('unknown');
    frontier.skipTo(key, 3, START);
    expect(add(frontier, 4)).toBe('unknown');
    frontier.begin(key, 4, START);
    expect([3, 4, 5].map((seq) => add(frontier, seq))).toEqual(['before', 'before', 'new']);
    expect(entry(frontier)).toBe('5–5');
  });

  test('what the author tells first moves it, what it tells later leaves a gap to be filled', () => {
    const frontier = new Frontier();
    frontier.begin(key, 2, START);
    frontier.hear(key, { before: 4, upTo: 6 }, START);
    expect([3, 4, 5].map((seq) => add(frontier, seq))).toEqual(['before', 'before', 'new']);
    frontier.hear(key, { before: 7, upTo: 9 }, START);
    expect([4, 6, 8].map((seq) => add(frontier, seq))).toEqual(['before', 'new', 'new']);
    expect(entry(frontier)).toBe('8–8');
  });
});

describe('skipping', () => {
  test('leaves a hole that can still be filled, each number once', () => {
    const frontier = begun();
    frontier.skipTo(key, 10, START);
    expect(entry(frontier)).toBe('11–10');
    expect(add(frontier, 4)).toBe('new');
    expect(add(frontier, 4)).toBe('seen');
    expect(add(frontier, 3)).toBe('new');
    expect(add(frontier, 11)).toBe('new');
    expect(entry(frontier)).toBe('11–11');
    expect(frontier.hasGaps).toBe(false);
    for (const seq of [1, 2, 5, 6, 7, 8, 9, 10]) add(frontier, seq);
    expect(entry(frontier)).toBe('1–11');
  });

  test('takes what lies beyond along', () => {
    const frontier = begun();
    for (const seq of [3, 4, 8, 9, 20]) add(frontier, seq);
    frontier.skipTo(key, 7, START);
    expect(entry(frontier)).toBe('8–9');
    for (const seq of [1, 2, 5, 6, 7]) expect(add(frontier, seq)).toBe('new');
    for (const seq of [3, 4, 8, 9, 20]) expect(add(frontier, seq)).toBe('seen');
    expect(frontier.hasGaps).toBe(true);
    expect(frontier.deadline).toBe(START + SKIP_AFTER_MS);
    expect(frontier.skipOld(START + SKIP_AFTER_MS - 1)).toEqual([]);
    expect(frontier.skipOld(START + SKIP_AFTER_MS)).toEqual([key]);
    expect(entry(frontier)).toBe('20–20');
    expect(frontier.deadline).toBeUndefined();
  });

  test('remembers a bounded number of holes, the newest ones', () => {
    const frontier = begun();
    add(frontier, 1);
    for (let i = 1; i <= MAX_HOLES + 4; i++) {
      add(frontier, 2 * i + 1);
      frontier.skipTo(key, 2 * i + 1, START);
    }
    const filled = Array.from({ length: MAX_HOLES + 4 }, (_, i) => add(frontier, 2 * (i + 1)));
    expect(filled.filter((each) => each === 'new').length).toBe(MAX_HOLES);
    expect(filled.slice(0, 4)).toEqual(['seen', 'seen', 'seen', 'seen']);
  });

  test('is taken back when the author has sent less, but not below what was here', () => {
    const frontier = new Frontier();
    frontier.begin(key, 4_000_000_000, START);
    frontier.hear(key, { before: 0, upTo: 5 }, START);
    expect(frontier.upTo(key)).toBe(5);
    expect(add(frontier, 6)).toBe('new');
    frontier.hear(key, { before: 0, upTo: 2 }, START);
    expect(frontier.upTo(key)).toBe(6);
    expect(add(frontier, 6)).toBe('seen');
  });
});

describe('bounds', () => {
  test('the window of one sender', () => {
    const frontier = begun();
    add(frontier, 1);
    expect(add(frontier, WINDOW_MESSAGES + 2)).toBe('window');
    expect(add(frontier, WINDOW_MESSAGES + 1)).toBe('new');
  });

  test('what lies beyond gaps of all senders together; the next in line is always taken', () => {
    const names = Array.from({ length: 5 }, (_, sender) => `${sender}${key.slice(1)}`);
    const frontier = begun(key, ...names);
    const hash = new Uint8Array(16);
    const message = chain[0] as RoomMessage;
    let taken = 0;
    for (const name of names) {
      for (let seq = 3; seq < WINDOW_MESSAGES; seq += 1) {
        const bareMessage = { ...message, seq, previous: hash };
        if (frontier.add(bareMessage, hash, { key: name, now: START }) === 'new') taken += 1;
      }
    }
    expect(taken).toBe(MAX_BEYOND_MESSAGES);
    expect(add(frontier, 1)).toBe('new');
    expect(add(frontier, 2)).toBe('new');
    frontier.forget(`0${key.slice(1)}`);
    expect(add(frontier, 9)).toBe('new');
  });
});

test('the hash is that of what is held, in any order of members, and ignores who said nothing', () => {
  const [one, two] = [begun(), begun()];
  const other = new Person('other').key;
  for (const frontier of [one, two]) add(frontier, 1);
  two.skipTo(other, 0, START);
  expect(one.hash([key])).toEqual(two.hash([other, key]));
  two.skipTo(other, 1, START);
  expect(one.hash([key, other])).not.toEqual(two.hash([key, other]));
  expect(one.hash([key]).length).toBe(8);
});
