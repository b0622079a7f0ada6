// One-time invites over whole peers: who gets in, who is told what, and what is left of it.

import '../support/ready.ts';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { inviteRoot } from '../../src/crypto/root.ts';
import { deferred } from '../../src/host/deferred.ts';
import type { RoomEvent } from '../../src/host/events.ts';
import {
  type Hall,
  INVITE_LIFE_MS,
  Invites,
  MAX_LISTED_INVITES,
  MAX_OPEN_INVITES,
  TELL_USED_MS,
} from '../../src/host/invites.ts';
import type { LiveRoom } from '../../src/host/live-room.ts';
import type { Room } from '../../src/host/room.ts';
import { encodeInvite, parseInvite } from '../../src/wire/invite.ts';
import { MemoryClock } from '../ports/memory-clock.ts';
import { MemorySignal } from '../ports/memory-signal.ts';
import { seededRandom } from '../ports/seeded-random.ts';
import { member } from '../web/fake-room.ts';
import { NOTHING, Party, refusal } from './party.ts';

const ROOT = new Uint8Array(32).fill(5);
const OTHER_ROOT = new Uint8Array(32).fill(6);

async function host(): Promise<{ party: Party; ana: Room; states: () => string[] }> {
  const party = new Party();
  const ana = await party.guest('ana').join({ root: ROOT });
  return { party, ana, states: () => ana.invites.map(({ state }) => state) };
}

const [BEN, CEM, EVE] = [2, 4, 3].map((seed) => new Uint8Array(16).fill(seed)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];

/** A small room whose visitors the test sends. */
class FakeHall implements Hall {
  readonly id = new Uint8Array(16).fill(1);
  readonly sent: string[] = [];
  isOpen = true;
  #listen: (event: RoomEvent) => void = () => {};
  readonly notes = {
    send: (to: Uint8Array, topic: string) => {
      this.sent.push(`${topic} ${to[0]}`);
      return Promise.resolve(true);
    },
  };

  on(listener: (event: RoomEvent) => void): () => void {
    this.#listen = listener;
    return () => {};
  }

  leave(): Promise<void> {
    this.isOpen = false;
    return Promise.resolve();
  }

  arrive(id: Uint8Array): void {
    this.#listen({ type: 'member', member: member(2, { id }) });
  }
}

function desk(): { clock: MemoryClock; invites: Invites; halls: FakeHall[] } {
  const halls: FakeHall[] = [];
  const clock = new MemoryClock();
  const open = () => {
    const hall = new FakeHall();
    halls.push(hall);
    return hall;
  };
  const ports = { clock, random: seededRandom(1), open };
  return { clock, halls, invites: new Invites(ports, ROOT, () => {}) };
}

const attempt = async (act: () => unknown) => act();

const names = (room: Room) => room.members.map(({ nickname }) => nickname);

describe('the first guest', () => {
  test('is in the room, under its own name there and none in the small one', async () => {
    const { party, ana, states } = await host();
    const { code, expiresAt } = ana.invite();
    expect([states(), expiresAt]).toEqual([['open'], party.clock.now() + INVITE_LIFE_MS]);
    const halls: Room[] = [];
    const control = { waiting: (hall: Room) => halls.push(hall) };
    const joining = party.guest('ben').join({ invite: `https://sotto.example/#${code}` }, control);
    const ben = await party.settled(joining);
    await party.world.until(() => [ana, ben].every((room) => (names(room)[0] ?? '') !== ''));
    expect([names(ana), names(ben), states()]).toEqual([['ben'], ['ana'], ['used']]);
    expect([toHex(Uint8Array.from(ben.emblem)), halls.length, halls[0]?.members]).toEqual([
      toHex(Uint8Array.from(ana.emblem)),
      1,
      [],
    ]);
    ben.send('found it').catch(() => {});
    await party.world.until(() => ana.entries.length === 1);
  });

  test('whoever comes second is told that it was used, and learns nothing', async () => {
    const { party, ana } = await host();
    const { code } = ana.invite();
    await party.settled(party.guest('ben').join({ invite: code }));
    expect(await refusal(party.settled(party.guest('eve').join({ invite: code })))).toEqual([
      'invite-used',
    ]);
  });

  test('of two at once, one gets in', async () => {
    const { party, ana } = await host();
    const { code } = ana.invite();
    const joining = ['ben', 'eve'].map((name) => party.guest(name).join({ invite: code }));
    const settled = await party.settled(Promise.allSettled(joining));
    expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('takes a root from the inviter alone', async () => {
    const { party, ana } = await host();
    const { code } = ana.invite();
    const { token = new Uint8Array(), inviter = new Uint8Array() } = parseInvite(code) ?? {};
    ana.revokeInvite(code);
    const eve = (await party.guest('eve').join({ root: inviteRoot(token) })) as LiveRoom;
    const signal = new MemorySignal();
    const hall = deferred<Room>();
    const control = { signal, waiting: hall.resolve };
    const invite = encodeInvite({ token, inviter });
    const joining = refusal(party.guest('ben').join({ invite }, control));
    await hall.promise;
    await party.world.until(() => eve.members.length === 1);
    const [ben] = eve.members;
    if (!ben) throw new Error('the guest');
    expect(await party.settled(eve.notes.send(ben.id, 'admit', OTHER_ROOT))).toBe(true);
    signal.abort('enough');
    expect(await joining).toEqual(['aborted']);
  });
});

test.each(['aborts', 'breaks down'])(
  'whoever %s at the sight of the small room leaves nothing open',
  async (how) => {
    const { party, ana } = await host();
    const ben = party.guest('ben');
    const signal = new MemorySignal();
    const waiting = () => {
      if (how === 'breaks down') throw new Error('of the page');
      signal.abort('enough');
    };
    const joining = ben.join({ invite: ana.invite().code }, { signal, waiting });
    await expect(joining).rejects.toThrow(how === 'aborts' ? 'aborted' : 'of the page');
    expect([ben.held, signal.listeners.size]).toEqual([NOTHING, 0]);
  },
);

describe('an invite ends', () => {
  test('when it is taken back', async () => {
    const { ana, states } = await host();
    const { code } = ana.invite();
    ana.revokeInvite(code);
    ana.revokeInvite('i=never');
    expect(states()).toEqual(['revoked']);
  });

  test('after a day', () => {
    const { clock, invites } = desk();
    invites.create();
    clock.advance(INVITE_LIFE_MS - 1);
    expect(invites.list.map(({ state }) => state)).toEqual(['open']);
    clock.advance(1);
    expect(invites.list.map(({ state }) => state)).toEqual(['expired']);
  });

  test('once used: it tells later ones so for a while, and is gone', () => {
    const { clock, invites, halls } = desk();
    invites.create();
    const [hall] = halls;
    hall?.arrive(BEN);
    hall?.arrive(BEN);
    hall?.arrive(EVE);
    clock.advance(TELL_USED_MS - 1);
    hall?.arrive(CEM);
    expect([hall?.sent, hall?.isOpen]).toEqual([['admit 2', 'used 3', 'used 4'], true]);
    clock.advance(INVITE_LIFE_MS);
    expect([hall?.isOpen, invites.list.map(({ state }) => state)]).toEqual([false, ['used']]);
  });

  test('with the room: nothing is left of it', async () => {
    const { party, ana } = await host();
    const { code } = ana.invite();
    await party.settled(ana.leave());
    expect([ana.invites, await refusal(attempt(() => ana.invite()))]).toEqual([[], ['left']]);
    ana.revokeInvite(code);
  });
});

describe('limits', () => {
  test('four are open at most', async () => {
    const { ana } = await host();
    for (let i = 0; i < MAX_OPEN_INVITES; i++) ana.invite();
    expect(await refusal(attempt(() => ana.invite()))).toEqual(['too-many-invites']);
  });

  test('those that are over are forgotten, the oldest first', async () => {
    const { ana, states } = await host();
    const first = ana.invite();
    for (let i = 0; i < MAX_LISTED_INVITES; i++) {
      ana.revokeInvite(ana.invites.at(-1)?.code ?? '');
      ana.invite();
    }
    expect(states()).toHaveLength(MAX_LISTED_INVITES);
    expect(ana.invites.map(({ code }) => code)).not.toContain(first.code);
  });

  test.each(['', 'i=short', 'glade amber tulip'])('%j is refused', async (invite) => {
    const { party } = await host();
    expect(await refusal(party.guest('ben').join({ invite }))).toEqual(['invite-invalid']);
  });
});

describe('moving on', () => {
  test('all but one are asked to come along', async () => {
    const party = new Party();
    const rooms = await Promise.all(
      ['ana', 'ben', 'eve'].map((name) => party.guest(name).join({ root: ROOT })),
    );
    const [ana, ben, eve] = rooms;
    if (!ana || !ben || !eve) throw new Error('three');
    const moves = rooms.map((room) => {
      const heard: RoomEvent[] = [];
      room.on((event) => {
        if (event.type === 'move') heard.push(event);
      });
      return heard;
    });
    await party.world.until(() => rooms.every((room) => room.members.length === 2));
    const next = { root: OTHER_ROOT, phrase: 'grüne Wiese' };
    expect(await party.settled(ana.moveOn(next, [eve.id]))).toBe(1);
    expect(moves).toEqual([[], [{ type: 'move', from: ana.id, to: next }], []]);
  });
});
