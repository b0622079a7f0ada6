// Seeded schedules of joins, leaves, crashes, partitions, hostile trackers and hostile members, as
// many as fit in a minute; `npm run simulate -- --schedules 10000` runs more. A seed that breaks an
// invariant is printed with all that befell the room, and replays: `npm run simulate -- --seed N`.

import { expect, test } from 'vitest';
import { run } from './run.ts';
import { describeSchedule, draw } from './schedule.ts';

/** Issue 2, bar 7. */
const BUDGET_MS = 60_000;
/** Our choice: what the slowest machine has to get done, however long that takes. */
const LEAST_SCHEDULES = 50;

test('no schedule breaks an invariant', { timeout: 10 * BUDGET_MS }, () => {
  const until = performance.now() + BUDGET_MS;
  let seed = 1;
  for (; seed <= LEAST_SCHEDULES || performance.now() < until; seed++) {
    const schedule = draw(seed);
    const { fault } = run(schedule);
    if (fault !== undefined) expect.fail(`${describeSchedule(schedule)}\n${fault}`);
  }
  console.info(`${seed - 1} schedules without a broken invariant`);
});

test('a seed replays: the same schedule, the same events', () => {
  const tell = (seed: number): string[] => {
    const lines: string[] = [];
    run(draw(seed), (line) => lines.push(line));
    return lines;
  };
  expect(tell(7)).toEqual(tell(7));
  expect(tell(7)).not.toEqual(tell(8));
});
