// The clock port: its in-memory twin, right and wrong by hours, and the system's own, by one suite.

import { describe, test } from 'vitest';
import { HOUR_MS } from '../../src/base/time.ts';
import { createClock } from '../../src/platform/clock.ts';
import { CLOCK_CASES, type ClockSubject } from './clock-suite.ts';
import { MemoryClock } from './memory-clock.ts';
import { realWorld, virtualWorld } from './world.ts';

function memory(): ClockSubject {
  const clock = new MemoryClock();
  return { clock, world: virtualWorld(clock) };
}

function skewed(skewMs: number): ClockSubject {
  const clock = new MemoryClock();
  return { clock: clock.skewed(skewMs), world: virtualWorld(clock) };
}

describe.each([
  { name: 'in memory', subject: memory },
  { name: 'in memory, an hour ahead', subject: () => skewed(HOUR_MS) },
  { name: 'in memory, an hour behind', subject: () => skewed(-HOUR_MS) },
  { name: 'of the system', subject: () => ({ clock: createClock(), world: realWorld() }) },
])('the clock port $name', ({ subject }) => {
  test.each(CLOCK_CASES)('$name', (rule) => rule.run(subject()));
});
