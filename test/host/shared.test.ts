// What all who are in a room share, as its user holds it: settings, who is writing, and what the
// others say that they run.

import '../support/ready.ts';
import { describe, expect, test } from 'vitest';
import { inviteRoot } from '../../src/crypto/root.ts';
import type { RoomEvent } from '../../src/host/events.ts';
import type { JoinOptions } from '../../src/host/options.ts';
import type { Room } from '../../src/host/room.ts';
import { parseInvite } from '../../src/wire/invite.ts';
import type { Lifetime } from '../../src/wire/lifetime.ts';
import { Party, refusal } from './party.ts';

const ROOT = new Uint8Array(32).fill(5);
const OFF: Lifetime = { kind: 'off' };
const MINUTE: Lifetime = { kind: 'after-reading', ms: 60_000 };

interface Seat {
  readonly room: Room;
  readonly events: RoomEvent[];
}

async function seat(party: Party, name: string, options: Partial<JoinOptions> = {}): Promise<Seat> {
  const room = await party.guest(name).join({ root: ROOT, ...options });
  const events: RoomEvent[] = [];
  room.on((event) => events.push(event));
  return { room, events };
}

async function two(options: Partial<JoinOptions> = {}): Promise<readonly [Party, Seat, Seat]> {
  const party = new Party();
  const [a, b] = [await seat(party, 'alice', options), await seat(party, 'bob')];
  await met(party, [a, b]);
  return [party, a, b];
}

async function met(party: Party, seats: readonly Seat[]): Promise<void> {
  await party.world.until(() =>
    seats.every(({ room }) => room.members.length === seats.length - 1),
  );
}

const told = ({ events }: Seat) =>
  events.filter(({ type }) => type === 'settings' || type === 'typing');

describe('settings', () => {
  test('of a new room: open, and messages stay', async () => {
    const [, a, b] = await two();
    const unset = { locked: false, lifetime: OFF, at: 0, by: undefined };
    expect([a.room.settings, b.room.settings]).toEqual([unset, unset]);
    expect([...told(a), ...told(b)]).toEqual([]);
  });

  test('that one changes are everybody’s, with whoever did it; later comers have them, too', async () => {
    const [party, a, b] = await two();
    a.room.setLifetime(MINUTE);
    party.clock.advance(1_000);
    const byAlice = { type: 'settings', locked: false, lifetime: MINUTE, by: a.room.id };
    expect([told(a), told(b)]).toEqual([[byAlice], [byAlice]]);
    const c = await seat(party, 'carol');
    await met(party, [a, b, c]);
    party.clock.advance(1_000);
    expect(c.room.settings).toEqual(a.room.settings);
  });

  test('say how long a message lives, unless its sender does', async () => {
    const [party, a, b] = await two();
    a.room.setLifetime(MINUTE);
    party.clock.advance(1_000);
    await party.settled(b.room.send('as the room says'));
    await party.settled(b.room.send('as I say', { lifetime: OFF }));
    expect(a.room.entries.map(({ lifetime }) => lifetime)).toEqual([MINUTE, OFF]);
  });

  test('a lifetime out of range is refused', async () => {
    const [, a] = await two();
    const code = 'lifetime-invalid';
    for (const ms of [-1, 0, 999, 1.5, 2 ** 32]) {
      const set = () => a.room.setLifetime({ kind: 'after-sending', ms });
      expect(set).toThrow(expect.objectContaining({ code }));
    }
    expect(a.room.settings.lifetime).toEqual(OFF);
  });

  test('locked: nobody new comes in until anybody opens it', async () => {
    const [party, a, b] = await two();
    a.room.lock(true);
    party.clock.advance(1_000);
    expect([a.room.settings.locked, b.room.settings.locked]).toEqual([true, true]);
    const c = await seat(party, 'carol');
    party.clock.advance(60_000);
    expect([a, b, c].map(({ room }) => room.members.length)).toEqual([1, 1, 0]);
    b.room.lock(false);
    await met(party, [a, b, c]);
  });

  test('of the small room of an invite lock nobody out: who comes second is told that it was used', async () => {
    const party = new Party();
    const a = await seat(party, 'alice');
    const { code } = a.room.invite();
    const token = parseInvite(code)?.token ?? new Uint8Array();
    const thief = await seat(party, 'thief', { root: inviteRoot(token) });
    await party.world.until(() => thief.room.members.length === 1);
    thief.room.lock(true);
    party.clock.advance(1_000);
    const joining = party.guest('carol').join({ invite: code });
    expect(await refusal(party.settled(joining))).toEqual(['invite-used']);
  });

  test('are forgotten with the room', async () => {
    const [party, a] = await two();
    a.room.lock(true);
    await party.settled(a.room.leave());
    expect(a.room.settings).toEqual({ locked: false, lifetime: OFF, at: 0, by: undefined });
    a.room.lock(false);
    a.room.setLifetime(MINUTE);
    a.room.typing(true);
    expect(a.room.settings.at).toBe(0);
  });
});

test('who is writing is told to the others, and ends with the line', async () => {
  const [party, a, b] = await two();
  a.room.typing(true);
  party.clock.advance(1_000);
  const typing = (on: boolean) => ({ type: 'typing', id: a.room.id, typing: on });
  expect(told(b)).toEqual([typing(true)]);
  await party.settled(a.room.send('there'));
  party.clock.advance(10_000);
  expect(told(b)).toEqual([typing(true), typing(false)]);
});

test('a build is told to the people in the room; without one nothing is', async () => {
  const build = new Uint8Array(32).fill(0xbd);
  const [party, a, b] = await two({ build });
  party.clock.advance(1_000);
  expect(b.room.members.map((member) => member.build)).toEqual([build]);
  expect(a.room.members.map((member) => member.build)).toEqual([undefined]);
});

test('a build that is no SHA-256 is refused', async () => {
  for (const length of [0, 31, 33]) {
    const joining = new Party().guest('alice').join({ root: ROOT, build: new Uint8Array(length) });
    await expect(joining).rejects.toMatchObject({ code: 'build-invalid' });
  }
});
