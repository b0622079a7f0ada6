// Verification through the room's own private messages: two people, and one who listens.

import { beforeAll, expect, test } from 'vitest';
import { ready } from '../../../src/crypto/sodium.ts';
import type { RoomOutput } from '../../../src/protocol/room/contract.ts';
import { ANSWER_TIMEOUT_MS } from '../../../src/protocol/room/verification-run.ts';
import { Gathering, type Guest } from './pair.ts';
import { ANA, makeRoom, NOON } from './people.ts';

beforeAll(ready);

const states = (guest: Guest) =>
  guest.takeTold().flatMap((output: RoomOutput) => {
    return output.kind === 'verification' ? [output.state] : [];
  });

function three(): { ana: Guest; ben: Guest; cem: Guest } {
  const party = new Gathering(3);
  const [ana, ben, cem] = party.guests;
  if (!ana || !ben || !cem) throw new Error('three guests');
  const member = ben.identity.id;
  party.does(ana, { kind: 'verify', member, act: { kind: 'begin' } });
  return { ana, ben, cem };
}

test('somebody who is not here can’t be verified', () => {
  const member = ANA;
  expect(makeRoom().handle({ kind: 'verify', member, act: { kind: 'begin' } }, NOON)).toEqual([
    { kind: 'verification', member, state: { kind: 'failed', reason: 'left' } },
  ]);
});

test('asking reaches that one alone, and ends in time', () => {
  const { ana, ben, cem } = three();
  expect([states(ana), states(ben), states(cem)]).toEqual([
    [{ kind: 'waiting' }],
    [{ kind: 'asked' }],
    [],
  ]);
  expect(ana.room.deadline).toBe(NOON + ANSWER_TIMEOUT_MS);
  ana.wake(NOON + ANSWER_TIMEOUT_MS);
  expect(states(ana)).toEqual([{ kind: 'failed', reason: 'timeout' }]);
});

test('whoever leaves can’t be compared with', () => {
  const { ana, ben } = three();
  states(ana);
  ana.do({ kind: 'left', member: ben.identity.id });
  expect(states(ana)).toEqual([{ kind: 'failed', reason: 'left' }]);
});
