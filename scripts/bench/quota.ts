// A share of one core for a browser and everything it starts, Workers included: a control group of
// Linux with a processor quota where one may be made (as root, mostly); else all of its processes are
// stopped and continued by turns, which is coarser and needs no privilege.

import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CHROMIUM } from '../../test/support/chromium.ts';

/** What the kernel takes by default. */
const PERIOD_US = 100_000;

const REST_MS = 500;
/** A tick is 10 ms of processor (USER_HZ, proc(5)). */
const REST_TICKS = 2;
/** The slowest machine so far took a few seconds. */
const MAX_UNREST_MS = 120_000;

export interface Quota {
  /** How the browser is held, for the report. */
  readonly means: string;
  /** A program to start in place of Chromium: it is held with all that it starts. */
  readonly program: string;
  /** Until what it does by itself has ended: it and all that it started. Rejects after two minutes. */
  rested(): Promise<void>;
  /** From now on, in cores. */
  hold(share: number): void;
  /** From now on it has all there is. */
  release(): void;
  /** Once the browser is closed. */
  end(): Promise<void>;
}

export function makeQuota(): Quota {
  return tryGroup() ?? turns();
}

interface Hierarchy {
  readonly name: string;
  readonly root: string;
  readonly limit: (share: number | undefined) => readonly [file: string, value: string];
}

const quotaUs = (share: number) => Math.round(share * PERIOD_US);

const HIERARCHIES: readonly Hierarchy[] = [
  {
    name: 'cgroup v2, cpu.max',
    root: '/sys/fs/cgroup',
    limit: (share) => [
      'cpu.max',
      share === undefined ? `max ${PERIOD_US}` : `${quotaUs(share)} ${PERIOD_US}`,
    ],
  },
  {
    name: 'cgroup v1, cpu.cfs_quota_us',
    root: '/sys/fs/cgroup/cpu',
    limit: (share) => ['cpu.cfs_quota_us', share === undefined ? '-1' : `${quotaUs(share)}`],
  },
];

function tryGroup(): Quota | undefined {
  for (const hierarchy of HIERARCHIES) {
    const group = join(hierarchy.root, `sotto-bench-${process.pid}`);
    try {
      mkdirSync(group);
      return inGroup(hierarchy, group);
    } catch {
      // Not there, not allowed, or without a processor controller: the next one.
      removeQuietly(group);
    }
  }
  return undefined;
}

/** Throws where the group takes no quota. */
function inGroup({ name, limit }: Hierarchy, group: string): Quota {
  const set = (share?: number) => {
    const [file, value] = limit(share);
    // A file that is not there must not be made.
    writeFileSync(join(group, file), value, { flag: 'r+' });
  };
  set();
  const procs = join(group, 'cgroup.procs');
  const wrapper = wrap(`echo $$ > '${procs}'`);
  return {
    means: `${name}, period ${PERIOD_US / 1_000} ms`,
    program: wrapper.program,
    rested: () => rested(() => readFileSync(procs, 'utf8').trim().split('\n').map(Number)),
    hold: set,
    release: () => set(),
    async end() {
      while (readFileSync(procs, 'utf8') !== '') await pause(20);
      rmdirSync(group);
      wrapper.remove();
    },
  };
}

function removeQuietly(group: string): void {
  try {
    rmdirSync(group);
  } catch {
    // It was never made.
  }
}

/** Stops and continues: for `share` of each period the processes run, then they stand still. */
function turns(): Quota {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-turns-'));
  const first = join(folder, 'pid');
  const wrapper = wrap(`echo $$ > '${first}'`);
  let timers: NodeJS.Timeout[] = [];
  const family = () => familyOf(Number(readFileSync(first, 'utf8')));
  const signal = (name: NodeJS.Signals) => {
    for (const pid of family()) kill(pid, name);
  };
  const release = () => {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
    signal('SIGCONT');
  };
  const hold = (share: number) => {
    const stop = setTimeout(() => signal('SIGSTOP'), (share * PERIOD_US) / 1_000);
    const again = setTimeout(() => {
      signal('SIGCONT');
      hold(share);
    }, PERIOD_US / 1_000);
    timers = [stop, again];
  };
  return {
    means: `SIGSTOP and SIGCONT by turns, period ${PERIOD_US / 1_000} ms`,
    program: wrapper.program,
    rested: () => rested(family),
    hold,
    release,
    async end() {
      wrapper.remove();
      rmSync(folder, { recursive: true });
    },
  };
}

/** At rest is who uses no more than 20 ms of a core in half a second. Throws if that is never so. */
async function rested(processes: () => number[]): Promise<void> {
  let before = ticksOf(processes());
  for (let waited = 0; waited < MAX_UNREST_MS; waited += REST_MS) {
    await pause(REST_MS);
    const now = ticksOf(processes());
    if (now - before <= REST_TICKS) return;
    before = now;
  }
  throw new Error(`the browser is still at work after ${MAX_UNREST_MS / 1_000} s by itself`);
}

/** utime and stime (proc(5)). */
function ticksOf(pids: readonly number[]): number {
  const ticks = pids.map(statOf).flatMap((stat) => [stat[11] ?? 0, stat[12] ?? 0]);
  return ticks.map(Number).reduce((sum, value) => sum + value, 0);
}

/** It may just have ended. */
function kill(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // Then nothing is left to hold.
  }
}

/** A process and all that come from it. */
function familyOf(ancestor: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const pid = Number(name);
    const parent = Number(statOf(pid)[1]);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const family = [ancestor];
  for (const pid of family) family.push(...(children.get(pid) ?? []));
  return family;
}

/** The fields behind the name, which may itself hold spaces and brackets (proc(5)); none once it has ended. */
function statOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  } catch {
    return [];
  }
}

/** A script that does one thing and then becomes Chromium. */
function wrap(before: string): { readonly program: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-held-'));
  const program = join(folder, 'chromium');
  writeFileSync(program, `#!/bin/sh\n${before}\nexec '${CHROMIUM}' "$@"\n`, { mode: 0o755 });
  return { program, remove: () => rmSync(folder, { recursive: true }) };
}
