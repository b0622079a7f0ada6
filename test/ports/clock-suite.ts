// The acceptance suite of the clock port: what its twin and every real one must keep.

import type { Cancel, Clock } from '../../src/ports/clock.ts';
import { type Case, same, type World } from './world.ts';

export interface ClockSubject {
  readonly clock: Clock;
  readonly world: World;
}

/** Near enough not to be felt, far enough to be told from now. */
const SOON_MS = 20;
/** HTML, timers: what does not fit into a signed 32-bit number rings at once, unless one takes care. */
const BEYOND_TIMERS_MS = 2 ** 31 + 1_000;

/** Alarms by name, and the instants at which they rang, in order. */
class Bell {
  readonly rung: (readonly [name: string, at: number])[] = [];
  readonly #subject: ClockSubject;

  constructor(subject: ClockSubject) {
    this.#subject = subject;
  }

  get names(): string[] {
    return this.rung.map(([name]) => name);
  }

  set(name: string, at: number, react?: () => void): Cancel {
    const { clock, world } = this.#subject;
    let returned = false;
    const cancel = clock.alarm(at, () => {
      if (!returned) throw new Error(`${name} rang before alarm had returned`);
      this.rung.push([name, clock.now()]);
      react?.();
      world.touched();
    });
    returned = true;
    return cancel;
  }

  /** By an alarm that comes after all the others, so that whatever was to ring has rung. */
  async after(delayMs: number): Promise<void> {
    let isOver = false;
    const { clock, world } = this.#subject;
    clock.alarm(clock.now() + delayMs, () => {
      isOver = true;
      world.touched();
    });
    await world.until(() => isOver);
  }
}

export const CLOCK_CASES: readonly Case<ClockSubject>[] = [
  {
    name: 'an instant is whole milliseconds, and never before an earlier one',
    async run(subject) {
      const seen = Array.from({ length: 1_000 }, () => subject.clock.now());
      await new Bell(subject).after(SOON_MS);
      seen.push(subject.clock.now());
      same(seen.filter((at) => !Number.isSafeInteger(at) || at <= 0).length, 0);
      same(
        [...seen].sort((a, b) => a - b),
        seen,
      );
    },
  },
  {
    name: 'an alarm rings once, and not before its time',
    async run(subject) {
      const bell = new Bell(subject);
      const from = subject.clock.now();
      bell.set('soon', from + SOON_MS);
      await bell.after(3 * SOON_MS);
      same(bell.names, ['soon']);
      same(bell.rung[0]?.[1] !== undefined && bell.rung[0][1] >= from + SOON_MS, true);
    },
  },
  {
    name: 'what is due already rings once, though not before the call has returned',
    async run(subject) {
      const bell = new Bell(subject);
      const now = subject.clock.now();
      for (const at of [now, now - 1, now - 3_600_000, 0]) bell.set(`${now - at} ago`, at);
      await bell.after(SOON_MS);
      same(new Set(bell.names), new Set(['0 ago', '1 ago', '3600000 ago', `${now} ago`]));
      same(bell.rung.length, 4);
    },
  },
  {
    name: 'many alarms at once ring each at its own time',
    async run(subject) {
      const bell = new Bell(subject);
      const now = subject.clock.now();
      const delays = [15, 3, 9, 0, 12, 6, 9];
      for (const delayMs of delays) bell.set(String(delayMs), now + delayMs);
      await bell.after(2 * SOON_MS);
      same([...bell.names].sort(), delays.map(String).sort());
      same(bell.rung.filter(([name, at]) => at < now + Number(name)).length, 0);
    },
  },
  {
    name: 'what is cancelled does not ring, and cancelling twice or too late is harmless',
    async run(subject) {
      const bell = new Bell(subject);
      const now = subject.clock.now();
      const cancel = bell.set('never', now + SOON_MS);
      const cancelLate = bell.set('rings', now + SOON_MS);
      cancel();
      cancel();
      await bell.after(2 * SOON_MS);
      cancelLate();
      cancel();
      await bell.after(SOON_MS);
      same(bell.names, ['rings']);
    },
  },
  {
    name: 'an alarm may cancel another that is due at the same time, and set a new one',
    async run(subject) {
      const bell = new Bell(subject);
      const at = subject.clock.now() + SOON_MS;
      const cancels = new Map<string, Cancel>();
      const rival = (name: string, other: string) =>
        bell.set(name, at, () => {
          cancels.get(other)?.();
          bell.set('after', subject.clock.now() + 1);
        });
      cancels.set('one', rival('one', 'other'));
      cancels.set('other', rival('other', 'one'));
      await bell.after(3 * SOON_MS);
      same([bell.rung.length, bell.names[1]], [2, 'after']);
    },
  },
  {
    name: 'an alarm farther away than a timer can count does not ring now',
    async run(subject) {
      const bell = new Bell(subject);
      const cancel = bell.set('in 25 days', subject.clock.now() + BEYOND_TIMERS_MS);
      await bell.after(SOON_MS);
      cancel();
      same(bell.rung, []);
    },
  },
];
