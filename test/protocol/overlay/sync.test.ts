// Gaps and newcomers, in a small world and step by step.

import { describe, expect, test } from 'vitest';
import { type Person, people } from './people.ts';
import { Rig, told } from './rig.ts';
import { linkTo, type Tab, texts, World } from './world.ts';

describe('newcomers', () => {
  test('get nothing from before they came, and everything after', () => {
    const world = new World(4);
    const [a, b, c, d] = world.tabs as [Tab, Tab, Tab, Tab];
    world.chain(a, b, c);
    world.run(2_000);
    for (let i = 0; i < 20; i++) world.publish(a, `old a${i}`);
    for (let i = 0; i < 20; i++) world.publish(b, `old b${i}`);
    world.run(1_000);
    world.link(c, d);
    world.publish(a, 'new');
    world.run(40_000);
    expect(texts(d)).toEqual(['new']);
    expect(a.acknowledged.get(d.person.key)).toBe(21);
    expect([...d.dropped]).toEqual([]);
  });

  test('two of them who met each other first are acknowledged to without delay, too', () => {
    const world = new World(4);
    const [a, b, c, d] = world.tabs as [Tab, Tab, Tab, Tab];
    world.link(a, b);
    world.run(1_000);
    for (let i = 0; i < 5; i++) world.publish(a, `old ${i}`);
    world.run(1_000);
    world.link(c, d);
    world.run(300);
    world.link(c, b);
    world.run(1_000);
    world.publish(a, 'new');
    world.run(1_000);
    expect(texts(c)).toEqual(['new']);
    expect(texts(d)).toEqual(['new']);
    expect(a.acknowledged.get(c.person.key)).toBe(6);
    expect(a.acknowledged.get(d.person.key)).toBe(6);
  });

  test('get what nobody has yet', () => {
    const world = new World(3);
    const [a, b, c] = world.tabs as [Tab, Tab, Tab];
    world.link(a, b);
    world.run(1_000);
    world.isCut = (from, to) => from === b || to === b;
    world.publish(a, 'held by nobody');
    world.run(1_000);
    world.link(a, c);
    world.run(1_000);
    expect(texts(c)).toEqual(['held by nobody']);
  });
});

describe('bursts', () => {
  test('of 1,000 from each of three at once, with links dropped in the middle', () => {
    const world = new World(4);
    world.chain(...world.tabs);
    world.run(2_000);
    const [a, b, c, d] = world.tabs as [Tab, Tab, Tab, Tab];
    for (const [i, tab] of [a, b, c].entries()) {
      for (let n = 0; n < 1_000; n++) {
        world.later(n, () => world.publish(tab, `${i}:${n}`));
      }
    }
    for (const [ms, from, to] of [
      [200, a, d],
      [300, b, d],
      [310, c, d],
      [400, a, b],
    ] as const) {
      world.later(ms, () => world.unlink(from, linkTo(from, to) ?? 0));
    }
    world.later(900, () => world.link(b, d));
    world.run(12_000);
    for (const tab of world.tabs) {
      expect(tab.delivered.length).toBe(3_000 - tab.person.seq);
      expect(new Set(texts(tab)).size).toBe(tab.delivered.length);
    }
    for (const tab of [a, b, c])
      expect([...tab.acknowledged.values()]).toEqual([1_000, 1_000, 1_000]);
  }, 60_000);

  test('that vanish on a link without it being noticed are found by their hashes', () => {
    const world = new World(2);
    const [a, b] = world.tabs as [Tab, Tab];
    world.link(a, b);
    world.run(1_000);
    world.isCut = () => true;
    for (let i = 0; i < 200; i++) world.publish(a, `${i}`);
    world.run(1_000);
    world.isCut = () => false;
    world.run(8_000);
    expect(texts(b)).toEqual(Array.from({ length: 200 }, (_, i) => `${i}`));
    expect(a.acknowledged.get(b.person.key)).toBe(200);
  });
});

describe('step by step', () => {
  function setting() {
    const [a, b, c] = people(3) as [Person, Person, Person];
    const rig = new Rig(b);
    const words = (outputs: Parameters<typeof told>[0]) => told(outputs, { a, b, c });
    return { a, b, c, rig, words };
  }

  const HASH = new Uint8Array(8).fill(1);
  const pong = { kind: 'pong', nonce: new Uint8Array(4), frontier: HASH } as const;

  test('what a neighbour lacks is sent in order, at a pace', () => {
    const { b, c, rig, words } = setting();
    rig.meet(1, c);
    for (let i = 0; i < 100; i++) rig.tell({ kind: 'publish', message: b.say(`${i}`) });
    const sync = { kind: 'sync', answer: false, entries: [] } as const;
    const first = words(rig.receive(1, sync)).filter((line) => line === '1: msg hop 0');
    expect(first.length).toBe(64);
    expect(words(rig.receive(1, sync))).toEqual([]);
    expect(words(rig.pass(20)).length).toBe(36);
    expect(words(rig.pass(50))).toEqual([]);
  });

  test('hashes that differ for more than 1.5 s are asked about; the same two only once', () => {
    const { b, c, rig, words } = setting();
    rig.meet(1, c);
    rig.tell({ kind: 'publish', message: b.say('1') });
    rig.pass(200);
    const asked: number[] = [];
    const from = rig.now;
    for (let i = 0; i < 60; i++) {
      rig.pass(500);
      if (words(rig.receive(1, pong)).includes('1: sync? b≤1 from 1')) asked.push(rig.now - from);
    }
    expect(asked).toEqual([2_500]);
    rig.tell({ kind: 'publish', message: b.say('2') });
    rig.pass(500);
    expect(words(rig.receive(1, pong))).toEqual(['1: sync? b≤2 from 1']);
  });

  test('a question is answered with our own SYNC', () => {
    const { a, b, c, rig, words } = setting();
    rig.meet(1, c);
    rig.state(1, c, { neighbours: [a.key, b.key] });
    rig.state(1, a, { neighbours: [c.key] });
    rig.message(1, a.say('1'));
    const entries = [{ sender: a.identity.id, since: 0, upTo: 1, from: 1 }];
    expect(words(rig.receive(1, { kind: 'sync', answer: true, entries }))).toEqual([
      '1: sync a≤1 from 1',
    ]);
  });

  test('a gap is asked about after 1.5 s and every 5 s, and skipped after 30 s', () => {
    const { c, rig, words } = setting();
    rig.meet(1, c);
    rig.pass(200);
    rig.message(1, c.say('1'));
    const missing = c.say('2');
    const held = rig.now;
    rig.message(1, c.say('3'));
    const seen: string[] = [];
    for (let i = 0; i < 70; i++) {
      rig.receive(1, { kind: 'pong', nonce: new Uint8Array(4), frontier: new Uint8Array(8) });
      for (const line of words(rig.pass(500))) {
        if (/sync|ack|dropped/.test(line)) seen.push(`${rig.now - held} ${line}`);
      }
    }
    expect(
      seen.filter((line) => line.includes('sync?')).map((line) => Number.parseInt(line, 10)),
    ).toEqual([1_500, 6_500, 11_500, 16_500, 21_500, 26_500]);
    expect(seen.filter((line) => !line.includes('sync?'))).toEqual([
      '30000 dropped gap-skipped',
      '30000 1: ack c3–3',
    ]);
    expect(words(rig.message(1, missing))).toEqual(['deliver c#2', '1: ack c≤3']);
    expect(words(rig.message(1, missing))).toEqual([]);
  });
});
