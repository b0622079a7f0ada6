// The clock port, for browsers and Node: wall time when it began, and monotonic time since.

import type { Instant } from '../base/time.ts';
import type { Cancel, Clock } from '../ports/clock.ts';

/** Our choice: smaller steps of the system's clock are its own business; larger ones are followed. */
const FORWARD_STEP_MS = 2_000;

/** HTML, timers: a longer delay overflows a signed 32-bit number, and the timer fires at once. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** What of the runtime a clock is made of. */
export interface TimeSource {
  /** Milliseconds since the Unix epoch; may be set back or forth. */
  wall(): number;
  /** Milliseconds since anything; never goes backwards, and may stand still during sleep. */
  monotonic(): number;
  timer(delayMs: number, ring: () => void): Cancel;
}

const SYSTEM: TimeSource = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  timer: (delayMs, ring) => {
    const timer = setTimeout(ring, delayMs);
    return () => clearTimeout(timer);
  },
};

export function createClock(source: TimeSource = SYSTEM): Clock {
  let epoch = source.wall() - source.monotonic();

  function now(): Instant {
    const wall = source.wall();
    const monotonic = source.monotonic();
    if (wall - (epoch + monotonic) > FORWARD_STEP_MS) epoch = wall - monotonic;
    return Math.floor(epoch + monotonic);
  }

  function alarm(at: Instant, ring: () => void): Cancel {
    let cancel: Cancel;
    const wait = () => {
      // Rounded up, so that the timer does not ring within the millisecond before.
      const delayMs = Math.min(Math.max(0, Math.ceil(at - now())), MAX_TIMEOUT_MS);
      cancel = source.timer(delayMs, () => (now() >= at ? ring() : wait()));
    };
    wait();
    return () => cancel();
  }

  return { now, alarm };
}
