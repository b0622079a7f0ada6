// The infohash changes with the day: whoever is in the room at midnight is on both sides of it.

import { describe, expect, test } from 'vitest';
import { DAY_MS, MINUTE_MS } from '../../../src/base/time.ts';
import { utcDay } from '../../../src/crypto/keys.ts';
import { binaryId } from '../../../src/wire/tracker.ts';
import { Bench, KEYS, NOON } from './bench.ts';

const MIDNIGHT = utcDay(NOON) * DAY_MS + DAY_MS;
const roomOf = (at: number) => binaryId(KEYS.infohash(utcDay(at)));
const OLD = roomOf(MIDNIGHT - 1);
const NEW = roomOf(MIDNIGHT);

/** Under which infohashes somebody is announced at present. */
function announced(bench: Bench): Set<unknown> {
  const rooms = new Map<number, unknown>();
  for (const { socket, message } of bench.sent) {
    if (message.event === 'stopped') rooms.delete(socket);
    else rooms.set(socket, message.info_hash);
  }
  return new Set(rooms.values());
}

function shared(one: Bench, other: Bench): unknown[] {
  const rooms = announced(other);
  return [...announced(one)].filter((room) => rooms.has(room));
}

/** Lets time pass at a tracker that accepts and answers everything. */
function live(bench: Bench, ms: number): void {
  for (const end = bench.now + ms; bench.now < end; ) {
    const before = bench.sent.length;
    const due = Math.min(end, bench.machine.deadline ?? end);
    const lines = bench.pass(due - bench.now);
    for (const line of lines) {
      const socket = /(\d+) open/.exec(line)?.[1];
      if (socket !== undefined) bench.opened(Number(socket));
    }
    for (const { socket, message } of bench.sent.slice(before)) {
      if (message.event !== 'stopped') bench.respond(socket, 1, { info_hash: message.info_hash });
    }
  }
}

function joinedAt(now: number): Bench {
  const bench = new Bench({ now });
  const opened = bench.do({ kind: 'start' }).flatMap((line) => /(\d+) open/.exec(line)?.[1] ?? []);
  for (const socket of opened) bench.opened(Number(socket));
  bench.ready('A');
  for (const { socket, message } of [...bench.sent]) {
    bench.respond(socket, 1, { info_hash: message.info_hash });
  }
  bench.linked();
  return bench;
}

describe('through midnight', () => {
  test('the new day begins 15 minutes before it, and the old one ends 15 minutes after', () => {
    const bench = joinedAt(MIDNIGHT - 15 * MINUTE_MS - 10_000);
    expect(announced(bench)).toEqual(new Set([OLD]));
    expect(bench.pass(9_999)).toEqual([]);
    expect(bench.pass(1)).toEqual(['+1 2 open ws://a']);
    expect(bench.opened(2)).toEqual(['2 started']);
    bench.respond(2, 1, { info_hash: NEW });
    expect(announced(bench)).toEqual(new Set([OLD, NEW]));
    live(bench, 30 * MINUTE_MS - 1);
    expect(announced(bench)).toEqual(new Set([OLD, NEW]));
    const ended = bench.pass(1);
    expect(ended.slice(0, 2)).toEqual(['+1 1 stopped', '+1 1 close']);
    expect(announced(bench)).toEqual(new Set([NEW]));
    expect(bench.machine.counts.sessions).toBe(1);
  });

  test('who joins in between opens both at once, and offers on both', () => {
    const bench = new Bench({ now: MIDNIGHT + MINUTE_MS, trackers: ['ws://a', 'ws://b'] });
    expect(bench.do({ kind: 'start' })).toEqual([
      '1 open ws://a',
      '2 open ws://a',
      '3 open ws://b',
      '4 open ws://b',
      'want A',
      'tracker ws://a connecting ?',
      'tracker ws://b connecting ?',
    ]);
    for (const socket of [1, 2, 3, 4]) bench.opened(socket);
    expect(bench.ready('A')).toEqual([1, 2, 3, 4].map((socket) => `${socket} started [A]`));
    expect(bench.frames(1)[0]?.info_hash).toBe(OLD);
    expect(bench.frames(2)[0]?.info_hash).toBe(NEW);
    expect(bench.offerIds(1, 'A')).not.toEqual(bench.offerIds(2, 'A'));
  });

  test('a person is shown the better of the two', () => {
    const bench = new Bench({ now: MIDNIGHT });
    bench.do({ kind: 'start' });
    expect(bench.closed(1)).toEqual([]);
    bench.opened(2);
    bench.ready('A');
    expect(bench.respond(2, 3, { info_hash: NEW })).toContain('tracker ws://a working 3');
    expect(bench.closed(2)).toEqual(['tracker ws://a connecting ?']);
  });

  test('a computer that slept through it all wakes up in the new day', () => {
    const bench = joinedAt(MIDNIGHT - 60 * MINUTE_MS);
    bench.now = MIDNIGHT + 60 * MINUTE_MS;
    expect(bench.wake()).toEqual([
      '1 stopped',
      '1 close',
      '2 open ws://a',
      'tracker ws://a connecting ?',
    ]);
  });
});

test.each([0, 4, -4, 15, -15])(
  'two people whose clocks differ by %d minutes always share a room',
  (difference) => {
    const start = MIDNIGHT - 40 * MINUTE_MS;
    const one = joinedAt(start);
    const other = joinedAt(start + difference * MINUTE_MS);
    for (let minute = 0; minute < 80; minute++) {
      live(one, MINUTE_MS);
      live(other, MINUTE_MS);
      expect(shared(one, other)).not.toEqual([]);
    }
  },
);

test.each([-30, -20, -16, -14, -5, -1, 0, 1, 5, 14, 16, 20])(
  'who joins %d minutes from midnight finds somebody whose clock is four minutes off',
  (minute) => {
    const resident = joinedAt(MIDNIGHT - 40 * MINUTE_MS);
    live(resident, (40 + minute) * MINUTE_MS);
    for (const off of [-4, 4]) {
      const newcomer = joinedAt(MIDNIGHT + (minute + off) * MINUTE_MS);
      expect(shared(newcomer, resident)).not.toEqual([]);
    }
  },
);
