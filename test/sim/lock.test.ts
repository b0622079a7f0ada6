// A locked room, whole: who is kept out, who may come back, and what opens it again.

import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/base/time.ts';
import { MAILBOX_SLOTS, MailboxHour } from '../../src/crypto/mailbox.ts';
import { isFresh } from '../../src/protocol/rendezvous/mailbox/slots.ts';
import { recordHead } from '../../src/wire/description.ts';
import { parseSlot } from '../../src/wire/mailbox.ts';
import type { SimMember } from './member.ts';
import { problems } from './quiescence.ts';
import { World, type WorldOptions } from './world.ts';

/** What is not as it must be once so many see each other; empty when all is well in time. */
function settled(world: World, people: number, withinMs: number): string[] {
  const everybodyMet = () => world.present.every(({ roster }) => roster.size === people - 1);
  return world.settle(() => (everybodyMet() ? problems(world) : ['not all have met']), withinMs);
}

const lock = (member: SimMember, locked = true) => member.post({ kind: 'settings', locked });
const sizes = (...members: readonly SimMember[]) => members.map(({ roster }) => roster.size);
const locked = (...members: readonly SimMember[]) => members.map((each) => each.settings.locked);

/** Three in a locked room, and on which ways it can be found. */
function room(seed: string, options: Partial<WorldOptions> = {}) {
  const world = new World({ seed, ...options });
  const [a, b, c] = ['a', 'b', 'c'].map((name) => world.join({ name })) as [
    SimMember,
    SimMember,
    SimMember,
  ];
  expect(settled(world, 3, 30 * SECOND_MS)).toEqual([]);
  lock(a);
  world.run(SECOND_MS);
  expect(locked(a, b, c)).toEqual([true, true, true]);
  expect([a, b, c].map(({ settings }) => settings.by)).toEqual(Array(3).fill(a.identity.id));
  return { world, a, b, c };
}

/** And how soon somebody who waits is met there: in the DHT as late as any newcomer. */
const WAYS: readonly (readonly [string, Partial<WorldOptions>, soonMs: number])[] = [
  ['two trackers', { trackers: 2 }, 5 * SECOND_MS],
  ['the DHT alone', { trackers: 0, dht: true }, 20 * SECOND_MS],
  ['a tracker and the DHT', { trackers: 1, dht: true }, 5 * SECOND_MS],
];

describe.each(WAYS)('by %s', (name, options, soonMs) => {
  test('nobody new gets in; once it is open they come at once', () => {
    const { world, a, b, c } = room(`locked ${name}`, options);
    const d = world.join({ name: 'd' });
    world.run(15 * MINUTE_MS);
    expect(sizes(a, b, c, d)).toEqual([2, 2, 2, 0]);
    lock(b, false);
    expect(settled(world, 4, soonMs)).toEqual([]);
  });

  test.each([
    ['twenty seconds', 20 * SECOND_MS],
    ['a quarter of an hour', 15 * MINUTE_MS],
  ])('who was cut off for %s comes back, and nobody with it', (_, awayMs) => {
    const { world, a, b, c } = room(`away ${awayMs} ${name}`, options);
    const d = world.join({ name: 'd' });
    world.network.setDown('c', true);
    world.run(awayMs);
    expect(sizes(a, b, c, d)).toEqual([1, 1, 0, 0]);
    world.network.setDown('c', false);
    const back = () => (sizes(a, b, c).join() === '2,2,2' ? [] : ['not all are back']);
    expect(world.settle(back, 2 * MINUTE_MS)).toEqual([]);
    world.run(MINUTE_MS);
    expect(sizes(a, b, c, d)).toEqual([2, 2, 2, 0]);
  });
});

test('a lock that comes while somebody is at the door: in for all, or for nobody', () => {
  let turnedAway = 0;
  for (let afterMs = 0; afterMs < 1_500; afterMs += 25) {
    const world = new World({ seed: `door ${afterMs}` });
    const [a, b] = [world.join({ name: 'a' }), world.join({ name: 'b' })];
    expect(settled(world, 2, 30 * SECOND_MS)).toEqual([]);
    const c = world.join({ name: 'c' });
    world.run(afterMs);
    for (const member of [a, b]) lock(member);
    world.run(20 * SECOND_MS);
    expect(['1,1,0', '2,2,2']).toContain(sizes(a, b, c).join());
    for (const { dropped } of [a, b]) turnedAway += dropped.get('link-locked-out') ?? 0;
  }
  expect(turnedAway).toBeGreaterThan(0);
});

test('when all have lost each other, all come back', () => {
  const { world, a, b, c } = room('all lost');
  for (const name of ['a', 'b', 'c']) world.network.setDown(name, true);
  const d = world.join({ name: 'd' });
  world.run(5 * MINUTE_MS);
  for (const name of ['a', 'b', 'c']) world.network.setDown(name, false);
  const back = () => (sizes(a, b, c).join() === '2,2,2' ? [] : ['not all are back']);
  expect(world.settle(back, 2 * MINUTE_MS)).toEqual([]);
  expect(sizes(d)).toEqual([0]);
});

test.each(WAYS)(
  'by %s: opened while somebody is missing, it lets newcomers in at once',
  (name, options, soonMs) => {
    const { world, a, b, c } = room(`missing ${name}`, options);
    c.crash(true);
    const d = world.join({ name: 'd' });
    world.run(5 * MINUTE_MS);
    expect(sizes(a, b, d)).toEqual([1, 1, 0]);
    lock(a, false);
    expect(settled(world, 3, soonMs)).toEqual([]);
  },
);

/** Whose offers lie in the mailbox, by name. */
function offering(world: World): string[] {
  const hour = new MailboxHour(world.keys, Math.floor(world.now / HOUR_MS));
  return Array.from({ length: MAILBOX_SLOTS }, (_, i) => hour.slot(i)).flatMap((place) => {
    const item = world.dht?.get(place.target);
    const parsed = item && parseSlot(item, place);
    const beacons = parsed?.ok ? parsed.value : [];
    const fresh = beacons.filter((beacon) => isFresh(beacon, world.now));
    return fresh.map(({ record }) => world.nameOf(toHex(recordHead(record)?.sender ?? record)));
  });
}

test('locked, it takes its offers out of the DHT, and puts them back for whom it lost', () => {
  const { world, a, b, c } = room('mailbox', { trackers: 0, dht: true });
  lock(a, false);
  world.run(12 * MINUTE_MS);
  expect(offering(world).length).toBeGreaterThan(0);
  lock(a);
  world.run(10 * SECOND_MS);
  expect(offering(world)).toEqual([]);
  world.run(10 * MINUTE_MS);
  expect(offering(world)).toEqual([]);
  c.crash(true);
  world.run(MINUTE_MS);
  expect(offering(world).length).toBeGreaterThan(0);
  world.run(HOUR_MS + 10 * MINUTE_MS);
  expect(offering(world)).toEqual([]);
  expect(sizes(a, b)).toEqual([1, 1]);
});

test('who left does not come back as a newcomer, and whoever is left alone lets nobody in', () => {
  const { world, a, b, c } = room('left');
  b.leave('leave');
  c.leave('leave');
  world.run(SECOND_MS);
  world.join({ name: 'b again' });
  world.run(10 * MINUTE_MS);
  expect(sizes(a)).toEqual([0]);
  lock(a, false);
  expect(settled(world, 2, 15 * SECOND_MS)).toEqual([]);
});

test('a relay is no way around it', () => {
  const { world, a, b, c } = room('relay', { relay: true });
  const d = world.join({ name: 'd', hidden: true });
  world.run(10 * MINUTE_MS);
  expect(sizes(a, b, c, d)).toEqual([2, 2, 2, 0]);
});

test('by hand, a person lets somebody in all the same, from either side', () => {
  for (const who of ['a member offers', 'a newcomer offers']) {
    const { world, a, b } = room(`by hand ${who}`);
    const d = world.join({ name: 'd' });
    world.run(MINUTE_MS);
    const [offerer, answerer] = who === 'a member offers' ? [b, d] : [d, b];
    offerer.post({ kind: 'hand-offer', request: 1 });
    world.run(2 * SECOND_MS);
    answerer.post({ kind: 'hand-code', request: 1, text: offerer.codes.at(-1) ?? '' });
    world.run(2 * SECOND_MS);
    offerer.post({ kind: 'hand-code', request: 2, text: answerer.codes.at(-1) ?? '' });
    expect(settled(world, 4, 20 * SECOND_MS)).toEqual([]);
    expect(locked(a, d)).toEqual([true, true]);
  }
});

test('two halves that were set differently come to one word, and the later counts', () => {
  const world = new World({ seed: 'halves' });
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => world.join({ name })) as [
    SimMember,
    SimMember,
    SimMember,
    SimMember,
  ];
  expect(settled(world, 4, 30 * SECOND_MS)).toEqual([]);
  world.network.partition(
    new Map([
      ['a', 'west'],
      ['b', 'west'],
      ['c', 'east'],
      ['d', 'east'],
    ]),
  );
  world.run(MINUTE_MS);
  lock(a);
  world.run(SECOND_MS);
  d.post({ kind: 'settings', lifetime: { kind: 'after-reading', ms: 30_000 } });
  world.run(SECOND_MS);
  expect(locked(a, b, c, d)).toEqual([true, true, false, false]);
  world.network.heal();
  expect(settled(world, 4, 4 * MINUTE_MS)).toEqual([]);
  expect(locked(a, b, c, d)).toEqual([false, false, false, false]);
  lock(c);
  world.run(SECOND_MS);
  expect(locked(a, b, c, d)).toEqual([true, true, true, true]);
});

test('both halves of a locked room find each other', () => {
  const { world, a, b, c } = room('locked halves');
  world.network.partition(
    new Map([
      ['a', 'west'],
      ['b', 'west'],
      ['c', 'east'],
    ]),
  );
  world.run(20 * MINUTE_MS);
  expect(sizes(a, b, c)).toEqual([1, 1, 0]);
  world.network.heal();
  expect(settled(world, 3, 4 * MINUTE_MS)).toEqual([]);
});

test('an insider cannot lock it for ever', () => {
  const world = new World({ seed: 'for ever' });
  const [a, b] = [world.join({ name: 'a' }), world.join({ name: 'b' })];
  const evil = world.join({ name: 'x', hostile: true });
  const met = () => (sizes(a, b).join() === '2,2' ? [] : ['not all have met']);
  expect(world.settle(met, 30 * SECOND_MS)).toEqual([]);
  evil.troublemaker?.plan('seize-settings');
  evil.post('wake');
  world.run(10 * SECOND_MS);
  expect([a, b].map(({ dropped }) => (dropped.get('settings-future') ?? 0) > 0)).toEqual([
    true,
    true,
  ]);
  expect([a, b].map(({ settings }) => settings.by)).toEqual([undefined, undefined]);
  for (const on of [true, false]) {
    lock(a, on);
    world.run(10 * SECOND_MS);
    expect(locked(a, b)).toEqual([on, on]);
  }
});

test('who is writing is seen by the others until the line is there', () => {
  const { world, a, b, c } = room('typing');
  a.post({ kind: 'typing', on: true });
  world.run(20 * SECOND_MS);
  expect([b, c].map(({ typists }) => [...typists])).toEqual([[a.id], [a.id]]);
  a.say();
  world.run(SECOND_MS);
  expect([b, c].map(({ typists }) => [...typists])).toEqual([[], []]);
  b.post({ kind: 'typing', on: true });
  world.run(SECOND_MS);
  b.crash(true);
  world.run(10 * SECOND_MS);
  expect([a, c].map(({ typists }) => [...typists])).toEqual([[], []]);
});
