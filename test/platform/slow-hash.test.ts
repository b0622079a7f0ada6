// The slow hash over a thread that is made up: what the promise, the thread and the progress do in
// each order in which reports and aborting may come.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createSlowHash, estimate, type Thread } from '../../src/platform/slow-hash.ts';
import type { SlowHashJob, SlowHashReport } from '../../src/platform/slow-hash-thread.ts';
import type { SlowHash, SlowHashOptions } from '../../src/ports/slow-hash.ts';

/** Reports when it is told to, and notes what it is told. */
class FakeThread implements Thread {
  readonly jobs: SlowHashJob[] = [];
  ended = 0;
  report: (report: SlowHashReport) => void = () => {};

  post(job: SlowHashJob): void {
    this.jobs.push(job);
  }

  listen(report: (report: SlowHashReport) => void): void {
    this.report = report;
  }

  end(): void {
    this.ended += 1;
  }
}

class Rig {
  readonly threads: FakeThread[] = [];
  readonly told: number[] = [];
  readonly hash: SlowHash = createSlowHash(() => {
    const thread = new FakeThread();
    this.threads.push(thread);
    return thread;
  });

  /** Starts one derivation, whose end is noted as text. */
  derive(options: SlowHashOptions = {}): {
    readonly thread: FakeThread;
    readonly end: () => string;
  } {
    let end = 'pending';
    const progress = (done: number) => this.told.push(done);
    this.hash.derive(PASSWORD, SALT, { progress, ...options }).then(
      (root) => {
        end = `kept: ${root.join()}`;
      },
      (reason: unknown) => {
        end = `broken: ${reason}`;
      },
    );
    return { thread: this.threads.at(-1) as FakeThread, end: () => end };
  }
}

const PASSWORD = Uint8Array.of(1);
const SALT = Uint8Array.of(2);
const ROOT: SlowHashReport = { kind: 'root', root: Uint8Array.of(7, 8) };
const FAULT: SlowHashReport = { kind: 'fault', message: 'no memory' };
const SECOND: SlowHashReport = { kind: 'estimate', wholeMs: 1_000 };

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

/** Lets promises settle that are kept or broken already. */
const turn = () => vi.advanceTimersByTimeAsync(0);

describe('the thread is given its one job and ended', () => {
  test('after the root', async () => {
    const { thread, end } = new Rig().derive();
    expect([thread.jobs, thread.ended]).toEqual([[{ password: PASSWORD, salt: SALT }], 0]);
    thread.report(ROOT);
    await turn();
    expect([end(), thread.ended]).toEqual(['kept: 7,8', 1]);
  });

  test('after a fault', async () => {
    const { thread, end } = new Rig().derive();
    thread.report(SECOND);
    thread.report(FAULT);
    await turn();
    expect([end(), thread.ended]).toEqual(['broken: Error: no memory', 1]);
  });

  test('after aborting', async () => {
    const aborting = new AbortController();
    const { thread, end } = new Rig().derive({ signal: aborting.signal });
    thread.report(SECOND);
    aborting.abort('enough');
    await turn();
    expect([end(), thread.ended]).toEqual(['broken: enough', 1]);
  });

  test('once, whatever a dying thread goes on to report', async () => {
    const late = [SECOND, ROOT, FAULT];
    for (const last of [ROOT, FAULT]) {
      const rig = new Rig();
      const { thread, end } = rig.derive();
      thread.report(last);
      await turn();
      const said = end();
      for (const report of late) thread.report(report);
      await vi.advanceTimersByTimeAsync(1_000);
      expect([end(), thread.ended, rig.told]).toEqual([said, 1, []]);
    }
  });

  test('once, though reports are under way when it is aborted: no progress begins', async () => {
    const rig = new Rig();
    const aborting = new AbortController();
    const { thread, end } = rig.derive({ signal: aborting.signal });
    aborting.abort('enough');
    for (const report of [SECOND, ROOT, FAULT]) thread.report(report);
    await vi.advanceTimersByTimeAsync(1_000);
    expect([end(), thread.ended, rig.told]).toEqual(['broken: enough', 1, []]);
  });
});

describe('a signal', () => {
  test('that was aborted before starts no thread', async () => {
    const rig = new Rig();
    const { end } = rig.derive({ signal: AbortSignal.abort('already') });
    await turn();
    expect([end(), rig.threads]).toEqual(['broken: already', []]);
  });

  test('that is aborted after the end changes nothing', async () => {
    const aborting = new AbortController();
    const { thread, end } = new Rig().derive({ signal: aborting.signal });
    thread.report(ROOT);
    aborting.abort('too late');
    await turn();
    expect([end(), thread.ended]).toEqual(['kept: 7,8', 1]);
  });

  test('ends its own derivation only', async () => {
    const rig = new Rig();
    const aborting = new AbortController();
    const [one, other] = [rig.derive({ signal: aborting.signal }), rig.derive()];
    aborting.abort('this one');
    other.thread.report(ROOT);
    await turn();
    expect([one.end(), other.end()]).toEqual(['broken: this one', 'kept: 7,8']);
    expect(rig.threads.map(({ ended }) => ended)).toEqual([1, 1]);
  });
});

test('a thread that cannot be started is a rejection', async () => {
  const hash = createSlowHash(() => {
    throw new Error('no workers here');
  });
  await expect(hash.derive(PASSWORD, SALT, {})).rejects.toThrow('no workers here');
});

describe('progress', () => {
  test('is told ten times a second from the estimate to the root', async () => {
    const rig = new Rig();
    const { thread } = rig.derive();
    await vi.advanceTimersByTimeAsync(500);
    expect(rig.told).toEqual([]);
    thread.report(SECOND);
    await vi.advanceTimersByTimeAsync(350);
    expect(rig.told.map((done) => done.toFixed(2))).toEqual(['0.10', '0.20', '0.30']);
    thread.report(ROOT);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(rig.told.length).toBe(3);
  });

  test('is told by tenths where it takes long', async () => {
    const rig = new Rig();
    const { thread } = rig.derive();
    thread.report({ kind: 'estimate', wholeMs: 5_000 });
    await vi.advanceTimersByTimeAsync(1_900);
    expect(rig.told.map((done) => done.toFixed(2))).toEqual(['0.10', '0.20', '0.30']);
    thread.report(ROOT);
  });

  test('goes on to grow when the estimate was far too short, and never says done', async () => {
    const rig = new Rig();
    const { thread } = rig.derive();
    thread.report(SECOND);
    await vi.advanceTimersByTimeAsync(60_000);
    thread.report(ROOT);
    expect(rig.told.length).toBe(600);
    expect([...rig.told].sort((a, b) => a - b)).toEqual(rig.told);
    expect(rig.told.filter((done) => !(done > 0 && done < 1))).toEqual([]);
  });

  test('stays within its bounds when the sample took no time at all', async () => {
    const rig = new Rig();
    const { thread } = rig.derive();
    thread.report({ kind: 'estimate', wholeMs: 0 });
    await vi.advanceTimersByTimeAsync(200);
    thread.report(ROOT);
    expect(rig.told.map((done) => done.toFixed(2))).toEqual(['0.97', '0.97']);
  });

  test('is not asked for: no timer runs', async () => {
    const { thread } = new Rig().derive({ progress: undefined });
    thread.report(SECOND);
    expect(vi.getTimerCount()).toBe(0);
    thread.report(ROOT);
  });
});

describe('the estimate', () => {
  test('is the share of time passed up to nine tenths, and then ever slower', () => {
    const shares = [0, 0.25, 0.899, 0.9, 1, 2, Number.POSITIVE_INFINITY];
    const told = shares.map((share) => estimate(share).toFixed(3));
    expect(told).toEqual(['0.000', '0.250', '0.899', '0.900', '0.953', '0.970', '0.970']);
  });

  test('never falls, and stays below 1', () => {
    const told = Array.from({ length: 5_000 }, (_, i) => estimate(i / 1_000));
    expect([...told].sort((a, b) => a - b)).toEqual(told);
    expect(Math.max(...told)).toBeLessThan(1);
  });
});
