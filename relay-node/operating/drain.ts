// Goodbyes of a bridge that is about to stop. Whoever is here is told to leave a few at a time, so
// that not all of them come to the next bridge in one instant.
//
//   drain ▶ not ready, new sockets 503 ▶ 1 s ▶ goodbyes (1001) over 5 s at most ▶ the last ones leave

import { SECOND_MS } from '../../src/base/time.ts';

export interface Leaver {
  /** Says goodbye. */
  close(): void;
}

export interface Pace {
  /** From "not ready" to the first goodbye. */
  readonly leadMs: number;
  readonly spreadMs: number;
  readonly tickMs: number;
}

/**
 * Our choice, so that all of it fits into ten seconds: balancers notice within a second or at the
 * first 503, and 20,000 clients leave 200 at a time.
 */
export const DRAIN_PACE: Pace = { leadMs: SECOND_MS, spreadMs: 5 * SECOND_MS, tickMs: 50 };

/** Resolves when the last goodbye was said: at once, if nobody is here. No new ones may come. */
export async function sayGoodbyes(
  leavers: () => readonly Leaver[],
  { leadMs, spreadMs, tickMs }: Pace,
): Promise<void> {
  if (leavers().length === 0) return;
  await pass(leadMs);
  const waiting = shuffled(leavers());
  const perTick = Math.ceil(waiting.length / (spreadMs / tickMs));
  while (waiting.length > 0) {
    for (const leaver of waiting.splice(0, perTick)) leaver.close();
    if (waiting.length > 0) await pass(tickMs);
  }
}

/** By Fisher and Yates: in the order in which they came, the people of one room would go together. */
function shuffled(leavers: readonly Leaver[]): Leaver[] {
  const drawn: Leaver[] = [];
  for (const leaver of leavers) {
    const at = Math.floor(Math.random() * (drawn.length + 1));
    const moved = drawn[at];
    drawn[at] = leaver;
    if (moved !== undefined) drawn.push(moved);
  }
  return drawn;
}

function pass(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
