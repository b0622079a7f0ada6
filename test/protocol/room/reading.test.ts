// Telling that something was read: once, together, only where wanted, and never of more than was read.

import { beforeAll, describe, expect, test } from 'vitest';
import { ready } from '../../../src/crypto/sodium.ts';
import { MAX_TELLING_MEMBERS, TELL_AFTER_MS } from '../../../src/protocol/room/reading.ts';
import { Gathering, idOn } from './pair.ts';
import { crowd, deliver, makeRoom, NOON, published, write } from './people.ts';

beforeAll(ready);

const ANA_1 = `${'aa'.repeat(16)}-00000001`;

function told(size: number, tell: boolean): number[] {
  const room = makeRoom();
  room.handle(crowd(size), NOON);
  room.handle(deliver({}), NOON);
  room.handle({ kind: 'read', entries: [ANA_1, ANA_1, 'nothing'], tell }, NOON);
  return published(room.wake(NOON + TELL_AFTER_MS)).map(({ kind }) => kind);
}

describe('telling', () => {
  test('a second later, once', () => {
    expect(told(2, true)).toEqual([5]);
  });

  test('not when the person keeps it to themselves, nor in a crowd', () => {
    expect([told(2, false), told(MAX_TELLING_MEMBERS, true)]).toEqual([[], []]);
    expect(told(MAX_TELLING_MEMBERS - 1, true)).toEqual([5]);
  });
});

test('counts each reader once, and no more than were reached', () => {
  const party = new Gathering(3);
  const [ana, ben, cem] = party.guests;
  if (!ana || !ben || !cem) throw new Error('three guests');
  party.does(ana, write('w1'));
  party.does(ana, write('w2'));
  const read = (seq: number) => ({ kind: 'read', entries: [idOn(ana, seq)], tell: true }) as const;
  const counts = () => [...ana.screen.values()].map(({ state }) => 'read' in state && state.read);
  ben.do(read(2));
  party.wake(NOON + TELL_AFTER_MS);
  expect(counts()).toEqual([1, 1]);
  cem.do(read(1), NOON + TELL_AFTER_MS);
  ben.do(read(1), NOON + TELL_AFTER_MS);
  party.wake(NOON + 2 * TELL_AFTER_MS);
  expect(counts()).toEqual([2, 1]);
});
