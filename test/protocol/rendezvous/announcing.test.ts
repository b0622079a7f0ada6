// What goes out to trackers, and when: joining, the pool, repetitions, keepalives, leaving.

import { describe, expect, test } from 'vitest';
import { binaryId } from '../../../src/wire/tracker.ts';
import { Bench, infohash, NOON } from './bench.ts';

describe('joining', () => {
  test('opens every socket at once, asks for one offer, and announces it when both are there', () => {
    const bench = new Bench({ trackers: ['ws://a', 'ws://b'] });
    expect(bench.do({ kind: 'start' })).toEqual([
      '1 open ws://a',
      '2 open ws://b',
      'want A',
      'tracker ws://a connecting ?',
      'tracker ws://b connecting ?',
    ]);
    expect(bench.opened(1)).toEqual([]);
    expect(bench.ready('A')).toEqual(['1 started [A]']);
    expect(bench.opened(2)).toEqual(['2 started [A]']);
    expect(bench.respond(1, 1)).toEqual(['tracker ws://a working 1']);
    expect(bench.respond(2, 1)).toEqual(['tracker ws://b working 1']);
  });

  test('an offer that gathers slowly is waited for 1.2 s, and announced when it is ready', () => {
    const bench = new Bench();
    bench.do({ kind: 'start' });
    bench.opened(1);
    expect(bench.machine.deadline).toBe(NOON + 1_200);
    expect(bench.pass(1_200)).toEqual(['+1200 1 started']);
    expect(bench.ready('A')).toEqual(['1 announce [A]']);
  });

  test('starting twice is starting once', () => {
    const bench = new Bench();
    bench.do({ kind: 'start' });
    expect(bench.do({ kind: 'start' })).toEqual([]);
  });

  test('before the start and after the stop nothing happens', () => {
    const bench = new Bench();
    expect(bench.links(1)).toEqual([]);
    expect(bench.do({ kind: 'nudge' })).toEqual([]);
    expect(bench.machine.deadline).toBeUndefined();
    bench.joined();
    bench.do({ kind: 'stop' });
    expect(bench.do({ kind: 'start' })).toEqual([]);
    expect(bench.hearOffer(1, 'x')).toEqual([]);
    expect(bench.machine.deadline).toBeUndefined();
    expect(bench.wake()).toEqual([]);
  });

  test('the list given before the start counts', () => {
    const bench = new Bench();
    bench.do({ kind: 'trackers', trackers: ['ws://b'] });
    expect(bench.do({ kind: 'start' })[0]).toBe('1 open ws://b');
  });
});

test('the strict subset: identities, ids, and the numbers of every announce', () => {
  const bench = new Bench({ trackers: ['ws://a', 'ws://b'] }).joined();
  bench.swarm = 1;
  bench.pass(60_000);
  const ids = new Set<string>();
  for (const { message } of bench.sent) {
    expect(message.info_hash).toBe(binaryId(infohash(NOON)));
    expect(message.peer_id).toMatch(/^-WW0300-[A-Za-z0-9+/]{12}$/);
    const offers = (message.offers ?? []) as { offer_id: string; offer: object }[];
    expect(message.numwant).toBe(offers.length === 0 ? undefined : offers.length);
    for (const { offer_id, offer } of offers) {
      expect(offer_id).toHaveLength(20);
      expect(ids.has(offer_id)).toBe(false);
      ids.add(offer_id);
      expect(offer).toEqual({ type: 'offer', sdp: expect.stringMatching(/^[A-Za-z0-9_-]{736}$/) });
    }
  }
  expect(bench.peerId(1)).not.toBe(bench.peerId(2));
  expect(ids.size).toBe(10);
  expect(bench.sent).toHaveLength(10);
});

describe('the pool', () => {
  test.each([
    [0, []],
    [1, []],
    [2, []],
    [3, ['want B']],
    [4, ['want B', 'want C']],
    [1_000_000, ['want B', 'want C']],
  ])('with %d counted it grows by %j', (n, wanted) => {
    const bench = new Bench().joined(0);
    expect(bench.respond(1, n).filter((line) => line.startsWith('want'))).toEqual(wanted);
  });

  test('new offers go out together and without the old one; repetitions carry all', () => {
    const bench = new Bench().joined(4);
    expect(bench.ready('B')).toEqual([]);
    expect(bench.ready('C')).toEqual(['1 announce [B C]']);
    expect(bench.respond(1, 4)).toEqual([]);
    expect(bench.pass(1_000)).toEqual(['+1000 1 announce [A B C]']);
  });

  test('one that never gathers holds the others up for 1.2 s', () => {
    const bench = new Bench().joined(4);
    bench.ready('B');
    expect(bench.pass(1_250)).toEqual(['+1000 1 announce [B]']);
  });

  test('six trackers get three offers in six orders', () => {
    const trackers = ['ws://a', 'ws://b', 'ws://c', 'ws://d', 'ws://e', 'ws://f'];
    const bench = new Bench({ trackers }).joined(4);
    bench.ready('B', 'C');
    for (const socket of [1, 2, 3, 4, 5, 6]) bench.respond(socket, 4);
    expect(bench.pass(1_000)).toEqual([
      '+1000 1 announce [A B C]',
      '+1000 2 announce [B C A]',
      '+1000 3 announce [C A B]',
      '+1000 4 announce [C B A]',
      '+1000 5 announce [B A C]',
      '+1000 6 announce [A C B]',
    ]);
  });

  test('is repeated after 1, 2, 4 and 8 s, given up after 30 s, and then only kept alive', () => {
    const bench = new Bench().joined();
    bench.swarm = 1;
    expect(bench.pass(120_000)).toEqual([
      '+1000 1 announce [A]',
      '+3000 1 announce [A]',
      '+7000 1 announce [A]',
      '+15000 1 announce [A]',
      '+30000 drop A',
      '+65000 1 announce',
      '+115000 1 announce',
    ]);
  });

  test('is not repeated to a tracker that owes a response', () => {
    const bench = new Bench();
    bench.do({ kind: 'start' });
    bench.opened(1);
    bench.ready('A');
    expect(bench.pass(3_999)).toEqual([]);
  });

  test('an offer that fails is replaced after a while, never in a busy loop', () => {
    const bench = new Bench().joined();
    expect(bench.over('A')).toEqual([]);
    bench.respond(1, 1);
    expect(bench.pass(1_000)).toEqual(['+1000 want B']);
    expect(bench.over('B')).toEqual([]);
    expect(bench.pass(2_000)).toEqual(['+2000 want C']);
    expect(bench.over('C')).toEqual([]);
    expect(bench.pass(4_000)).toEqual(['+4000 want D']);
  });

  test('an offer-over for something unknown is nothing', () => {
    const bench = new Bench().joined();
    expect(bench.over('x')).toEqual([]);
    expect(bench.ready('x')).toEqual([]);
  });
});

describe('alone for long, though trackers count others', () => {
  const resting = (n: number): Bench => {
    const bench = new Bench().joined();
    bench.swarm = 1;
    bench.pass(30_000);
    bench.swarm = n;
    bench.respond(1, n);
    return bench;
  };

  test('single offers follow, each for 10 s, ever more rarely', () => {
    expect(resting(2).pass(160_000)).toEqual([
      '+8000 want B',
      '+8000 1 announce [B]',
      '+18000 drop B',
      '+34000 want C',
      '+34000 1 announce [C]',
      '+44000 drop C',
      '+76000 want D',
      '+76000 1 announce [D]',
      '+86000 drop D',
      '+126000 1 announce',
      '+146000 want E',
      '+146000 1 announce [E]',
      '+156000 drop E',
    ]);
  });

  test('nobody counted, nothing offered', () => {
    const lines = resting(1).pass(300_000);
    expect(lines.filter((line) => /want/.test(line))).toEqual([]);
  });

  test('a link that fails after its answer is followed by the next back-off', () => {
    const bench = resting(2);
    bench.pass(8_000);
    bench.ready('B');
    bench.respond(1, 2);
    expect(bench.over('B')).toEqual([]);
    expect(bench.pass(16_000)).toEqual(['+16000 want C', '+16000 1 announce [C]']);
  });
});

describe('links', () => {
  test('the first one ends the pool; announces go on without offers', () => {
    const bench = new Bench().joined(4);
    bench.ready('B');
    expect(bench.links(1)).toEqual(['drop C']);
    expect(bench.links(2)).toEqual([]);
    expect(bench.pass(50_000)).toEqual(['+3000 drop A', '+3000 drop B', '+50000 1 announce']);
  });

  test('an offer that lingers is no longer announced, not even to a new connection', () => {
    const bench = new Bench({ trackers: ['ws://a', 'ws://b'] });
    bench.do({ kind: 'start' });
    bench.opened(1);
    bench.ready('A');
    bench.respond(1, 2);
    bench.links(1);
    expect(bench.opened(2)).toEqual(['2 started']);
  });

  test('one that was answered is its link’s, whatever becomes of the others', () => {
    const bench = new Bench().joined(3);
    bench.ready('B');
    expect(bench.over('B')).toEqual([]);
    expect(bench.links(1)).toEqual([]);
    expect(bench.pass(3_000)).toEqual(['+3000 drop A']);
  });

  test('losing the last one begins anew', () => {
    const bench = new Bench().joined(1);
    bench.linked();
    bench.pass(49_000);
    expect(bench.links(0)).toEqual(['want B']);
    expect(bench.ready('B')).toEqual(['1 announce [B]']);
    bench.respond(1, 1);
    expect(bench.pass(1_000)).toEqual(['+1000 1 announce [B]']);
    expect(bench.links(0)).toEqual([]);
  });

  test('losing it while offers linger drops them', () => {
    const bench = new Bench().joined(1);
    bench.links(1);
    expect(bench.links(0)).toEqual(['drop A', 'want B']);
  });

  test('an offer that gathers too late is not announced', () => {
    const bench = new Bench();
    bench.do({ kind: 'start' });
    bench.opened(1);
    expect(bench.links(1)).toEqual(['drop A', '1 started']);
    expect(bench.ready('A')).toEqual([]);
  });
});

describe('a room in two halves', () => {
  test('offers once in a while when trackers count more members than are known', () => {
    const bench = new Bench().joined(4);
    bench.over('A');
    bench.links(1, 2);
    bench.swarm = 4;
    const lines = bench.pass(70_000).filter((line) => !line.endsWith('announce'));
    expect(lines).toEqual([
      '+15000 want D',
      '+15000 want E',
      '+15000 want F',
      '+15000 1 announce [D E F]',
      '+25000 drop D',
      '+25000 drop E',
      '+25000 drop F',
      '+55000 want G',
      '+55000 want H',
      '+55000 want I',
      '+55000 1 announce [G H I]',
      '+65000 drop G',
      '+65000 drop H',
      '+65000 drop I',
    ]);
    const later = bench.pass(300_000).filter((line) => line.includes('['));
    expect(later.map((line) => Number.parseInt(line, 10) + 70_000)).toEqual([
      125_000, 195_000, 265_000, 335_000,
    ]);
  });

  test.each([
    ['are all known', 4, 4],
    ['are more than counted', 3, 4],
    ['are not known', 4, undefined],
  ])('offers nothing when the members %s', (_, counted, members) => {
    const bench = new Bench().joined(1);
    bench.over('A');
    bench.links(1, members);
    bench.swarm = counted;
    bench.respond(1, counted);
    expect(bench.pass(400_000).filter((line) => / want /.test(line))).toEqual([]);
  });

  test('a count that catches up ends the suspicion', () => {
    const bench = new Bench().joined(1);
    bench.over('A');
    bench.links(1, 2);
    bench.respond(1, 3);
    expect(bench.machine.deadline).toBe(NOON + 15_000);
    bench.pass(14_000);
    bench.links(2, 3);
    bench.swarm = 3;
    expect(bench.pass(50_000)).toEqual(['+36000 1 announce']);
  });
});

describe('keepalive', () => {
  test.each([
    [20, 18_000],
    [55, 49_500],
    [120, 50_000],
    [1_800, 50_000],
    [0, 10_000],
    [-5, 10_000],
  ])('an interval of %d s means an announce after %d ms', (interval, ms) => {
    const bench = new Bench().joined();
    bench.linked();
    bench.respond(1, 2, { interval });
    expect(bench.pass(ms)).toEqual([`+${ms} 1 announce`]);
  });

  test('no tracker hears more than one announce in ten seconds on average', () => {
    const bench = new Bench().joined();
    for (let second = 0; second < 600; second++) {
      bench.respond(1, 4, { interval: 0 });
      bench.do({ kind: 'nudge' });
      bench.links(second % 2);
      const wanted = bench.pass(1_000).flatMap((line) => / want (.)$/.exec(line)?.[1] ?? []);
      bench.ready(...wanted);
    }
    expect(bench.frames(1).length).toBeLessThanOrEqual(66);
    expect(bench.frames(1).length).toBeGreaterThan(50);
  });
});

describe('leaving', () => {
  test('says stopped where it said started, and closes', () => {
    const bench = new Bench({ trackers: ['ws://a', 'ws://b', 'ws://c'] });
    bench.do({ kind: 'start' });
    bench.opened(1);
    bench.ready('A');
    expect(bench.do({ kind: 'stop' })).toEqual([
      'drop A',
      '1 stopped',
      '1 close',
      'tracker ws://a stopped ?',
      '2 close',
      'tracker ws://b stopped ?',
      '3 close',
      'tracker ws://c stopped ?',
    ]);
    expect(bench.closed(1)).toEqual([]);
    expect(bench.machine.counts).toEqual({
      sessions: 0,
      pool: 0,
      pendingAnswers: 0,
      rememberedOffers: 0,
      skewedSenders: 0,
      byHand: 0,
    });
  });

  test('a tracker taken from the list is left, a new one is met, the others do not notice', () => {
    const bench = new Bench({ trackers: ['ws://a', 'ws://b'] }).joined();
    expect(bench.do({ kind: 'trackers', trackers: ['ws://b', 'ws://c', 'ws://c'] })).toEqual([
      '1 stopped',
      '1 close',
      'tracker ws://a stopped ?',
      '3 open ws://c',
      'tracker ws://c connecting ?',
    ]);
    expect(bench.opened(3)).toEqual(['3 started [A]']);
  });

  test('more than six trackers are not used', () => {
    const bench = new Bench({ trackers: [...'abcdefgh'].map((name) => `ws://${name}`) });
    expect(bench.do({ kind: 'start' }).filter((line) => line.includes('open'))).toHaveLength(6);
  });
});
