// The clock over a system that is made up: set back, set forward, asleep, and with timers that ring
// early, late, or at once because they cannot count that far.

import { describe, expect, test } from 'vitest';
import { createClock, type TimeSource } from '../../src/platform/clock.ts';
import type { Cancel, Clock } from '../../src/ports/clock.ts';

const START = 1_800_000_000_000;
const MAX_TIMEOUT_MS = 2 ** 31 - 1;
const DAY_MS = 86_400_000;

interface Timer {
  readonly delayMs: number;
  readonly ring: () => void;
}

/** A computer whose two clocks and timers do as they are told. */
class FakeSystem implements TimeSource {
  wallAt = START;
  monotonicAt = 5_000.25;
  /** Every delay that was ever asked for. */
  readonly delays: number[] = [];
  readonly timers = new Set<Timer>();
  readonly clock: Clock = createClock(this);

  wall(): number {
    return this.wallAt;
  }

  monotonic(): number {
    return this.monotonicAt;
  }

  timer(delayMs: number, ring: () => void): Cancel {
    const timer = { delayMs, ring };
    this.delays.push(delayMs);
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Both clocks go on as they should. */
  pass(ms: number): void {
    this.wallAt += ms;
    this.monotonicAt += ms;
  }

  /** The one timer that is set rings, whatever the time. */
  ring(): void {
    const [timer] = this.timers;
    if (timer === undefined) throw new Error('no timer is set');
    this.timers.delete(timer);
    timer.ring();
  }
}

function alarmed(
  system: FakeSystem,
  at: number,
): { readonly rung: number[]; readonly cancel: Cancel } {
  const rung: number[] = [];
  return { rung, cancel: system.clock.alarm(at, () => rung.push(system.clock.now())) };
}

describe('now', () => {
  test('is the wall clock at first, and goes on in whole milliseconds', () => {
    const system = new FakeSystem();
    const seen = [0, 0.5, 0.5, 10].map((ms) => {
      system.pass(ms);
      return system.clock.now() - START;
    });
    expect(seen).toEqual([0, 0, 1, 11]);
  });

  test("stands on its own when the system's clock is set back", () => {
    const system = new FakeSystem();
    system.wallAt -= DAY_MS;
    expect(system.clock.now()).toBe(START);
    system.pass(1_000);
    expect(system.clock.now()).toBe(START + 1_000);
  });

  test("follows the system's clock when it is set forward by more than two seconds", () => {
    const system = new FakeSystem();
    system.wallAt += 2_001;
    expect(system.clock.now()).toBe(START + 2_001);
    system.pass(1_000);
    expect(system.clock.now()).toBe(START + 3_001);
  });

  test('does not follow smaller steps, until together they are more', () => {
    const system = new FakeSystem();
    system.wallAt += 2_000;
    expect(system.clock.now()).toBe(START);
    system.wallAt += 1;
    expect(system.clock.now()).toBe(START + 2_001);
  });

  test('after a sleep in which the monotonic clock stood still, is the wall clock again', () => {
    const system = new FakeSystem();
    system.wallAt += 3 * DAY_MS;
    expect(system.clock.now()).toBe(START + 3 * DAY_MS);
  });

  test("is never less than before, however the system's clock is set back and forth", () => {
    const system = new FakeSystem();
    const steps = [5_000, -20_000, 3, 90_000, -1, -90_000, 1_999, 2_001, DAY_MS, -DAY_MS];
    const seen = steps.map((step) => {
      system.wallAt += step;
      system.pass(0.75);
      return system.clock.now() - START;
    });
    expect(seen).toEqual([
      5_000, 5_001, 5_002, 75_006, 75_006, 75_007, 75_008, 75_009, 86_389_008, 86_389_009,
    ]);
  });

  test('set back and then right again, has lost and gained nothing', () => {
    const system = new FakeSystem();
    system.wallAt -= 3_600_000;
    system.pass(1_000);
    system.clock.now();
    system.wallAt += 3_600_000;
    expect(system.clock.now()).toBe(START + 1_000);
  });
});

describe('an alarm', () => {
  test('rings when its time has come, once', () => {
    const system = new FakeSystem();
    const { rung } = alarmed(system, START + 500);
    expect(system.delays).toEqual([500]);
    system.pass(500);
    system.ring();
    expect([rung, system.timers.size]).toEqual([[START + 500], 0]);
  });

  test('of the past or of now has a delay of nothing, and never a negative one', () => {
    const system = new FakeSystem();
    for (const at of [START, START - 1, 0]) alarmed(system, at);
    expect(system.delays).toEqual([0, 0, 0]);
  });

  test('asks for whole milliseconds, rounded up', () => {
    const system = new FakeSystem();
    alarmed(system, START + 0.25);
    expect(system.delays).toEqual([1]);
  });

  test('whose timer rings early waits for the rest', () => {
    const system = new FakeSystem();
    const { rung } = alarmed(system, START + 500);
    system.pass(499.5);
    system.ring();
    expect([rung, system.delays]).toEqual([[], [500, 1]]);
    system.pass(0.25);
    system.ring();
    expect([rung, system.delays]).toEqual([[], [500, 1, 1]]);
    system.pass(0.25);
    system.ring();
    expect(rung).toEqual([START + 500]);
  });

  test('whose timer rings late, as in a background tab, rings then', () => {
    const system = new FakeSystem();
    const { rung } = alarmed(system, START + 500);
    system.pass(60_000);
    system.ring();
    expect([rung, system.timers.size]).toEqual([[START + 60_000], 0]);
  });

  test('farther away than a timer can count is waited for in parts', () => {
    const system = new FakeSystem();
    const { rung } = alarmed(system, START + 2 * MAX_TIMEOUT_MS + 7);
    for (let part = 0; part < 3; part++) {
      expect(rung).toEqual([]);
      system.pass(system.delays.at(-1) ?? 0);
      system.ring();
    }
    expect(system.delays).toEqual([MAX_TIMEOUT_MS, MAX_TIMEOUT_MS, 7]);
    expect(rung).toEqual([START + 2 * MAX_TIMEOUT_MS + 7]);
  });

  test('at the end of time does not ring at once', () => {
    const system = new FakeSystem();
    alarmed(system, Number.POSITIVE_INFINITY);
    expect(system.delays).toEqual([MAX_TIMEOUT_MS]);
  });

  test('rings after a sleep, when its timer slept, too', () => {
    const system = new FakeSystem();
    const { rung } = alarmed(system, START + 500);
    system.wallAt += DAY_MS;
    system.monotonicAt += 500;
    system.ring();
    expect(rung).toEqual([START + DAY_MS]);
  });

  test("is not rung early by a system's clock that is set back while it waits", () => {
    const system = new FakeSystem();
    const { rung } = alarmed(system, START + 500);
    system.wallAt -= DAY_MS;
    system.pass(500);
    system.ring();
    expect(rung).toEqual([START + 500]);
  });

  test('that is cancelled leaves no timer, in its later parts as well', () => {
    const system = new FakeSystem();
    const first = alarmed(system, START + 500);
    first.cancel();
    first.cancel();
    const second = alarmed(system, START + MAX_TIMEOUT_MS + 500);
    system.pass(MAX_TIMEOUT_MS);
    system.ring();
    expect(system.timers.size).toBe(1);
    second.cancel();
    expect([first.rung, second.rung, system.timers.size]).toEqual([[], [], 0]);
  });

  test('that has rung is cancelled without harm', () => {
    const system = new FakeSystem();
    const { rung, cancel } = alarmed(system, START);
    system.ring();
    const other = alarmed(system, START + 1);
    cancel();
    expect([rung, other.rung, system.timers.size]).toEqual([[START], [], 1]);
  });
});
