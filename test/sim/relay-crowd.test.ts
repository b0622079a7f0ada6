// Several members answer one offer of somebody who hides the address: each has a circuit of its own at
// the bridge, so that the one whose answer is taken is not joined with another who answered.

import { expect, test } from 'vitest';
import { SECOND_MS } from '../../src/base/time.ts';
import { World } from './world.ts';

test('whoever hides meets three at once through three trackers, in each of 6 worlds', () => {
  const circuits: number[] = [];
  for (let seed = 0; seed < 6; seed++) {
    const world = new World({ seed: `crowd ${seed}`, relay: true, trackers: 3 });
    for (const name of ['a', 'b', 'c']) world.join({ name });
    world.run(40 * SECOND_MS);
    const hidden = world.join({ name: 'hidden', hidden: true });
    const missing = () => (hidden.roster.size === 3 ? [] : ['not all have met']);
    expect(world.settle(missing, 15 * SECOND_MS)).toEqual([]);
    world.run(20 * SECOND_MS);
    expect(world.rtc.constructed('hidden')).toBe(0);
    circuits.push(world.relay?.joined ?? 0);
  }
  // One for each of the three, and one more for each whose offer crossed ours.
  expect(circuits.filter((count) => count < 3 || count > 6)).toEqual([]);
});
