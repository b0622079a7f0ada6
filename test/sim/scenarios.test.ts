// Directed scenarios: one story each, told as it would be to a person.

import { expect, test } from 'vitest';
import { problems } from './quiescence.ts';
import { World } from './world.ts';

test('two meet and talk', () => {
  const world = new World({ seed: 1, tell: console.log });
  const a = world.join({ name: 'a' });
  const b = world.join({ name: 'b' });
  expect(
    world.settle(() => (a.roster.size + b.roster.size < 2 ? ['no'] : problems(world)), 5_000),
  ).toEqual([]);
  a.say();
  b.say();
  world.run(1_000);
  expect(problems(world)).toEqual([]);
  a.leave('leave');
  b.leave('leave');
  world.run(100_000);
  expect([...a.remains, ...b.remains]).toEqual([]);
});
