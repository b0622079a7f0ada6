// Epochs: stretches of time with a number of their own, from which keys are derived. Clocks differ,
// and so one lives in two of them for a while before and after each change.

import type { Instant } from './time.ts';

export interface EpochRules {
  readonly lengthMs: number;
  /** How long before a change one lives in the next already, and how long after it in the last. */
  readonly overlapMs: number;
}

/** The number of the epoch, 0 being the first of 1970 and whatever a clock puts before. */
export function epochNumber(at: Instant, { lengthMs }: EpochRules): number {
  return Math.max(0, Math.floor(at / lengthMs));
}

/** Those that one lives in, in ascending order: two around a change, else one. */
export function activeEpochs(at: Instant, rules: EpochRules): readonly number[] {
  const before = epochNumber(at - rules.overlapMs, rules);
  const after = epochNumber(at + rules.overlapMs, rules);
  return before === after ? [before] : [before, after];
}

/** The first instant after `at` at which {@link activeEpochs} answers differently. */
export function nextEpochChange(at: Instant, rules: EpochRules): Instant {
  const { overlapMs } = rules;
  const begins = endOfEpoch(at + overlapMs, rules) - overlapMs;
  const ends = endOfEpoch(at - overlapMs, rules) + overlapMs;
  return Math.min(begins, ends);
}

function endOfEpoch(at: Instant, rules: EpochRules): Instant {
  return (epochNumber(at, rules) + 1) * rules.lengthMs;
}
