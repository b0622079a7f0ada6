// Whole rooms whose members need a bridge's frame relay: because their networks refuse every direct
// path, or because somebody hides the address. Nothing else is ever tried then.

import { describe, expect, test } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../src/base/time.ts';
import type { SimMember } from './member.ts';
import { World } from './world.ts';

/** How long it takes until everybody who is here sees everybody. */
function settled(world: World, withinMs: number): number {
  const from = world.now;
  const others = world.present.length - 1;
  const met = () => world.present.every(({ roster }) => roster.size === others);
  expect(world.settle(() => (met() ? [] : ['not all have met']), withinMs)).toEqual([]);
  return world.now - from;
}

const paths = ({ roster }: SimMember) => [...roster.values()].map(({ path }) => path);
const texts = (member: SimMember) => member.lines().map(({ text }) => text);

describe('two networks without a path', () => {
  test('talk through the bridge that both have on their list, in each of 30 worlds', () => {
    const took: number[] = [];
    for (let seed = 0; seed < 30; seed++) {
      const world = new World({ seed: `relay ${seed}`, relay: true });
      const a = world.join({ name: 'a', nat: 'symmetric' });
      world.run(seed * SECOND_MS);
      const b = world.join({ name: 'b', nat: 'symmetric' });
      took.push(settled(world, MINUTE_MS));
      a.say();
      b.say();
      world.run(SECOND_MS);
      expect(texts(b)).toEqual(texts(a));
      expect(texts(b)).toHaveLength(2);
      expect([paths(a), paths(b)]).toEqual([['relay'], ['relay']]);
      expect([...a.notices, ...b.notices]).toEqual([]);
    }
    expect(Math.max(...took)).toBeLessThan(15 * SECOND_MS);
  });

  test('need it no more than they must: whoever is reached through others has no circuit', () => {
    const world = new World({ seed: 'through others', relay: true });
    world.join({ name: 'c' });
    world.run(5 * SECOND_MS);
    world.join({ name: 'a', nat: 'symmetric' });
    world.run(5 * SECOND_MS);
    world.join({ name: 'b', nat: 'symmetric' });
    settled(world, MINUTE_MS);
    world.run(MINUTE_MS);
    expect(world.relay?.joined).toBe(0);
  });
});

describe('a hidden address', () => {
  test('is reached through a bridge, and nothing else is tried', () => {
    const world = new World({ seed: 'hidden', relay: true });
    const a = world.join({ name: 'a', hidden: true });
    world.run(SECOND_MS);
    const b = world.join({ name: 'b', hidden: true });
    const c = world.join({ name: 'c' });
    settled(world, MINUTE_MS);
    a.say();
    world.run(SECOND_MS);
    expect([texts(b), texts(c)]).toEqual([['a 1'], ['a 1']]);
    expect([world.rtc.constructed('a'), world.rtc.constructed('b')]).toEqual([0, 0]);
    expect([paths(a), paths(b)]).toEqual([
      ['relay', 'relay'],
      ['relay', 'relay'],
    ]);
  });

  test('is never shown: without a bridge that relays, nothing is offered and nothing is sent', () => {
    const world = new World({ seed: 'nowhere to hide' });
    const a = world.join({ name: 'a', hidden: true });
    const b = world.join({ name: 'b' });
    world.run(2 * MINUTE_MS);
    expect([a.roster.size, b.roster.size]).toEqual([0, 0]);
    expect(world.rtc.constructed('a')).toBe(0);
    expect([...a.notices]).toEqual(['no-bridge']);
  });

  test('comes back when the bridge does', () => {
    const world = new World({ seed: 'bridge back', relay: true });
    const a = world.join({ name: 'a', hidden: true });
    const b = world.join({ name: 'b', hidden: true });
    settled(world, MINUTE_MS);
    world.setTracker(0, false);
    world.setRelay(false);
    world.run(20 * SECOND_MS);
    a.say();
    world.run(20 * SECOND_MS);
    world.setTracker(0, true);
    world.setRelay(true);
    settled(world, MINUTE_MS);
    world.run(SECOND_MS);
    expect(texts(b)).toEqual(['a 1']);
  });
});
