// Time as every machine sees it: one number, given as the last argument, never read from a clock.

/** Milliseconds since the Unix epoch. The clock port promises that it never goes backwards. */
export type Instant = number;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** The earlier of several deadlines, where undefined means "none". */
export function earliest(deadlines: Iterable<Instant | undefined>): Instant | undefined {
  let first: Instant | undefined;
  for (const deadline of deadlines) {
    if (deadline !== undefined && (first === undefined || deadline < first)) first = deadline;
  }
  return first;
}
