// Makes a failing schedule shorter: drops whatever can go while it still fails in the same way.

import { run } from './run.ts';
import type { Schedule, Timed } from './schedule.ts';

export function shrink(schedule: Schedule): Schedule {
  const kind = faultKind(schedule);
  let shortest = schedule;
  for (let size = Math.ceil(schedule.steps.length / 2); size >= 1; size = Math.floor(size / 2)) {
    for (let at = 0; at < shortest.steps.length; ) {
      const shorter = without(shortest, at, size);
      if (faultKind(shorter) === kind) shortest = shorter;
      else at += size;
    }
  }
  return shortest;
}

/** What remains is done at the time at which it was done. */
function without(schedule: Schedule, at: number, size: number): Schedule {
  const gone = schedule.steps.slice(at, at + size);
  const lost = gone.reduce((sum, { afterMs }) => sum + afterMs, 0);
  const after = schedule.steps
    .slice(at + size)
    .map((timed, i): Timed => (i === 0 ? { ...timed, afterMs: timed.afterMs + lost } : timed));
  return { ...schedule, steps: [...schedule.steps.slice(0, at), ...after] };
}

/** The fault without names and numbers. */
function faultKind(schedule: Schedule): string | undefined {
  const fault = run(schedule).fault?.split('\n    at ')[0];
  return fault
    ?.replaceAll(/"[^"]*"|\d[\d.]*/g, '')
    .replaceAll(/\b[a-z]{1,2}\b/g, '')
    .slice(0, 60);
}
