// Directed scenarios: one story each, told as it would be to a person.

import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/base/time.ts';
import { problems } from './quiescence.ts';
import { World } from './world.ts';

/** What is not as it must be once so many see each other; empty when all is well in time. */
function settled(world: World, people: number, withinMs: number): string[] {
  const everybodyMet = () => world.present.every(({ roster }) => roster.size === people - 1);
  return world.settle(() => (everybodyMet() ? problems(world) : ['not all have met']), withinMs);
}

test('two meet, talk, part, and leave nothing behind', () => {
  const world = new World({ seed: 'two' });
  const [a, b] = [world.join({ name: 'a' }), world.join({ name: 'b' })];
  expect(settled(world, 2, 5 * SECOND_MS)).toEqual([]);
  a.say();
  b.say();
  world.run(SECOND_MS);
  expect(problems(world)).toEqual([]);
  expect([a, b].map((member) => member.lines().length)).toEqual([2, 2]);
  a.leave('leave');
  b.leave('vanish');
  world.run(100 * SECOND_MS);
  expect([...a.remains, ...b.remains, world.trackers[0]?.clients]).toEqual([0]);
});

describe('midnight (UTC)', () => {
  const MIDNIGHT = Date.UTC(2026, 5, 20);

  test.each([
    ['five minutes before, and five after', -5, 5],
    ['fourteen minutes before, and fourteen after', -14, 14],
    ['an hour before, and an hour after', -60, 60],
    ['both before, as one day gives way to the other', -16, -14],
  ])('one joins %s', (_, first, second) => {
    const world = new World({ seed: 'midnight', begin: MIDNIGHT + first * MINUTE_MS });
    world.join({ name: 'a' });
    world.run((second - first) * MINUTE_MS);
    world.join({ name: 'b' });
    expect(settled(world, 2, 10 * SECOND_MS)).toEqual([]);
  });

  test('two whose clocks are nine minutes apart meet across it', () => {
    const world = new World({ seed: 'apart', begin: MIDNIGHT - 3 * MINUTE_MS });
    world.join({ name: 'a', skewMs: 9 * MINUTE_MS });
    world.join({ name: 'b' });
    expect(settled(world, 2, 10 * SECOND_MS)).toEqual([]);
  });

  test('a room lives through it, and is found on the day after', () => {
    const world = new World({ seed: 'through', begin: MIDNIGHT - HOUR_MS });
    const [a] = [world.join({ name: 'a' }), world.join({ name: 'b' })];
    expect(settled(world, 2, 10 * SECOND_MS)).toEqual([]);
    for (let i = 0; i < 24; i++) {
      world.run(5 * MINUTE_MS);
      a.say();
      world.run(SECOND_MS);
      expect(problems(world)).toEqual([]);
    }
    world.join({ name: 'c' });
    expect(settled(world, 3, 10 * SECOND_MS)).toEqual([]);
  });
});

test.each([4 * SECOND_MS, 50 * SECOND_MS, HOUR_MS])(
  'the only tracker is back after %d ms: who came meanwhile is met at once, in each of ten worlds',
  (outageMs) => {
    for (let seed = 0; seed < 10; seed++) {
      const world = new World({ seed: `back ${seed}` });
      world.join({ name: 'a' });
      world.join({ name: 'b' });
      expect(settled(world, 2, 10 * SECOND_MS)).toEqual([]);
      world.setTracker(0, false);
      world.run(outageMs / 2);
      world.join({ name: 'c' });
      world.run(outageMs / 2);
      world.setTracker(0, true);
      expect(settled(world, 3, 6 * SECOND_MS)).toEqual([]);
    }
  },
);

test('a clock that is an hour wrong: they do not meet, and both are told why', () => {
  const world = new World({ seed: 'clock' });
  const a = world.join({ name: 'a' });
  const b = world.join({ name: 'b', skewMs: HOUR_MS });
  world.run(MINUTE_MS);
  expect([a, b].map(({ roster }) => roster.size)).toEqual([0, 0]);
  expect([a, b].map(({ notices }) => [...notices])).toEqual([['clock-skew'], ['clock-skew']]);
});

test('two networks without a path: both are told, and a third brings them together', () => {
  const world = new World({ seed: 'no path' });
  const a = world.join({ name: 'a', nat: 'symmetric' });
  const b = world.join({ name: 'b', nat: 'symmetric' });
  world.run(MINUTE_MS);
  expect([a, b].map(({ roster }) => roster.size)).toEqual([0, 0]);
  expect([...a.notices, ...b.notices]).toContain('no-path');
  world.join({ name: 'c' });
  expect(settled(world, 3, MINUTE_MS)).toEqual([]);
  a.say();
  world.run(SECOND_MS);
  expect(b.lines().map(({ text }) => text)).toEqual(['a 1']);
});

test('what was said while somebody was cut off is not told to who came meanwhile', () => {
  const world = new World({ seed: 'cut' });
  const [a] = [world.join({ name: 'a' }), world.join({ name: 'b' })];
  const c = world.join({ name: 'c' });
  expect(settled(world, 3, 10 * SECOND_MS)).toEqual([]);
  world.network.setDown('c', true);
  world.run(20 * SECOND_MS);
  a.say();
  world.run(20 * SECOND_MS);
  const d = world.join({ name: 'd' });
  world.run(5 * SECOND_MS);
  world.network.setDown('c', false);
  expect(settled(world, 4, MINUTE_MS)).toEqual([]);
  expect([c, d].map((member) => member.lines().map(({ text }) => text))).toEqual([['a 1'], []]);
});
