// A room as its user holds it, over whole peers on twins: what becomes of a text, what is released
// at the end, and that two rooms of one process have nothing in common.

import '../support/ready.ts';
import { describe, expect, test } from 'vitest';
import type { RoomEvent } from '../../src/host/events.ts';
import { join } from '../../src/host/join.ts';
import type { Room } from '../../src/host/room.ts';
import type { SocketPort } from '../../src/ports/socket.ts';
import { type Guest, NOTHING, Party, refusal, serverOf, TRACKER, turn } from './party.ts';

const ROOT = new Uint8Array(32).fill(5);
const OTHER_ROOT = new Uint8Array(32).fill(6);
/** DESIGN §6: what one text may hold. */
const MAX_TEXT_BYTES = 15_000;
/** The bound of `outbox.ts`. */
const MAX_OUTBOX_ENTRIES = 5_000;
const TWO_MINUTES_MS = 120_000;

interface Seat {
  readonly guest: Guest;
  readonly room: Room;
  readonly events: RoomEvent[];
}

async function seat(party: Party, name: string, root = ROOT): Promise<Seat> {
  const guest = party.guest(name);
  return watched(guest, await guest.join({ root }));
}

function watched(guest: Guest, room: Room): Seat {
  const events: RoomEvent[] = [];
  room.on((event) => events.push(event));
  return { guest, room, events };
}

async function two(): Promise<readonly [Party, Seat, Seat]> {
  const party = new Party();
  const [a, b] = [await seat(party, 'alice'), await seat(party, 'bob')];
  await met(party, [a, b]);
  return [party, a, b];
}

/** Everybody sees everybody else, and by name. */
async function met(party: Party, seats: readonly Seat[]): Promise<void> {
  const others = seats.length - 1;
  const named = ({ room }: Seat) => room.members.filter(({ nickname }) => nickname !== '').length;
  await party.world.until(() => seats.every((one) => named(one) === others));
}

function failsToClose(sockets: SocketPort): SocketPort {
  const open: SocketPort['open'] = (url, listen) => {
    const socket = sockets.open(url, listen);
    const close = () => {
      socket.close();
      throw new Error('of the port');
    };
    return { send: (data) => socket.send(data), close };
  };
  return { open };
}

const texts = ({ room }: Seat) => room.entries.map(({ text }) => text);
const states = ({ room }: Seat) => room.entries.map(({ state }) => state.kind);

test('two meet: each sees the other by id and name, and the tracker at work', async () => {
  const [, a, b] = await two();
  const seen = ({ room }: Seat) => room.members.map(({ id, nickname }) => [id, nickname]);
  expect([seen(a), seen(b)]).toEqual([[[b.room.id, 'bob']], [[a.room.id, 'alice']]]);
  expect(a.room.trackers.map(({ url, state }) => [url, state])).toEqual([[TRACKER, 'working']]);
});

describe('a text', () => {
  test('waits while nobody is here, and is kept when somebody holds it', async () => {
    const party = new Party();
    const a = await seat(party, 'alice');
    let kept = false;
    const sending = a.room.send('is anybody here?');
    sending.then(() => {
      kept = true;
    });
    party.clock.advance(10_000);
    await turn();
    expect([kept, states(a)]).toEqual([false, ['waiting']]);
    const b = await seat(party, 'bob');
    const entry = await party.settled(sending);
    expect(entry).toMatchObject({
      text: 'is anybody here?',
      own: true,
      author: a.room.id,
      state: { kind: 'sent', reached: 1, of: 1 },
    });
    expect([a.room.entries, texts(b), states(b)]).toEqual([[entry], [entry.text], ['received']]);
  });

  test('has one place in the order of all, the same on every screen', async () => {
    const [party, a, b] = await two();
    const sent = [a, b, a, b].map(({ room }, i) => room.send(`line ${i}`));
    await party.settled(Promise.all(sent));
    expect(texts(a).length).toBe(4);
    expect(texts(a)).toEqual(texts(b));
  });

  test('that is taken back while it waits: withdrawn, and nobody ever reads it', async () => {
    const party = new Party();
    const a = await seat(party, 'alice');
    const sending = refusal(a.room.send('never mind'));
    const [entry] = a.room.entries;
    a.room.withdraw(entry?.id ?? '');
    expect(await sending).toEqual(['withdrawn']);
    expect(a.room.entries).toEqual([]);
    const b = await seat(party, 'bob');
    await met(party, [a, b]);
    await party.settled(a.room.send('hello'));
    expect(texts(b)).toEqual(['hello']);
  });

  test('that somebody holds already is not taken back', async () => {
    const [party, a, b] = await two();
    const { id } = await party.settled(a.room.send('hello'));
    a.room.withdraw(id);
    party.clock.advance(1_000);
    expect([texts(a), texts(b)]).toEqual([['hello'], ['hello']]);
  });

  test('without a letter is refused, and so is one of more than 15,000 bytes', async () => {
    const [party, a, b] = await two();
    const long = 'é'.repeat(MAX_TEXT_BYTES / 2);
    expect(await refusal(a.room.send(''))).toEqual(['text-empty']);
    expect(await refusal(a.room.send(`${long}.`))).toEqual(['text-too-long']);
    expect(a.room.entries).toEqual([]);
    await party.settled(a.room.send(long));
    expect(texts(b)).toEqual([long]);
    expect(a.guest.log.snapshot()).toMatchObject({ 'text-empty': 1, 'text-too-long': 1 });
  });

  test('finds no room in an outbox of 5,000; and a reader of all that, none to keep up', async () => {
    const party = new Party();
    const { room } = await seat(party, 'alice');
    const reader = room[Symbol.asyncIterator]();
    const sending = Array.from({ length: MAX_OUTBOX_ENTRIES }, (_, i) =>
      refusal(room.send(`${i}`)),
    );
    expect(await refusal(room.send('one more'))).toEqual(['outbox-full']);
    expect(room.entries.length).toBe(MAX_OUTBOX_ENTRIES);
    for (const { id } of room.entries) room.withdraw(id);
    const ends = await Promise.all(sending);
    expect(new Set(ends.map(([code]) => code))).toEqual(new Set(['withdrawn']));
    room.useTrackers([]);
    let read = 0;
    const reading = (async () => {
      for (; (await reader.next()).done !== true; read++);
    })();
    expect([await refusal(reading), read]).toEqual([['lagging'], 2 * MAX_OUTBOX_ENTRIES + 1]);
  });
});

describe('leaving', () => {
  test('breaks the promise of what nobody holds, and of what is sent later: left', async () => {
    const party = new Party();
    const { room } = await seat(party, 'alice');
    const waiting = refusal(room.send('is anybody here?'));
    await party.settled(room.leave());
    expect([await waiting, await refusal(room.send('hello?'))]).toEqual([['left'], ['left']]);
  });

  test('releases every socket, connection, alarm and listener of the runtime', async () => {
    const [party, a, b] = await two();
    await party.settled(a.room.send('hello'));
    const { held } = a.guest;
    expect([held.sockets, held.connections > 0, held.alarms, held.listeners]).toEqual([
      1,
      true,
      1,
      1,
    ]);
    await party.settled(a.room.leave());
    expect(a.guest.held).toEqual(NOTHING);
    await party.settled(b.room.leave());
    expect(b.guest.held).toEqual(NOTHING);
    party.clock.advance(TWO_MINUTES_MS);
    expect([a.guest.held, b.guest.held, party.tracker.clients]).toEqual([NOTHING, NOTHING, 0]);
    expect(party.clock.next).toBeUndefined();
  });

  test('at any moment of joining and meeting releases everything', async () => {
    for (const afterMs of [0, 1, 79, 81, 120, 200, 300, 400, 500, 1_000]) {
      const party = new Party();
      const a = await seat(party, 'alice');
      const b = await seat(party, 'bob');
      party.clock.advance(afterMs);
      await party.settled(Promise.all([a.room.leave(), b.room.leave()]));
      party.clock.advance(TWO_MINUTES_MS);
      expect([a.guest.held, b.guest.held, party.tracker.clients]).toEqual([NOTHING, NOTHING, 0]);
    }
  });

  test('tells the others that one has left, and tells here `left`, last', async () => {
    const [party, a, b] = await two();
    const before = a.events.length;
    await party.settled(a.room.leave());
    await party.world.until(() => b.room.members.length === 0);
    party.clock.advance(TWO_MINUTES_MS);
    expect(a.events.slice(before).at(-1)).toEqual({ type: 'left' });
    expect(a.events.filter(({ type }) => type === 'left').length).toBe(1);
    expect(b.events.filter(({ type }) => type === 'gone')).toEqual([
      { type: 'gone', id: a.room.id, reason: 'left' },
    ]);
  });

  test('is done even where a part of the runtime fails at it, and the failure is told', async () => {
    const guest = new Party().guest('alice');
    const platform = { ...guest.platform, sockets: failsToClose(guest.platform.sockets) };
    const options = { root: ROOT, trackers: [TRACKER], iceServers: [] };
    const { room, events } = watched(guest, await join(platform, options));
    await expect(room.leave()).rejects.toThrow('of the port');
    expect([events.at(-1), guest.held]).toEqual([{ type: 'left' }, NOTHING]);
    await room.leave();
  });

  test('leaves an empty room in which nothing more can be done, and nothing breaks', async () => {
    const [party, a] = await two();
    const { id } = await party.settled(a.room.send('hello'));
    await party.settled(Promise.all([a.room.leave(), a.room.leave()]));
    a.room.withdraw(id);
    a.room.rename('nobody');
    a.room.useTrackers([TRACKER]);
    a.room.nudge();
    a.guest.lives('nudge');
    await a.room.leave();
    expect(() => a.room.useTrackers(['nonsense'])).toThrow('trackers are');
    const { members, entries, trackers } = a.room;
    expect([members, entries, trackers]).toEqual([[], [], []]);
    const read: string[] = [];
    for await (const { type } of a.room) read.push(type);
    expect([read, a.guest.held]).toEqual([['left'], NOTHING]);
  });
});

describe('the page', () => {
  test('that goes away takes the room with it, at once', async () => {
    const [party, a, b] = await two();
    a.guest.lives('vanish');
    expect(a.guest.held).toMatchObject({ sockets: 0, connections: 0, alarms: 0 });
    await party.settled(a.room.leave());
    await party.world.until(() => b.room.members.length === 0);
    expect([a.events.at(-1), a.guest.held]).toEqual([{ type: 'left' }, NOTHING]);
  });

  test('that comes back tries again what waits for a retry', async () => {
    const party = new Party();
    const url = 'wss://out-of-order.example';
    const guest = party.guest('alice');
    const { room } = watched(guest, await guest.join({ root: ROOT, trackers: [url] }));
    await party.world.until(() => room.trackers[0]?.state === 'unreachable');
    expect(guest.held.sockets).toBe(0);
    party.sockets.serve(url, serverOf(party.tracker));
    guest.lives('nudge');
    expect(guest.held.sockets).toBe(1);
    await party.world.until(() => room.trackers[0]?.state === 'working');
  });
});

test('a new name and other trackers are told and used', async () => {
  const [party, a, b] = await two();
  a.room.rename('  Alice \u202e the second ');
  await party.world.until(() => b.room.members[0]?.nickname !== 'alice');
  a.room.useTrackers(['wss://other.example', 'wss://other.example']);
  expect(b.room.members[0]?.nickname).toBe('Alice the second');
  expect(a.room.trackers.map(({ url }) => url)).toEqual(['wss://other.example']);
  expect(() => a.room.useTrackers(['nonsense'])).toThrow('trackers are');
  expect(a.room.trackers.map(({ url }) => url)).toEqual(['wss://other.example']);
});

describe('two rooms of one process', () => {
  test('share neither ids, people, texts nor ends', async () => {
    const party = new Party();
    const guest = party.guest('alice');
    const one = watched(guest, await guest.join({ root: ROOT }));
    const other = watched(guest, await guest.join({ root: OTHER_ROOT }));
    const [bob, carol] = [await seat(party, 'bob'), await seat(party, 'carol', OTHER_ROOT)];
    await met(party, [one, bob]);
    await met(party, [other, carol]);
    await party.settled(Promise.all([one.room.send('to bob'), other.room.send('to carol')]));
    expect([texts(one), texts(bob), texts(other), texts(carol)]).toEqual([
      ['to bob'],
      ['to bob'],
      ['to carol'],
      ['to carol'],
    ]);
    expect([bob, carol].map(({ room }) => room.members.map(({ id }) => id))).toEqual([
      [one.room.id],
      [other.room.id],
    ]);
    expect([one.room.id, one.room.emblem]).not.toEqual([other.room.id, other.room.emblem]);

    await party.settled(one.room.leave());
    party.clock.advance(TWO_MINUTES_MS);
    await party.settled(other.room.send('still here'));
    expect([one.room.entries, texts(carol), carol.room.members.length]).toEqual([
      [],
      ['to carol', 'still here'],
      1,
    ]);
    await party.settled(other.room.leave());
    expect(guest.held).toEqual(NOTHING);
  });

  test('or one room, joined twice: two members, who meet like any', async () => {
    const party = new Party();
    const guest = party.guest('alice');
    const [one, other] = [
      watched(guest, await guest.join({ root: ROOT })),
      watched(guest, await guest.join({ root: ROOT })),
    ];
    await met(party, [one, other]);
    await party.settled(one.room.send('hello, me'));
    expect([texts(other), states(other)]).toEqual([['hello, me'], ['received']]);
  });
});
