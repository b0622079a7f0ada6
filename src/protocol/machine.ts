// The contract of every machine in protocol/.
//
//   input, now ──▶ handle ──▶ outputs        what happened, and what to do about it
//          now ──▶ wake   ──▶ outputs        the alarm rang
//                  deadline                  when to ring it, if at all
//
// A machine never reads a clock, draws a number or awaits. Randomness comes in through the
// constructor, time as the last argument. A late or a doubled wake is harmless: background tabs
// throttle their timers. The host performs outputs in order and feeds results back as inputs; the
// same machines run in a browser tab, in Node, and by the thousand in test/sim.

import type { Instant } from '../base/time.ts';

export interface Machine<Input, Output> {
  /** Takes one event and returns everything that is to be done, in order. */
  handle(input: Input, now: Instant): Output[];
  /** Does whatever is due at `now`. Harmless when nothing is. */
  wake(now: Instant): Output[];
  /** The earliest instant at which `wake` has something to do. */
  readonly deadline: Instant | undefined;
}
