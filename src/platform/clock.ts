// The clock port over any runtime's two clocks: the wall, which a person may set, and the monotonic
// one, which some systems stop while they sleep.

import type { Instant } from '../base/time.ts';
import type { Clock } from '../ports/clock.ts';

/** Our choice: a wall clock this far ahead was set forward, or the system slept. */
const JUMP_MS = 2_000;
/** HTML §8.7 "Timers": a longer delay overflows a signed 32-bit number and fires at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** The runtime's two clocks, in milliseconds. */
export interface ClockSource {
  readonly wall: () => number;
  readonly monotonic: () => number;
}

const SYSTEM: ClockSource = { wall: () => Date.now(), monotonic: () => performance.now() };

/** Follows the wall clock forwards and never goes back: set back, it goes on by itself. */
export function createClock(source: ClockSource = SYSTEM): Clock {
  let offset = source.wall() - source.monotonic();
  const now = (): Instant => {
    const ahead = source.wall() - (source.monotonic() + offset);
    if (ahead > JUMP_MS) offset += ahead;
    return Math.floor(source.monotonic() + offset);
  };
  return {
    now,
    alarm(at, ring) {
      const delay = Math.min(Math.max(0, at - now()), MAX_DELAY_MS);
      const timer = setTimeout(ring, delay);
      return () => clearTimeout(timer);
    },
  };
}
