// The clock of one member: right or wrong, and dead when its machine is.

import type { Instant } from '../../../src/base/time.ts';
import type { Cancel, Clock } from '../../../src/ports/clock.ts';
import type { MemoryClock } from '../../ports/memory-clock.ts';

export class MemberClock implements Clock {
  readonly #clock: Clock;
  readonly #alarms = new Set<Cancel>();

  /** `skewMs` ahead of the others, or behind when negative. */
  constructor(clock: MemoryClock, skewMs: number) {
    this.#clock = clock.skewed(skewMs);
  }

  now(): Instant {
    return this.#clock.now();
  }

  alarm(at: Instant, ring: () => void): Cancel {
    const forget = this.#clock.alarm(at, () => {
      this.#alarms.delete(cancel);
      ring();
    });
    const cancel = () => {
      this.#alarms.delete(cancel);
      forget();
    };
    this.#alarms.add(cancel);
    return cancel;
  }

  /** Alarms that are set and have not rung. */
  get pending(): number {
    return this.#alarms.size;
  }

  stop(): void {
    for (const cancel of [...this.#alarms]) cancel();
  }
}
