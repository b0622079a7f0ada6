// The pace we keep, in virtual time: a burst, then evenly, and the rest waits visibly.

import { beforeAll, describe, expect, test } from 'vitest';
import { SECOND_MS } from '../../../src/base/time.ts';
import { ready } from '../../../src/crypto/sodium.ts';
import { GIVEN_UP_MS } from '../../../src/protocol/room/company.ts';
import { Pace } from '../../../src/protocol/room/pace.ts';
import type { Room } from '../../../src/protocol/room/room.ts';
import { ANA, crowd, makeRoom, members, NOON, published, states, write } from './people.ts';

beforeAll(ready);

/** Wakes the room whenever it asks, until `end`; returns how many messages left. */
function run(room: Room, end: number): number {
  let sent = 0;
  while (room.deadline !== undefined && room.deadline <= end) {
    const now = room.deadline;
    sent += published(room.wake(now)).length;
    expect(room.deadline ?? Number.POSITIVE_INFINITY).toBeGreaterThan(now);
  }
  return sent;
}

describe.each([
  { others: 7, burst: 2_000, perSecond: 100 },
  { others: 8, burst: 100, perSecond: 20 },
  { others: 49, burst: 100, perSecond: 20 },
  { others: 50, burst: 20, perSecond: 5 },
])('with $others others', ({ others, burst, perSecond }) => {
  test(`${burst} at once, then ${perSecond} a second`, () => {
    const pace = new Pace();
    pace.setMembers(others + 1);
    let taken = 0;
    while (pace.take(NOON)) taken += 1;
    for (let ms = 1; ms <= 2 * SECOND_MS; ms++) if (pace.take(NOON + ms)) taken += 1;
    expect(taken).toBe(burst + 2 * perSecond);
  });
});

test('what is beyond the burst waits in order and leaves when it may', () => {
  const room = makeRoom();
  room.handle(crowd(60), NOON);
  const outputs = Array.from({ length: 25 }, (_, i) => room.handle(write(`w${i}`), NOON)).flat();
  expect(published(outputs)).toHaveLength(20);
  expect(states(outputs).slice(18)).toEqual([
    'w18 0/60',
    'w19 0/60',
    'w20 waiting',
    'w21 waiting',
    'w22 waiting',
    'w23 waiting',
    'w24 waiting',
  ]);
  expect(room.deadline).toBe(NOON + 200);
  expect(room.wake(NOON + 199)).toEqual([]);
  expect(states(room.wake(NOON + 200))).toEqual(['w20 0/60']);
  expect(room.wake(NOON + 200)).toEqual([]);
  expect(run(room, NOON + SECOND_MS)).toBe(4);
  expect(room.deadline).toBeUndefined();
});

test('a very late wake makes up for lost time', () => {
  const room = makeRoom();
  room.handle(crowd(60), NOON);
  for (let i = 0; i < 25; i++) room.handle(write(`w${i}`), NOON);
  expect(published(room.wake(NOON + 60 * SECOND_MS))).toHaveLength(5);
});

test('being alone stops the clock; company starts it again', () => {
  const room = makeRoom();
  room.handle(crowd(60), NOON);
  for (let i = 0; i < 22; i++) room.handle(write(`w${i}`), NOON);
  room.handle(members(), NOON);
  expect(room.deadline).toBe(NOON + GIVEN_UP_MS);
  expect(states(room.handle(members(ANA), NOON))).toEqual(['w20 0/1', 'w21 0/1']);
});

test('a room that wavers between two tiers earns no fresh burst', () => {
  const pace = new Pace();
  let taken = 0;
  for (let i = 0; i < 10; i++) {
    for (const count of [9, 60]) {
      pace.setMembers(count);
      while (pace.take(NOON)) taken += 1;
    }
  }
  expect(taken).toBe(120);
});
