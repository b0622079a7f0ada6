// The basic steps of one overlay, each with everything that it says and does. We are b; the ids of
// a, b, c and d are in this order.

import { describe, expect, test } from 'vitest';
import type { OverlayOutput } from '../../../src/protocol/overlay/contract.ts';
import { type Person, people, START } from './people.ts';
import { Rig, told } from './rig.ts';

const PONG = { kind: 'pong', nonce: new Uint8Array(4), frontier: new Uint8Array(8) } as const;

function setting() {
  const [a, b, c, d] = people(4) as [Person, Person, Person, Person];
  const words = (outputs: readonly OverlayOutput[]) => told(outputs, { a, b, c, d });
  return { a, b, c, d, rig: new Rig(b), words };
}

describe('members', () => {
  test('a first link brings our STATE and a SYNC, and shows the member', () => {
    const { rig, c, words } = setting();
    expect(words(rig.tell({ kind: 'link-up', link: 1, member: c.card }))).toEqual([
      '1: state',
      '1: sync',
      'member c direct',
    ]);
    expect(rig.overlay.liveLinks).toBe(1);
    expect(words(rig.state(1, c, { nickname: 'Cleo\u202e' }))).toEqual(['member c direct "Cleo"']);
  });

  test('a second neighbour gets what is known of the first; changes follow 100 ms apart', () => {
    const { rig, a, c, words } = setting();
    rig.meet(1, c);
    expect(words(rig.tell({ kind: 'link-up', link: 2, member: a.card }))).toEqual([
      '2: state',
      '2: state',
      '2: sync',
      'member a direct',
    ]);
    rig.now += 99;
    expect(words(rig.overlay.wake(rig.now))).toEqual([]);
    rig.now += 1;
    expect(words(rig.overlay.wake(rig.now))).toEqual(['1: state', '2: state']);
  });

  test('somebody behind a neighbour is shown, and with the higher id gets our offer at once', () => {
    const { rig, a, b, c, d, words } = setting();
    rig.meet(1, c);
    rig.state(1, c, { neighbours: [a.key, b.key, d.key] });
    expect(words(rig.state(1, d, { neighbours: [c.key] }))).toEqual([
      'member d through',
      'connect d',
    ]);
    expect(words(rig.state(1, a, { neighbours: [c.key] }))).toEqual(['member a through']);
    const connects: OverlayOutput[] = [];
    for (let second = 0; second < 10; second++) {
      expect(connects).toEqual([]);
      rig.receive(1, PONG);
      connects.push(...rig.pass(1_000).filter(({ kind }) => kind === 'connect'));
    }
    expect(words(connects)).toEqual(['connect a']);
  });

  test.each([
    ['a newcomer hears of who is here', 40, 3],
    ['but not of who has told nothing for 45 s, whatever others tell', 46, 2],
  ])('%s', (_, seconds, states) => {
    const { rig, a, b, c, d, words } = setting();
    rig.meet(1, c);
    rig.state(1, d, { neighbours: [c.key] });
    rig.state(1, c, { neighbours: [b.key, d.key] });
    for (let second = 0; second < seconds; second++) {
      rig.receive(1, PONG);
      rig.pass(1_000);
    }
    rig.state(1, c, { neighbours: [b.key, d.key] });
    expect(words(rig.tell({ kind: 'link-up', link: 2, member: a.card }))).toEqual([
      '1: state',
      ...Array(states).fill('2: state'),
      '2: sync',
      'member a direct',
    ]);
  });

  test('an edge that only one end tells of does not count', () => {
    const { rig, b, c, d, words } = setting();
    rig.meet(1, c);
    expect(words(rig.state(1, d, { neighbours: [c.key] }))).toEqual([]);
    expect(words(rig.state(1, c, { neighbours: [b.key, d.key] }))).toEqual([
      'member d through',
      'connect d',
    ]);
  });

  test('a STATE is passed on to everybody but its author and its bringer, once', () => {
    const { rig, a, b, c, d, words } = setting();
    rig.meet(1, a);
    rig.meet(2, c);
    rig.pass(100);
    const state = d.state({ neighbours: [a.key, c.key] });
    expect(words(rig.receive(1, { kind: 'state', state }))).toEqual(['2: state']);
    expect(words(rig.receive(2, { kind: 'state', state }))).toEqual([]);
    rig.state(1, a, { neighbours: [b.key, d.key] });
    expect(rig.dropped).toEqual(new Map());
  });

  test('who says that it leaves is gone at once', () => {
    const { rig, a, c, words } = setting();
    rig.meet(1, a);
    rig.meet(2, c);
    rig.pass(200);
    expect(words(rig.state(2, c, { leaving: true }))).toEqual([
      '1: state',
      'gone c left',
      'close 2',
      '1: state',
    ]);
    expect(words(rig.tell({ kind: 'link-down', link: 2 }))).toEqual([]);
    expect(words(rig.state(1, c, { neighbours: [a.key] }))).toEqual([]);
  });

  test('leaving says so over every link and ends the machine', () => {
    const { rig, a, c, words } = setting();
    rig.meet(1, a);
    rig.meet(2, c);
    expect(words(rig.tell({ kind: 'leave' }))).toEqual(['1: state', '2: state']);
    expect(rig.overlay.deadline).toBeUndefined();
    expect(rig.overlay.wake(rig.now + 1e6)).toEqual([]);
  });

  test('a neighbour whose clock is an hour ahead is told of, once', () => {
    const { rig, c, words } = setting();
    rig.tell({ kind: 'link-up', link: 1, member: c.card });
    const sentAt = START + 3_600_000;
    expect(words(rig.state(1, c, { sentAt }))).toEqual(['clock 3600000']);
    expect(words(rig.state(1, c, { sentAt }))).toEqual([]);
  });
});

describe('liveness', () => {
  test('silence: pings, suspicion, and the end', () => {
    const { rig, c, words } = setting();
    rig.meet(1, c);
    rig.pass(100);
    expect(words(rig.pass(2_899))).toEqual(['1: ping', '1: ping']);
    expect(words(rig.pass(1))).toEqual(['1: ping', '1: state', 'member c reconnecting']);
    expect(rig.overlay.liveLinks).toBe(0);
    const rest = words(rig.pass(27_000)).filter((line) => line !== '1: ping');
    expect(rest).toEqual(['gone c lost', 'close 1']);
  });

  test('anything heard ends the suspicion', () => {
    const { rig, c, words } = setting();
    rig.meet(1, c);
    rig.pass(3_500);
    expect(words(rig.receive(1, PONG))).toEqual(['1: state', 'member c direct']);
    expect(rig.overlay.liveLinks).toBe(1);
  });

  test('an interrupted link is suspect after one second', () => {
    const { rig, c, words } = setting();
    rig.meet(1, c);
    rig.pass(200);
    rig.tell({ kind: 'interrupted', link: 1, interrupted: true });
    expect(words(rig.pass(1_000))).toEqual(['1: ping', '1: state', 'member c reconnecting']);
  });

  test('after our own sleep nobody is blamed before a ping went unanswered', () => {
    const { rig, c, words } = setting();
    rig.meet(1, c);
    rig.pass(500);
    rig.now += 60_000;
    expect(words(rig.overlay.wake(rig.now))).toEqual(['1: ping', '1: state']);
    expect(rig.overlay.liveLinks).toBe(1);
    expect(words(rig.pass(1_999))).toEqual(['1: ping']);
    expect(words(rig.pass(1))).toEqual(['1: ping', '1: state', 'member c reconnecting']);
  });

  test('with two links to one member, the newest carries everything', () => {
    const { rig, b, c, words } = setting();
    rig.meet(1, c);
    rig.tell({ kind: 'link-up', link: 2, member: c.card });
    rig.pass(100);
    expect(words(rig.tell({ kind: 'publish', message: b.say('hi') }))).toEqual(['2: msg hop 0']);
    expect(words(rig.tell({ kind: 'link-down', link: 1 }))).toEqual([]);
    expect(words(rig.tell({ kind: 'link-down', link: 2 }))).toEqual(['member c reconnecting']);
  });
});

describe('messages', () => {
  test('ours goes out over all links and is acknowledged by each', () => {
    const { rig, a, b, c, words } = setting();
    rig.meet(1, a);
    rig.meet(2, c);
    expect(words(rig.tell({ kind: 'publish', message: b.say('hi') }))).toEqual([
      '1: msg hop 0',
      '2: msg hop 0',
    ]);
    const entries = [{ sender: b.identity.id, since: 0, upTo: 1 }];
    expect(words(rig.receive(2, { kind: 'ack', entries }))).toEqual(['acknowledged by c 1 to 1']);
    expect(words(rig.receive(2, { kind: 'ack', entries }))).toEqual([]);
  });

  test('another one’s is handed up, passed on, and acknowledged to its author at most every 50 ms', () => {
    const { rig, a, c, words } = setting();
    rig.meet(1, a);
    rig.meet(2, c);
    rig.pass(100);
    expect(words(rig.message(1, a.say('1'), 3))).toEqual([
      'deliver a#1',
      '2: msg hop 4',
      '1: ack a≤1',
    ]);
    expect(words(rig.message(1, a.say('2')))).toEqual(['deliver a#2', '2: msg hop 1']);
    expect(words(rig.message(2, a.say('3')))).toEqual(['deliver a#3']);
    expect(words(rig.pass(49))).toEqual([]);
    expect(words(rig.pass(1))).toEqual(['1: ack a≤3']);
  });

  test('an author who is not known to be here waits until it is', () => {
    const { rig, b, c, d, words } = setting();
    rig.meet(1, c);
    expect(words(rig.message(1, d.say('early')))).toEqual([]);
    expect(words(rig.state(1, d, { neighbours: [c.key] }))).toEqual([]);
    expect(words(rig.state(1, c, { neighbours: [b.key, d.key] }))).toEqual([
      'member d through',
      'deliver d#1',
      'connect d',
      '1: beat',
    ]);
    expect(rig.dropped).toEqual(new Map());
  });

  test('through others, an author begins after what it said that others held', () => {
    const { rig, b, c, d, words } = setting();
    rig.meet(1, c);
    const [held, news] = [d.say('before we came'), d.say('after')];
    rig.state(1, d, { neighbours: [c.key], heldUpTo: 1 });
    rig.state(1, c, { neighbours: [b.key, d.key] });
    expect(words(rig.message(1, held))).toEqual([]);
    expect(words(rig.message(1, news))).toEqual(['deliver d#2']);
    expect(rig.dropped).toEqual(new Map());
  });

  test('with an own link, an author begins where its SYNC says, whatever came before', () => {
    const { rig, c, d, words } = setting();
    rig.meet(1, c);
    const [old, held, news] = [d.say('old'), d.say('held'), d.say('news')];
    rig.tell({ kind: 'link-up', link: 2, member: d.card });
    rig.state(2, d, { neighbours: [], heldUpTo: 1 });
    expect(words([old, held, news].flatMap((each) => rig.message(1, each)))).toEqual([]);
    const entries = [{ sender: d.identity.id, since: 0, upTo: 3, from: 3 }];
    expect(words(rig.receive(2, { kind: 'sync', answer: false, entries }))).toEqual([
      'deliver d#3',
      '2: ack d3–3',
    ]);
  });

  test('after fourteen hops a message is handed up and goes no further', () => {
    const { rig, a, c, words } = setting();
    rig.meet(1, a);
    rig.meet(2, c);
    rig.pass(100);
    expect(words(rig.message(1, a.say('far'), 14))).toEqual([
      'deliver a#1',
      'dropped hop-limit',
      '1: ack a≤1',
    ]);
  });
});
