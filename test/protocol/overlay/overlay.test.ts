// Whole overlays in a small world: who finds whom, and that everything arrives everywhere once.

import { describe, expect, test } from 'vitest';
import { linkTo, type Tab, texts, views, World } from './world.ts';

const DIRECT = (count: number) =>
  Array.from({ length: count }, (_, i) =>
    Array.from({ length: count }, (_, j) => (i === j ? '·' : 'direct')),
  );

describe('a mesh forms', () => {
  test.each([2, 3, 5, 8])('of %i, from a chain of first links', (count) => {
    const world = new World(count);
    world.chain(...world.tabs);
    world.run(1_500);
    expect(views(world)).toEqual(DIRECT(count));
    const links = world.tabs.map((tab) => tab.links.size);
    expect(links).toEqual(Array.from({ length: count }, () => count - 1));
  });

  test('of eight around one, with one connection made for each pair', () => {
    const world = new World(8);
    for (const tab of world.tabs.slice(1)) world.link(world.tab(0), tab);
    world.run(2_000);
    expect(views(world)).toEqual(DIRECT(8));
    const connects = world.tabs.reduce((sum, tab) => sum + tab.connects, 0);
    expect(connects).toBe((8 * 7) / 2 - 7);
    expect(world.tabs.map((tab) => Object.fromEntries(tab.dropped))).toEqual(Array(8).fill({}));
  });
});

test('what is said in a mesh reaches everybody once and is acknowledged by everybody', () => {
  const world = new World(5);
  world.chain(...world.tabs);
  world.run(2_000);
  for (const tab of world.tabs) world.publish(tab, `from ${world.tabs.indexOf(tab)}`);
  world.run(200);
  for (const tab of world.tabs) {
    const others = world.tabs.filter((other) => other !== tab);
    expect(texts(tab).sort()).toEqual(others.map((each) => `from ${world.tabs.indexOf(each)}`));
    expect(tab.acknowledged).toEqual(new Map(others.map((each) => [each.person.key, 1])));
  }
});

test('a chain without other paths delivers everything and acknowledges', () => {
  const world = new World(4);
  const [a, b, c, d] = world.tabs as [Tab, Tab, Tab, Tab];
  const order = [a, b, c, d];
  world.canConnect = (x, y) => Math.abs(order.indexOf(x) - order.indexOf(y)) === 1;
  world.chain(a, b, c, d);
  world.run(2_000);
  expect(views(world)).toEqual([
    ['·', 'direct', 'through', 'through'],
    ['direct', '·', 'direct', 'through'],
    ['through', 'direct', '·', 'direct'],
    ['through', 'through', 'direct', '·'],
  ]);
  for (let i = 0; i < 50; i++) world.publish(a, `a${i}`);
  world.publish(d, 'd');
  world.run(4_000);
  expect(texts(d)).toEqual(Array.from({ length: 50 }, (_, i) => `a${i}`));
  expect(a.acknowledged).toEqual(
    new Map([
      [b.person.key, 50],
      [c.person.key, 50],
      [d.person.key, 50],
    ]),
  );
  expect(d.acknowledged.get(a.person.key)).toBe(1);
});

test('a member cut off for 30 s comes back to everything, nothing twice', () => {
  const world = new World(4);
  world.chain(...world.tabs);
  world.run(2_000);
  const [a, b, c, d] = world.tabs as [Tab, Tab, Tab, Tab];
  world.isCut = (from, to) => from === d || to === d;
  world.publish(a, 'while cut');
  world.publish(d, 'from the cut one');
  world.run(30_000);
  expect(a.gone.map(({ key, reason }) => [key, reason])).toEqual([[d.person.key, 'lost']]);
  world.isCut = () => false;
  world.publish(b, 'after');
  world.link(c, d);
  world.run(5_000);
  expect(views(world)).toEqual(DIRECT(4));
  expect(texts(d).sort()).toEqual(['after', 'while cut']);
  expect(texts(a).sort()).toEqual(['after', 'from the cut one']);
  expect(texts(c).sort()).toEqual(['after', 'from the cut one', 'while cut']);
  expect(d.acknowledged.get(a.person.key)).toBe(1);
});

test('two halves of a room that were apart share what was said in both', () => {
  const world = new World(6);
  world.chain(...world.tabs);
  world.run(2_000);
  const half = (tab: Tab) => world.tabs.indexOf(tab) < 3;
  world.isCut = (from, to) => half(from) !== half(to);
  for (let i = 0; i < 20; i++) {
    world.later(i * 1_000, () => {
      world.publish(world.tab(i % 3), `left ${i}`);
      world.publish(world.tab(3 + (i % 3)), `right ${i}`);
    });
  }
  world.run(40_000);
  world.isCut = () => false;
  world.link(world.tab(0), world.tab(5));
  world.run(10_000);
  expect(views(world)).toEqual(DIRECT(6));
  for (const tab of world.tabs) {
    const all = [...texts(tab)];
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBe(40 - tab.person.seq);
  }
});

test('leaving is told to everybody at once, and the id does not come back', () => {
  const world = new World(4);
  world.chain(...world.tabs);
  world.run(2_000);
  const [a, b, , d] = world.tabs as [Tab, Tab, Tab, Tab];
  world.tell(d, { kind: 'leave' });
  world.run(100);
  for (const tab of world.tabs.slice(0, 3)) {
    expect(tab.gone.map(({ key, reason }) => [key, reason])).toEqual([[d.person.key, 'left']]);
    expect(linkTo(tab, d)).toBeUndefined();
  }
  world.link(a, d);
  world.run(100);
  expect(a.roster.has(d.person.key)).toBe(false);
  expect(a.dropped.get('member-refused')).toBe(1);
  expect(b.roster.size).toBe(2);
  expect(world.tell(d, { kind: 'nickname', nickname: 'late' })).toEqual([]);
});

test('a killed tab is noticed after 3 s and gone within 12 s, everywhere', () => {
  const world = new World(4);
  world.chain(...world.tabs);
  world.run(20_000);
  const d = world.tab(3);
  world.isCut = (from, to) => from === d || to === d;
  const cutAt = world.now;
  world.run(4_500);
  for (const tab of world.tabs.slice(0, 3)) {
    expect(tab.roster.get(d.person.key)?.reach).toBe('reconnecting');
    expect(tab.overlay.liveLinks).toBe(2);
  }
  world.run(10_000);
  for (const tab of world.tabs.slice(0, 3)) {
    expect(tab.gone.length).toBe(1);
    expect((tab.gone[0]?.at ?? 0) - cutAt).toBeLessThanOrEqual(12_100);
  }
  world.run(20_000);
  for (const tab of world.tabs.slice(0, 3)) expect(linkTo(tab, d)).toBeUndefined();
});

test('a pair that finds no path is reached through the others, and tried again ever more rarely', () => {
  const world = new World(3);
  const [a, b, c] = world.tabs as [Tab, Tab, Tab];
  world.canConnect = (x, y) => x === b || y === b;
  world.chain(a, b, c);
  world.run(10 * 60_000);
  expect(views(world)[0]).toEqual(['·', 'direct', 'through']);
  expect(a.connects + c.connects).toBeGreaterThan(8);
  expect(a.connects + c.connects).toBeLessThan(40);
  world.publish(a, 'round the corner');
  world.run(100);
  expect(texts(c)).toEqual(['round the corner']);
});

test('a link that falls silent is replaced through a common neighbour, and the old one kept until then', () => {
  const world = new World(3);
  world.chain(...world.tabs);
  world.run(2_000);
  const [a, , c] = world.tabs as [Tab, Tab, Tab];
  const old = linkTo(a, c);
  let healed = false;
  world.isCut = (from, to) => !healed && ((from === a && to === c) || (from === c && to === a));
  world.later(3_100, () => {
    healed = true;
  });
  world.publish(a, 'lost on the old link?');
  world.run(6_000);
  expect(linkTo(a, c)).not.toBe(old);
  expect(views(world)).toEqual(DIRECT(3));
  expect(texts(c)).toEqual(['lost on the old link?']);
  expect(a.closed).toEqual([]);
});
