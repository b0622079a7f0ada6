// Runs schedules of the simulated world (test/sim) and counts.
//
//   npm run simulate -- --schedules 10000 [--from N] [--jobs 2]     many, in one line each fault
//   npm run simulate -- --seed N [--shrink]                         one, told step by step

import { type ChildProcess, fork } from 'node:child_process';
import { parseArgs } from 'node:util';
import { type Outcome, run } from '../test/sim/run.ts';
import { describeSchedule, draw } from '../test/sim/schedule.ts';
import { shrink } from '../test/sim/shrink.ts';

const PROGRESS_EVERY = 100;

const { values: args } = parseArgs({
  options: {
    seed: { type: 'string' },
    shrink: { type: 'boolean', default: false },
    schedules: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    /** Every so many-th seed only: what one of several processes does. */
    every: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' },
  },
});

interface Totals {
  readonly ran: number;
  readonly faults: number;
  readonly virtualMs: number;
  readonly steps: number;
  readonly connections: number;
  readonly messages: number;
  readonly slowestRestMs: number;
}

const NOTHING: Totals = {
  ran: 0,
  faults: 0,
  virtualMs: 0,
  steps: 0,
  connections: 0,
  messages: 0,
  slowestRestMs: 0,
};

function add(a: Totals, b: Totals): Totals {
  return {
    ran: a.ran + b.ran,
    faults: a.faults + b.faults,
    virtualMs: a.virtualMs + b.virtualMs,
    steps: a.steps + b.steps,
    connections: a.connections + b.connections,
    messages: a.messages + b.messages,
    slowestRestMs: Math.max(a.slowestRestMs, b.slowestRestMs),
  };
}

function totalsOf({ fault, restedMs, ...counts }: Outcome): Totals {
  return { ran: 1, faults: fault === undefined ? 0 : 1, slowestRestMs: restedMs, ...counts };
}

function replay(seed: number): void {
  const schedule = draw(seed);
  console.log(describeSchedule(schedule));
  const { fault } = run(schedule, (line) => console.log(line));
  console.log(fault ?? 'all invariants hold');
  if (fault === undefined) return;
  process.exitCode = 1;
  if (args.shrink) console.log(`shortest:\n${describeSchedule(shrink(schedule))}`);
}

interface Range {
  readonly from: number;
  readonly count: number;
  readonly every: number;
}

function runMany({ from, count, every }: Range): Totals {
  let totals = NOTHING;
  for (let i = 0; i < count; i += every) {
    const schedule = draw(from + i);
    const outcome = run(schedule);
    totals = add(totals, totalsOf(outcome));
    if (outcome.fault !== undefined) {
      console.log(`FAILED ${describeSchedule(schedule)}\n  ${outcome.fault}`);
    }
    if (totals.ran % PROGRESS_EVERY === 0) console.error(`${totals.ran} schedules`);
  }
  return totals;
}

/** The seeds dealt out to several processes. */
async function runInParallel(range: Range, jobs: number): Promise<Totals> {
  const parts = Array.from({ length: jobs }, (_, job) => {
    const part = { from: range.from + job, count: range.count - job, every: jobs };
    const flags = Object.entries({
      from: part.from,
      schedules: part.count,
      every: part.every,
    }).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
    return totalsFrom(fork(import.meta.filename, flags, { execArgv: process.execArgv }));
  });
  return (await Promise.all(parts)).reduce(add, NOTHING);
}

function totalsFrom(child: ChildProcess): Promise<Totals> {
  return new Promise((resolve, reject) => {
    child.once('message', (totals) => resolve(totals as Totals));
    child.once('exit', (code) => reject(new Error(`a job ended with ${code}`)));
  });
}

function report(totals: Totals, elapsedMs: number): void {
  const seconds = elapsedMs / 1_000;
  console.log(
    [
      `${totals.ran} schedules, ${totals.faults} with a broken invariant`,
      `${(totals.ran / seconds).toFixed(2)} schedules a second, ${seconds.toFixed(0)} s in all`,
      `${(totals.virtualMs / 3_600_000).toFixed(1)} virtual hours, ${totals.steps} events`,
      `${totals.connections} connections made, ${totals.messages} messages written`,
      `slowest to come to rest: ${(totals.slowestRestMs / 1_000).toFixed(2)} virtual s`,
    ].join('\n'),
  );
}

if (args.seed === undefined) {
  const began = performance.now();
  const range = {
    from: Number(args.from),
    count: Number(args.schedules),
    every: Number(args.every),
  };
  const jobs = Number(args.jobs);
  const totals = jobs > 1 ? await runInParallel(range, jobs) : runMany(range);
  if (process.send !== undefined) process.send(totals);
  else report(totals, performance.now() - began);
  if (totals.faults > 0) process.exitCode = 1;
} else {
  replay(Number(args.seed));
}
