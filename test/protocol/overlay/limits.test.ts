// What is bounded or rationed in a whole overlay, and what is forgotten when.

import { describe, expect, test } from 'vitest';
import { sign } from '../../../src/crypto/sign.ts';
import { BEAT_RATE } from '../../../src/protocol/overlay/beats.ts';
import type { OverlayOutput } from '../../../src/protocol/overlay/contract.ts';
import { BAN_MS } from '../../../src/protocol/overlay/meetings.ts';
import { MAX_DEPARTED, REMEMBER_MS } from '../../../src/protocol/overlay/roster.ts';
import { REPAIR_RATE, SYNC_RATE } from '../../../src/protocol/overlay/sync.ts';
import { BEAT_DOMAIN, encodeBeat } from '../../../src/wire/member-beat.ts';
import { MAX_NEIGHBOURS } from '../../../src/wire/member-state.ts';
import { Person, people, ROOM_ID } from './people.ts';
import { Rig, told } from './rig.ts';
import { texts, World } from './world.ts';

function setting() {
  const [a, b, c, d] = people(4) as [Person, Person, Person, Person];
  const rig = new Rig(b);
  rig.meet(1, a);
  rig.meet(2, c);
  rig.pass(200);
  const words = (outputs: readonly OverlayOutput[]) => told(outputs, { a, b, c, d });
  return { a, b, c, d, rig, words };
}

function beat(of: Person, counter: number, upTo: number, about: Person, signer = of) {
  const entries = [{ sender: about.identity.id, since: 0, upTo }];
  const unsigned = encodeBeat({ from: of.identity.id, counter, entries });
  const signature = sign(signer.identity.g.secretKey, BEAT_DOMAIN, ROOM_ID, unsigned);
  return { kind: 'beat', beat: Uint8Array.from([...unsigned, ...signature]) } as const;
}

describe('BEAT', () => {
  test('counts once, by its counter; a forged one not at all', () => {
    const { b, c, a, rig, words } = setting();
    rig.tell({ kind: 'publish', message: b.say('1') });
    rig.tell({ kind: 'publish', message: b.say('2') });
    expect(words(rig.receive(1, beat(c, 5, 1, b)))).toEqual(['acknowledged by c 1 to 1']);
    expect(words(rig.receive(1, beat(c, 5, 2, b)))).toEqual([]);
    expect(words(rig.receive(1, beat(c, 4, 2, b)))).toEqual([]);
    expect(words(rig.receive(1, beat(c, 6, 2, b, a)))).toEqual(['dropped beat-forged']);
    expect(words(rig.receive(1, beat(c, 6, 2, b)))).toEqual(['acknowledged by c 1 to 2']);
    expect(words(rig.receive(1, beat(c, 7, 3, b)))).toEqual(['dropped acknowledged-unsent']);
  });

  test('is passed on, up to a rate', () => {
    const { a, b, d, rig } = setting();
    rig.state(1, d, { neighbours: [a.key] });
    let passed = 0;
    for (let i = 1; i <= 20; i++) {
      passed += rig.receive(1, beat(d, i, 0, b)).filter(({ kind }) => kind === 'send').length;
    }
    expect(passed).toBe(BEAT_RATE.burst);
    expect(rig.dropped.get('beat-rate')).toBe(20 - BEAT_RATE.burst);
  });

  test('takes the place of ACK in a room of more than eight', () => {
    const world = new World(10);
    world.chain(...world.tabs);
    world.run(5_000);
    world.publish(world.tab(0), 'to nine');
    world.run(1_000);
    expect(world.tabs.slice(1).map(texts)).toEqual(Array(9).fill(['to nine']));
    world.run(3_000);
    const reached = world.tabs.slice(1).map((tab) => [tab.person.key, 1]);
    expect([...world.tab(0).acknowledged].sort()).toEqual(reached.sort());
  });
});

describe('SYNC', () => {
  const empty = { kind: 'sync', answer: true, entries: [] } as const;

  test('is answered no more often than an honest neighbour asks', () => {
    const { rig, words } = setting();
    const answers = Array.from({ length: 50 }, () => words(rig.receive(2, empty))).flat();
    expect(answers.filter((line) => line === '2: sync').length).toBe(SYNC_RATE.burst - 1);
    // One more came with the link.
    expect(rig.dropped.get('sync-rate')).toBe(51 - SYNC_RATE.burst);
  });

  test('gives one neighbour the whole store twice, then a trickle', () => {
    const { b, c, rig } = setting();
    for (let i = 0; i < 300; i++) rig.tell({ kind: 'publish', message: b.say('x'.repeat(15_000)) });
    let bytes = 0;
    const count = (outputs: readonly OverlayOutput[]) => {
      for (const output of outputs) {
        if (output.kind === 'send' && output.payload.length > 1_000) bytes += output.payload.length;
      }
    };
    const from = rig.now;
    while (rig.now < from + 20_000) {
      count(rig.receive(2, empty));
      count(rig.pass(500));
    }
    expect(bytes).toBeGreaterThan(REPAIR_RATE.burst);
    expect(bytes).toBeLessThan(REPAIR_RATE.burst + 21 * REPAIR_RATE.perSecond);
    expect(c.key).not.toBe(b.key);
  });
});

describe('links', () => {
  test('are twelve at most: in a larger room nobody asks for more, and all are reached', () => {
    const world = new World(16);
    world.chain(...world.tabs);
    world.run(10_000);
    for (const tab of world.tabs) {
      expect(tab.links.size).toBeLessThanOrEqual(MAX_NEIGHBOURS + 3);
      expect(tab.roster.size).toBe(15);
    }
    world.publish(world.tab(15), 'to fifteen');
    world.run(500);
    expect(world.tabs.slice(0, 15).map(texts)).toEqual(Array(15).fill(['to fifteen']));
  }, 30_000);

  test('lost for flooding come back after a minute', () => {
    const { c, rig } = setting();
    const payload = Uint8Array.of(1, 99);
    for (let i = 0; i < 30_000 && !rig.dropped.has('link-flood'); i++) {
      rig.now += 1;
      rig.tell({ kind: 'received', link: 2, payload });
    }
    rig.tell({ kind: 'link-down', link: 2 });
    expect(rig.tell({ kind: 'link-up', link: 3, member: c.card })[0]?.kind).toBe('dropped');
    rig.tell({ kind: 'link-down', link: 3 });
    rig.pass(BAN_MS);
    expect(rig.tell({ kind: 'link-up', link: 4, member: c.card })[0]?.kind).toBe('send');
  });
});

describe('memory', () => {
  test('of those who left lasts ten minutes', () => {
    const { a, c, rig, words } = setting();
    rig.state(2, c, { leaving: true });
    rig.tell({ kind: 'link-down', link: 2 });
    const keepAlive = () => rig.receive(1, { kind: 'ack', entries: [] });
    for (let i = 0; i < REMEMBER_MS / 1_000 - 1; i++) {
      keepAlive();
      rig.pass(1_000);
    }
    expect(words(rig.state(1, c, { neighbours: [a.key] }))).toEqual([]);
    expect(words(rig.tell({ kind: 'link-up', link: 5, member: c.card }))[0]).toBe(
      'dropped member-refused',
    );
    keepAlive();
    rig.pass(1_000);
    keepAlive();
    rig.pass(1_000);
    expect(words(rig.tell({ kind: 'link-up', link: 6, member: c.card }))[0]).not.toContain(
      'dropped',
    );
  });

  test('of those who left is bounded', () => {
    const { a, rig } = setting();
    for (let i = 0; i < MAX_DEPARTED + 10; i++) {
      rig.now += 150;
      const person = new Person(`passing ${i}`);
      rig.state(2, person, { neighbours: [a.key] });
      rig.state(2, person, { leaving: true });
      rig.receive(1, { kind: 'ack', entries: [] });
    }
    expect(rig.dropped).toEqual(new Map());
    const [first, last] = [new Person('passing 0'), new Person(`passing ${MAX_DEPARTED + 9}`)];
    const refused = (person: Person) =>
      rig.tell({ kind: 'link-up', link: rig.now, member: person.card })[0]?.kind === 'dropped';
    expect(refused(last)).toBe(true);
    rig.now += 1;
    expect(refused(first), 'the card is forgotten, the id is not').toBe(true);
  });

  test('what somebody said before leaving is still taken', () => {
    const { c, rig, words } = setting();
    const late = c.say('before I go');
    rig.state(2, c, { leaving: true });
    expect(words(rig.message(1, late))).toEqual(['deliver c#1']);
  });
});
