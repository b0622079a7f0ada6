// Whole rooms whose members meet in the DHT alone: no tracker is there. How long it takes is virtual
// time, the same on every machine.

import { describe, expect, test } from 'vitest';
import { HOUR_MS, type Instant, MINUTE_MS, SECOND_MS } from '../../src/base/time.ts';
import type { MemberOptions } from './member.ts';
import { World } from './world.ts';

const MIDNIGHT: Instant = Date.UTC(2026, 4, 12);

interface Scene {
  readonly world: World;
  join(name: string, options?: Partial<MemberOptions>): void;
  /** How long it takes from now until everybody who is here has met everybody. */
  untilMet(): number;
}

function scene(seed: string, begin?: Instant): Scene {
  const world = new World({ seed, trackers: 0, dht: true, begin });
  return {
    world,
    join: (name, options = {}) => void world.join({ name, ...options }),
    untilMet() {
      const from = world.now;
      const others = world.present.length - 1;
      const met = () => world.present.every(({ roster }) => roster.size === others);
      expect(world.settle(() => (met() ? [] : ['not all have met']), 3 * MINUTE_MS)).toEqual([]);
      return world.now - from;
    },
  };
}

/** What the scene took in each of `count` worlds, in ascending order. */
function inWorlds(count: number, play: (seed: number) => number): readonly number[] {
  return Array.from({ length: count }, (_, seed) => play(seed)).sort((a, b) => a - b);
}

const worst = (took: readonly number[]) => took.at(-1) ?? Number.NaN;
const p90 = (took: readonly number[]) => took[Math.ceil(took.length * 0.9) - 1] ?? Number.NaN;

describe('by the DHT alone', () => {
  test('two meet within seconds, whoever comes first', () => {
    const took = inWorlds(40, (seed) => {
      const { world, join, untilMet } = scene(`two ${seed}`);
      join('a');
      world.run(seed * 3 * SECOND_MS);
      join('b');
      const tookMs = untilMet();
      expect([...world.member('a').roster.values()].map(({ met }) => met)).toEqual(['mailbox']);
      return tookMs;
    });
    expect(p90(took)).toBeLessThan(12 * SECOND_MS);
    expect(worst(took)).toBeLessThan(15 * SECOND_MS);
  });

  test('two who come in the same instant do, too', () => {
    const took = inWorlds(40, (seed) => {
      const { join, untilMet } = scene(`at once ${seed}`);
      join('a');
      join('b');
      return untilMet();
    });
    expect(worst(took)).toBeLessThan(15 * SECOND_MS);
  });

  test('eight who come at once all end in one room', () => {
    const took = inWorlds(12, (seed) => {
      const { world, join, untilMet } = scene(`eight ${seed}`);
      for (const [i, name] of [...'abcdefgh'].entries()) {
        join(name);
        world.run((seed * 37 + i * 91) % 250);
      }
      return untilMet();
    });
    expect(worst(took)).toBeLessThan(MINUTE_MS);
  });

  test.each([
    ['an hour', MIDNIGHT + 9 * HOUR_MS],
    ['a day', MIDNIGHT],
  ])('across the end of %s, with clocks four minutes apart', (_, end) => {
    const took = inWorlds(30, (seed) => {
      // From twelve minutes before the change to a little after it.
      const { world, join, untilMet } = scene(`end ${seed}`, end - 12 * MINUTE_MS + seed * 26_000);
      const skewMs = 2 * MINUTE_MS * (seed % 2 === 0 ? 1 : -1);
      join('a', { skewMs });
      world.run(MINUTE_MS);
      join('b', { skewMs: -skewMs });
      return untilMet();
    });
    expect(p90(took)).toBeLessThan(12 * SECOND_MS);
  });

  test("the offer of somebody who vanished is in nobody's way for long", () => {
    const took = inWorlds(20, (seed) => {
      const { world, join, untilMet } = scene(`ghost ${seed}`);
      join('a');
      world.run(20 * SECOND_MS);
      world.member('a').crash(true);
      world.run(5 * SECOND_MS);
      join('b');
      world.run(3 * SECOND_MS);
      join('c');
      return untilMet();
    });
    expect(worst(took)).toBeLessThan(40 * SECOND_MS);
  });

  test('a room that is older than an hour is found', () => {
    const took = inWorlds(12, (seed) => {
      const { world, join, untilMet } = scene(`late ${seed}`);
      join('a');
      join('b');
      world.run(70 * MINUTE_MS + seed * 7 * SECOND_MS);
      join('c');
      return untilMet();
    });
    expect(worst(took)).toBeLessThan(30 * SECOND_MS);
  });
});
