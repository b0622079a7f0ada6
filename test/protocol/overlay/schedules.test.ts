// Random schedules: members talk, links come and go, some of them silently. Afterwards, with everybody
// linked again, everyone holds everything that was said to it, once, and all agree.

import { describe, expect, test } from 'vitest';
import { uniform } from '../../../src/ports/random.ts';
import { SeededRandom } from './people.ts';
import { linkTo, type Tab, views, World } from './world.ts';

const SEEDS = 12;
const STEPS = 60;

describe.each(Array.from({ length: SEEDS }, (_, seed) => seed))('seed %i', (seed) => {
  test('exactly once, everywhere', () => {
    const random = new SeededRandom(`schedule ${seed}`);
    const pick = (count: number) => Math.floor(uniform(random) * count);
    const world = new World(3 + pick(4), `schedule ${seed}`);
    world.chain(...world.tabs);
    world.run(2_000);
    const cut = new Set<string>();
    const name = (a: Tab, b: Tab) => [a.person.key, b.person.key].sort().join();
    world.isCut = (from, to) => cut.has(name(from, to));
    const any = () => world.tab(pick(world.tabs.length));
    const steps: (() => void)[] = [
      () => world.publish(any(), `${world.now}`),
      () => {
        const author = any();
        for (let i = 0; i < 30; i++) world.publish(author, `${world.now} ${i}`);
      },
      () => {
        const [a, b] = [any(), any()];
        const link = linkTo(a, b);
        if (link !== undefined) world.unlink(a, link);
      },
      () => {
        const [a, b] = [any(), any()];
        if (a !== b) world.link(a, b);
      },
      () => {
        const [a, b] = [any(), any()];
        if (a !== b) cut.add(name(a, b));
      },
      () => cut.clear(),
    ];
    for (let i = 0; i < STEPS; i++) {
      (steps[pick(steps.length)] as () => void)();
      world.run(pick(1_500));
    }
    cut.clear();
    for (const tab of world.tabs)
      for (const other of world.tabs) if (tab.person.key < other.person.key) world.link(tab, other);
    world.run(45_000);
    expect(
      views(world)
        .flat()
        .filter((reach) => reach !== '·' && reach !== 'direct'),
    ).toEqual([]);
    const said = world.tabs.reduce((sum, tab) => sum + tab.person.seq, 0);
    for (const tab of world.tabs) {
      const ids = tab.delivered.map(
        ({ sender, seq }) => `${Buffer.from(sender).toString('hex')} ${seq}`,
      );
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length).toBe(said - tab.person.seq);
      const heldByOthers = [...tab.acknowledged.values()].filter((seq) => seq === tab.person.seq);
      expect(heldByOthers.length).toBe(tab.person.seq === 0 ? 0 : world.tabs.length - 1);
    }
  });
});
