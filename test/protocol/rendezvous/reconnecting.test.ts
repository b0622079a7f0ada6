// Trackers that fail: refuse, hang, fall silent, close, lie. And the health that a person is shown.

import { describe, expect, test } from 'vitest';
import { Backoff } from '../../../src/base/backoff.ts';
import { binaryId } from '../../../src/wire/tracker.ts';
import { JUNK } from '../../support/trackers/junk.ts';
import { LIES } from '../../support/trackers/mischief.ts';
import { Bench, infohash, NOON } from './bench.ts';

/** Linked, with a tracker that works, and one more, whose first socket has just been closed. */
function besideOneThatWorks(): Bench {
  const bench = new Bench({ trackers: ['ws://a', 'ws://b'] });
  bench.do({ kind: 'start' });
  bench.opened(1);
  bench.ready('A');
  bench.respond(1, 2);
  bench.linked();
  bench.swarm = 2;
  bench.closed(2);
  return bench;
}

describe('a tracker that cannot be reached', () => {
  test('is tried again after 1, 2, 3, 3 … s without a link', () => {
    const bench = new Bench();
    bench.do({ kind: 'start' });
    expect(bench.closed(1)).toEqual(['tracker ws://a unreachable ?']);
    const waits: number[] = [];
    for (let socket = 2; socket < 9; socket++) {
      const wait = (bench.machine.deadline ?? NOON) - bench.now;
      expect(bench.pass(wait)).toEqual([`+${wait} ${socket} open ws://a`]);
      expect(bench.closed(socket)).toEqual([]);
      waits.push(wait);
    }
    expect(waits).toEqual([1_000, 2_000, 3_000, 3_000, 3_000, 3_000, 3_000]);
  });

  test('is tried with a link as often, as long as no other works', () => {
    const bench = new Bench();
    bench.do({ kind: 'start' });
    bench.linked();
    const waits: number[] = [];
    for (let socket = 1; socket < 200; socket++) {
      bench.closed(socket);
      const wait = (bench.machine.deadline ?? NOON) - bench.now;
      expect(bench.pass(wait)).toEqual([`+${wait} ${socket + 1} open ws://a`]);
      waits.push(wait / 1_000);
    }
    expect(waits).toEqual([1, 2, ...Array(197).fill(3)]);
  });

  test('is tried beside one that works for a minute as often, and then after 8, 16 … 60 s', () => {
    const bench = besideOneThatWorks();
    const instants = [0, ...bench.closeWhatOpens(300_000)];
    const waits = instants.slice(1).map((at, i) => (at - (instants[i] ?? 0)) / 1_000);
    expect(waits).toEqual([1, 2, ...Array(19).fill(3), 8, 16, 32, 60, 60, 60]);
  });

  test('gets 8 s to accept a connection', () => {
    const bench = new Bench();
    bench.do({ kind: 'start' });
    bench.linked();
    expect(bench.pass(9_000)).toEqual([
      '+8000 1 close',
      '+8000 tracker ws://a unreachable ?',
      '+9000 2 open ws://a',
    ]);
    expect(bench.opened(1)).toEqual([]);
    expect(bench.opened(2)).toEqual(['2 started']);
  });
});

describe('a tracker that answers nothing', () => {
  test('is silent after 4 s without a link, left, and tried again', () => {
    const bench = new Bench();
    bench.do({ kind: 'start' });
    bench.opened(1);
    bench.ready('A');
    expect(bench.pass(5_000)).toEqual([
      '+4000 1 stopped',
      '+4000 1 close',
      '+4000 tracker ws://a silent ?',
      '+5000 2 open ws://a',
    ]);
    expect(bench.opened(2)).toEqual(['2 started [A]']);
    expect(bench.offerIds(1, 'A')).not.toEqual(bench.offerIds(2, 'A'));
    expect(bench.peerId(1)).not.toBe(bench.peerId(2));
    expect(bench.respond(2, 1)).toEqual(['tracker ws://a working 1']);
  });

  test('is silent after 20 s with a link', () => {
    const bench = new Bench().joined();
    bench.linked();
    expect(bench.pass(71_000)).toEqual([
      '+50000 1 announce',
      '+70000 1 stopped',
      '+70000 1 close',
      '+70000 tracker ws://a silent ?',
      '+71000 2 open ws://a',
    ]);
  });

  test('is asked at most once in ten seconds, however long it lasts', () => {
    const bench = new Bench();
    bench.do({ kind: 'start' });
    bench.ready('A');
    let socket = 1;
    for (let second = 0; second < 600; second++) {
      for (const line of bench.pass(1_000)) socket = Number(/(\d+) open/.exec(line)?.[1] ?? socket);
      bench.opened(socket);
    }
    const announces = bench.sent.filter(({ message }) => message.event !== 'stopped');
    expect(announces.length).toBeLessThanOrEqual(65);
    expect(announces.length).toBeGreaterThan(40);
  });
});

describe('a tracker that closes', () => {
  test('after a response is only reconnecting; before one it is unreachable', () => {
    const bench = new Bench().joined(2);
    expect(bench.closed(1)).toEqual(['tracker ws://a connecting ?']);
    bench.pass(1_000);
    bench.opened(2);
    expect(bench.closed(2)).toEqual(['tracker ws://a unreachable ?']);
  });

  test('after a sound life is met again within a second, each time', () => {
    const bench = new Bench().joined(2);
    bench.linked();
    for (let socket = 1; socket < 10; socket++) {
      bench.swarm = 2;
      bench.pass(20_000);
      bench.closed(socket);
      expect(bench.pass(1_000)).toEqual([`+1000 ${socket + 1} open ws://a`]);
      bench.opened(socket + 1);
      bench.respond(socket + 1, 2);
    }
  });

  test('every socket at once after accepting it does not get a storm', () => {
    const bench = new Bench();
    bench.do({ kind: 'start' });
    bench.ready('A');
    let opened = 0;
    for (let second = 0; second < 120; second++) {
      for (const line of bench.pass(1_000)) {
        const socket = /(\d+) open/.exec(line)?.[1];
        if (socket === undefined) continue;
        opened++;
        bench.opened(Number(socket));
        bench.closed(Number(socket));
      }
      if (second === 0) bench.closed(1);
    }
    expect(opened).toBeLessThanOrEqual(42);
    expect(opened).toBeGreaterThan(35);
  });

  test('closing events of sockets that we left, and events of none, are nothing', () => {
    const bench = new Bench().joined();
    expect(bench.closed(99)).toEqual([]);
    expect(bench.hear(0, '{}')).toEqual([]);
    expect(bench.opened(1)).toEqual(['dropped frame-unexpected']);
    expect(bench.socket(1, { kind: 'bytes', bytes: new Uint8Array(3) })).toEqual([
      'dropped frame-unexpected',
    ]);
  });
});

describe('the first response after a blackout', () => {
  test('has the linked offer to whoever waits, once', () => {
    const bench = new Bench().joined(2);
    bench.linked();
    bench.closed(1);
    bench.pass(1_000);
    bench.opened(2);
    expect(bench.respond(2, 2)).toEqual(['want B', 'tracker ws://a working 2']);
    expect(bench.ready('B')).toEqual(['2 announce [B]']);
    expect(bench.respond(2, 2)).toEqual([]);
    expect(bench.pass(20_000)).toEqual(['+10000 drop B']);
  });

  test('has those who were alone for long begin again', () => {
    const bench = new Bench().joined(1);
    bench.swarm = 1;
    bench.pass(31_000);
    bench.closed(1);
    bench.pass(1_000);
    expect(bench.opened(2)).toEqual(['2 started']);
    expect(bench.respond(2, 1)).toEqual(['want B', 'tracker ws://a working 1']);
    expect(bench.ready('B')).toEqual(['2 announce [B]']);
  });

  test('has those who came while it lasted go on offering', () => {
    const bench = new Bench();
    bench.do({ kind: 'start' });
    bench.ready('A');
    bench.closed(1);
    bench.now += 29_000;
    bench.wake();
    bench.opened(2);
    expect(bench.respond(2, 1)).toEqual(['tracker ws://a working 1']);
    bench.swarm = 1;
    expect(bench.pass(31_000).at(-1)).toBe('+30000 drop A');
  });

  test('is none where another tracker has worked all the time', () => {
    const bench = besideOneThatWorks();
    bench.pass(1_000);
    bench.opened(3);
    expect(bench.respond(3, 2)).toEqual(['tracker ws://b working 2']);
  });
});

describe('trying again now', () => {
  test('a nudge connects what waits, begins a stale attempt anew, and asks what is open', () => {
    const bench = new Bench({ trackers: ['ws://a', 'ws://b', 'ws://c'] }).joined();
    bench.linked();
    bench.closed(1);
    bench.pass(1_000);
    bench.closed(2);
    bench.now += 500;
    expect(bench.do({ kind: 'nudge' })).toEqual(['5 open ws://b', '3 announce']);
    bench.now += 500;
    expect(bench.do({ kind: 'nudge' })).toEqual(['4 close', '6 open ws://a']);
    bench.now += 500;
    expect(bench.do({ kind: 'nudge' })).toEqual(['5 close', '7 open ws://b']);
  });

  test('a nudge when we are alone for long offers again', () => {
    const bench = new Bench().joined();
    bench.swarm = 1;
    bench.pass(31_000);
    expect(bench.do({ kind: 'nudge' })).toEqual(['want B']);
    expect(bench.ready('B')).toEqual(['1 announce [B]']);
    expect(bench.do({ kind: 'nudge' })).toEqual([]);
  });

  test('losing the last link connects what waits for up to a minute', () => {
    const bench = besideOneThatWorks();
    bench.closeWhatOpens(200_000);
    expect(bench.links(0)).toContainEqual(expect.stringMatching(/^\d+ open ws:\/\/b$/));
  });

  test('after a long sleep of the computer the present socket is asked, and then replaced', () => {
    const bench = new Bench().joined();
    bench.linked();
    bench.now += 3_600_000;
    expect(bench.wake()).toEqual(['1 announce']);
    expect(bench.wake()).toEqual([]);
    expect(bench.pass(21_000)).toEqual([
      '+20000 1 stopped',
      '+20000 1 close',
      '+20000 tracker ws://a silent ?',
      '+21000 2 open ws://a',
    ]);
  });
});

describe('a tracker that lies', () => {
  test('cannot move the keepalive out of its bounds or grow the pool beyond three', () => {
    const bench = new Bench().joined();
    for (let i = 0; i < 60; i++) bench.respond(1, 2, LIES[i % LIES.length]);
    expect(bench.machine.counts.pool).toBe(3);
    bench.linked();
    const next = (bench.machine.deadline ?? NOON) - bench.now;
    expect(next).toBeGreaterThanOrEqual(10_000);
    expect(next).toBeLessThanOrEqual(50_000);
  });

  test('shows at most a million members, and the best of two trackers counts', () => {
    const bench = new Bench({ trackers: ['ws://a', 'ws://b'] }).joined(1);
    expect(bench.respond(1, 1e300, { complete: 1e300 })).toEqual([
      'want B',
      'want C',
      'tracker ws://a working 1000000',
    ]);
    expect(bench.respond(1, 0)).toEqual(['tracker ws://a working 0']);
  });

  test('a failure reason is counted, and is no response', () => {
    const bench = new Bench();
    bench.do({ kind: 'start' });
    bench.opened(1);
    bench.ready('A');
    const failure = (reason: unknown) =>
      bench.hear(1, JSON.stringify({ 'failure reason': reason }));
    expect(failure('Invalid request')).toEqual(['dropped tracker-refused']);
    expect(failure('Could not find the offer corresponding to your answer.')).toEqual([
      'dropped tracker-answer-expired',
    ]);
    expect(bench.pass(4_000)).toContain('+4000 tracker ws://a silent ?');
  });

  test('a response of another room is none', () => {
    const bench = new Bench();
    bench.do({ kind: 'start' });
    bench.opened(1);
    bench.ready('A');
    const other = { info_hash: binaryId(infohash(0)) };
    expect(bench.respond(1, 5, other)).toEqual(['dropped other-infohash']);
    expect(bench.pass(4_000)).toContain('+4000 tracker ws://a silent ?');
  });

  test('junk of every kind costs a counter and nothing else', () => {
    const bench = new Bench().joined();
    const before = bench.machine.counts;
    const lines = Object.values(JUNK).flatMap((make) =>
      [1, 2, 3].flatMap((serial) => bench.hear(1, make(binaryId(infohash(NOON)), serial))),
    );
    expect(lines.filter((line) => !line.startsWith('dropped '))).toEqual([]);
    expect(lines.length).toBeGreaterThan(50);
    expect(bench.machine.counts).toEqual(before);
    expect(bench.machine.deadline).toBe(NOON + 1_000);
  });
});

test('back-offs are jittered between a half and the whole', () => {
  const least = new Backoff({ firstMs: 1_000, limitMs: 4_000 }, { bytes: () => new Uint8Array(2) });
  expect([least.next(), least.next(), least.next(), least.next()]).toEqual([
    500, 1_000, 2_000, 2_000,
  ]);
});
