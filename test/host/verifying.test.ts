// Verifying somebody over whole peers: what both see, what each says of it, and what follows.

import '../support/ready.ts';
import { expect, test } from 'vitest';
import type { Room } from '../../src/host/room.ts';
import { Party } from './party.ts';

const ROOT = new Uint8Array(32).fill(5);

interface Seat {
  readonly room: Room;
  readonly other: Room;
  /** How the verification of the other stands, as one line each. */
  readonly states: string[];
}

async function two(): Promise<{ party: Party; ana: Seat; ben: Seat }> {
  const party = new Party();
  const [ana, ben] = [
    await party.guest('ana').join({ root: ROOT }),
    await party.guest('ben').join({ root: ROOT }),
  ];
  const seat = (room: Room, other: Room): Seat => {
    const states: string[] = [];
    room.on((event) => {
      if (event.type !== 'verification') return;
      const { state } = event;
      const emoji = state.kind === 'comparing' ? ` ${state.emoji.join(' ')}` : '';
      const there = state.kind === 'comparing' && state.theySaySame ? ' same there' : '';
      states.push(state.kind + emoji + there + ('reason' in state ? ` ${state.reason}` : ''));
    });
    return { room, other, states };
  };
  await party.world.until(() => ana.members.length === 1 && ben.members.length === 1);
  return { party, ana: seat(ana, ben), ben: seat(ben, ana) };
}

const last = ({ states }: Seat) => states.at(-1) ?? '';
const verified = ({ room }: Seat) => room.verified.length;

async function comparing() {
  const { party, ana, ben } = await two();
  ana.room.verify(ana.other.id, { kind: 'begin' });
  await party.world.until(() => last(ben) === 'asked');
  ben.room.verify(ben.other.id, { kind: 'begin' });
  await party.world.until(() => [ana, ben].every((one) => last(one).startsWith('comparing')));
  return { party, ana, ben };
}

test('both see the same seven, and each is verified by one’s own word alone', async () => {
  const { party, ana, ben } = await comparing();
  expect(last(ana)).toBe(last(ben));
  expect(last(ana).split(' ')).toHaveLength(8);
  ana.room.verify(ana.other.id, { kind: 'compared', same: true });
  await party.world.until(() => last(ben).endsWith('same there'));
  expect([verified(ana), verified(ben), last(ana)]).toEqual([1, 0, 'verified']);
  ben.room.verify(ben.other.id, { kind: 'compared', same: true });
  expect([verified(ben), ben.states.slice(-2)]).toEqual([1, ['verified', 'confirmed']]);
  await party.world.until(() => last(ana) === 'confirmed');
  expect(verified(ana)).toBe(1);
});

test('a mismatch is loud on both sides', async () => {
  const { party, ana, ben } = await comparing();
  ana.room.verify(ana.other.id, { kind: 'compared', same: false });
  await party.world.until(() => last(ben).startsWith('failed'));
  expect([last(ana), last(ben)]).toEqual(['failed mismatch', 'failed mismatch-there']);
  expect([verified(ana), verified(ben)]).toEqual([0, 0]);
});

test('other digits than before take back the mark', async () => {
  const { ana } = await two();
  ana.room.verify(ana.other.id, { kind: 'number-compared', same: true });
  expect(verified(ana)).toBe(1);
  ana.room.verify(ana.other.id, { kind: 'number-compared', same: false });
  expect([verified(ana), last(ana)]).toEqual([0, 'failed mismatch']);
});

test('the sixty digits are the same on both screens, and none for who is gone', async () => {
  const { party, ana, ben } = await two();
  const numbers = [ana, ben].map(({ room, other }) => room.verificationNumber(other.id));
  expect(numbers[0]).toEqual(numbers[1]);
  expect(numbers[0]?.join('')).toMatch(/^\d{60}$/);
  await party.settled(ben.room.leave());
  await party.world.until(() => ana.room.members.length === 0);
  expect(ana.room.verificationNumber(ana.other.id)).toBeUndefined();
});
