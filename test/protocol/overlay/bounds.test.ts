// The smaller parts, each to its limit.

import { describe, expect, test } from 'vitest';
import { toHex } from '../../../src/base/bytes.ts';
import { AuthorRates, BYTE_RATE } from '../../../src/protocol/overlay/author-rates.ts';
import {
  FORGOTTEN_AFTER_MS,
  Introductions,
  MAX_CONNECTS,
} from '../../../src/protocol/overlay/introductions.ts';
import { FLOOD_LIMIT_MS, FRAMES, JUNK, Meter } from '../../../src/protocol/overlay/meter.ts';
import { Neighbours } from '../../../src/protocol/overlay/neighbours.ts';
import { MAX_ROUTES, ROUTE_LIFETIME_MS, Routes } from '../../../src/protocol/overlay/routes.ts';
import {
  KEEP_BYTES,
  KEEP_MS,
  MAX_STORE_BYTES,
  Store,
} from '../../../src/protocol/overlay/store.ts';
import { MAX_WAITING, WAIT_MS, WaitingRoom } from '../../../src/protocol/overlay/waiting-room.ts';
import { LIFETIME_OFF, type Lifetime } from '../../../src/wire/lifetime.ts';
import type { RoomMessage } from '../../../src/wire/message.ts';
import { Person, people, SeededRandom, START } from './people.ts';

const author = new Person('author');
const sample = author.say('sample');

function big(seq: number, bytes: number, lifetime: Lifetime = LIFETIME_OFF): RoomMessage {
  return { ...sample, seq, lifetime, bytes: new Uint8Array(bytes).fill(seq % 251) };
}

describe('store', () => {
  test('never outgrows 8 MB, and keeps the newest', () => {
    const store = new Store();
    for (let seq = 1; seq <= 1_000; seq++) {
      store.add(author.key, big(seq, 15_000), START + seq);
      expect(store.bytes).toBeLessThanOrEqual(MAX_STORE_BYTES);
    }
    expect(store.get(author.key, 1)).toBeUndefined();
    expect(store.get(author.key, 1_000)?.message.seq).toBe(1_000);
    expect(store.count).toBe(1_000);
  });

  test('after 120 s keeps 2 MB', () => {
    const store = new Store();
    for (let seq = 1; seq <= 400; seq++) store.add(author.key, big(seq, 15_000), START);
    expect(store.bytes).toBeGreaterThan(KEEP_BYTES);
    store.add(author.key, big(401, 100), START + KEEP_MS);
    expect(store.bytes).toBeGreaterThan(KEEP_BYTES);
    store.add(author.key, big(402, 100), START + KEEP_MS + 1);
    expect(store.bytes).toBeLessThanOrEqual(KEEP_BYTES);
    expect([...store.of(author.key)].length).toBeGreaterThan(100);
  });

  test('lets go of what vanishes when its time is up, and of what has vanished', () => {
    const store = new Store();
    const kept = () => [...store.of(author.key)].map(({ message }) => message.seq);
    const lasting = (ms: number) => ({ kind: 'after-sending', ms }) as const;
    store.add(author.key, { ...big(1, 100, lasting(30_000)), hlc: START - 10_000 }, START);
    store.add(author.key, { ...big(2, 100, lasting(60_000)), hlc: START + 99_000 }, START);
    store.add(author.key, big(3, 100, { kind: 'after-reading', ms: 1_000 }), START);
    expect(store.deadline).toBe(START + 20_000);
    store.wake(START + 19_999);
    expect(kept()).toEqual([1, 2, 3]);
    store.wake(START + 20_000);
    expect(kept()).toEqual([2, 3]);
    store.wake(START + 60_000);
    expect([kept(), store.deadline]).toEqual([[3], undefined]);
    store.forget(author.key, 3);
    store.forget(author.key, 4);
    expect([kept(), store.bytes]).toEqual([[], 0]);
  });
});

describe('waiting room', () => {
  const waiting = (message: RoomMessage, key = author.key) => ({
    key,
    message,
    hop: 0,
    link: 1,
    since: START,
  });

  test('holds 64 messages, or 256 KB', () => {
    const small = new WaitingRoom();
    for (let seq = 1; seq <= MAX_WAITING.items; seq++)
      expect(small.add(waiting(big(seq, 200)))).toBe(true);
    expect(small.add(waiting(big(65, 200)))).toBe(false);
    const large = new WaitingRoom();
    for (let seq = 1; seq <= 17; seq++) expect(large.add(waiting(big(seq, 15_000)))).toBe(true);
    expect(large.add(waiting(big(18, 15_000)))).toBe(false);
  });

  test('takes the copies of several neighbours for one', () => {
    const room = new WaitingRoom();
    for (let i = 0; i < 7; i++) expect(room.add(waiting(sample))).toBe(true);
    expect(room.take('nobody')).toEqual([]);
    expect(room.take(author.key)).toEqual([waiting(sample)]);
    expect(room.take(author.key)).toEqual([]);
  });

  test('forgets after 30 s', () => {
    const room = new WaitingRoom();
    room.add(waiting(sample));
    expect(room.deadline).toBe(START + WAIT_MS);
    expect(room.expire(START + WAIT_MS - 1)).toBe(0);
    expect(room.expire(START + WAIT_MS)).toBe(1);
    expect(room.deadline).toBeUndefined();
  });
});

describe('routes', () => {
  const [a, b] = people(2) as [Person, Person];

  test('last a minute, and only as long as their link lives', () => {
    const neighbours = new Neighbours(a.key);
    const neighbour = neighbours.up(1, b.card, START);
    const routes = new Routes();
    routes.learn('far', 1, START);
    expect(routes.next('far', neighbours, START + ROUTE_LIFETIME_MS - 1)).toBe(neighbour);
    expect(routes.next('far', neighbours, START + ROUTE_LIFETIME_MS)).toBeUndefined();
    neighbour.suspect = true;
    expect(routes.next('far', neighbours, START)).toBeUndefined();
    expect(routes.next(b.key, neighbours, START)).toBeUndefined();
  });

  test('are two hundred at most', () => {
    const neighbours = new Neighbours(a.key);
    neighbours.up(1, b.card, START);
    const routes = new Routes();
    for (let i = 0; i <= MAX_ROUTES; i++) routes.learn(`member ${i}`, 1, START);
    expect(routes.next('member 0', neighbours, START)).toBeUndefined();
    expect(routes.next('member 1', neighbours, START)).toBeDefined();
  });
});

describe('meter', () => {
  test('an excess must last ten seconds without a pause', () => {
    const meter = new Meter();
    for (let ms = 0; ms < FLOOD_LIMIT_MS; ms += 1_000) meter.exceed(START + ms);
    expect(meter.isFlooding).toBe(false);
    meter.exceed(START + FLOOD_LIMIT_MS);
    expect(meter.isFlooding).toBe(true);
    const paused = new Meter();
    for (let ms = 0; ms < 60_000; ms += 2_500) paused.exceed(START + ms);
    expect(paused.isFlooding).toBe(false);
  });

  test('after too much junk nothing is looked at until one more piece may come', () => {
    const meter = new Meter();
    for (let i = 0; i <= JUNK.burst; i++) {
      expect(meter.admit(START)).toBe(true);
      meter.junk(START);
    }
    expect(meter.admit(START)).toBe(false);
    expect(meter.admit(START + 1_000 / JUNK.perSecond)).toBe(true);
    expect(FRAMES.burst).toBeGreaterThan(JUNK.burst);
  });
});

test('author rates: twice what an honest author sends, by messages and by bytes', () => {
  const count = (members: number, bytes: number) => {
    const rates = new AuthorRates();
    let taken = 0;
    while (taken < 100_000 && rates.take('author', { bytes, members }, START)) taken += 1;
    return taken;
  };
  expect([count(8, 1), count(9, 1), count(50, 1), count(51, 1)]).toEqual([4_000, 200, 200, 40]);
  expect(count(8, 15_000)).toBe(Math.floor(BYTE_RATE.burst / 15_000));
});

describe('introductions', () => {
  const crowd = people(9);
  const self = (crowd[0] as Person).key;
  const candidates = crowd.slice(1).map(({ key, identity }) => ({ key, id: identity.id }));

  test('make three offers at a time, the next when one is over', () => {
    const introductions = new Introductions({ self, random: new SeededRandom('introductions') });
    const first = introductions.review(candidates, START);
    expect(first.map(({ member }) => toHex(member))).toEqual(
      candidates.slice(0, MAX_CONNECTS).map(({ key }) => key),
    );
    expect(introductions.review(candidates, START + 1)).toEqual([]);
    const linked = candidates.slice(1);
    expect(introductions.review(linked, START + 2).map(({ member }) => toHex(member))).toEqual([
      candidates[3]?.key,
    ]);
    const over = START + FORGOTTEN_AFTER_MS;
    expect(introductions.deadline).toBe(over);
    expect(introductions.review(linked, over).length).toBe(2);
  });

  test('the higher id tries itself after two failures of the lower', () => {
    const highest = crowd[8] as Person;
    const introductions = new Introductions({ self: highest.key, random: new SeededRandom('x') });
    const [other] = candidates as [(typeof candidates)[number]];
    let now = START;
    for (let i = 1; i <= 2; i++) {
      expect(introductions.review([other], now)).toEqual([]);
      const attempt = new Uint8Array(16).fill(i);
      introductions.offered(other.key, attempt, now);
      introductions.failed(other.key, attempt, now);
      now += 1_000;
    }
    introductions.review([other], now);
    now = introductions.deadline ?? 0;
    expect(now - START).toBeLessThan(6_000);
    expect(introductions.review([other], now).length).toBe(1);
  });
});
