// Attack: members are lost, one after the other, instead of leaving. Who waits for word of a note must
// not wait for ever, and not more of them are remembered than the limit says, at any time.

import { beforeAll, expect, test } from 'vitest';
import { ready } from '../../src/crypto/sodium.ts';
import { Company, GIVEN_UP_MS, MAX_LOST_MEMBERS } from '../../src/protocol/room/company.ts';
import { identityOf } from '../protocol/room/pair.ts';
import { company, makeRoom, members, NOON } from '../protocol/room/people.ts';

beforeAll(ready);

test('a note to somebody who does not come back is known not to be held', () => {
  const room = makeRoom();
  const ben = identityOf(2);
  room.handle(company(ben), NOON);
  room.handle(
    { kind: 'note', note: 'n1', to: ben.id, topic: 'move', body: new Uint8Array(32) },
    NOON,
  );
  room.handle(members(), NOON);
  expect(room.wake(NOON + GIVEN_UP_MS)).toEqual([{ kind: 'noted', note: 'n1', isHeld: false }]);
});

test('too many lost members are given up at once', () => {
  const keys = { s: new Uint8Array(32), g: new Uint8Array(32) };
  const room = new Company();
  for (let i = 0; i <= MAX_LOST_MEMBERS; i++) room.update(new Map([[`${i}`, keys]]), NOON + i);
  room.update(new Map(), NOON + MAX_LOST_MEMBERS);
  expect(room.deadline).toBe(NOON + 1);
  expect(room.takeGivenUp(NOON + MAX_LOST_MEMBERS)).toEqual(['0']);
  expect(room.deadline).toBe(NOON + 2 + GIVEN_UP_MS);
});
