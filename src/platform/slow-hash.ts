// The slow-hash port over any runtime's threads: one thread per call, ended afterwards.

import type { SlowHash, SlowHashOptions } from '../ports/slow-hash.ts';
import type { SlowHashJob, SlowHashReport } from './slow-hash-thread.ts';

/** A thread that runs `slow-hash-thread.ts`. */
export interface Thread {
  post(job: SlowHashJob): void;
  /** Reports; a thread that breaks down reports a fault. */
  listen(report: (report: SlowHashReport) => void): void;
  end(): void;
}

/**
 * Our choice: every tenth, and not more than ten times a second. Whoever shows it draws a frame each
 * time, with the processor that it tells about: twenty such frames took a slow one 0.8 of 6 s.
 */
const PROGRESS_STEPS = 10;
const PROGRESS_INTERVAL_MS = 100;

export function createSlowHash(spawn: () => Thread): SlowHash {
  return {
    derive: (password, salt, options) => runOnThread(spawn, { password, salt }, options),
  };
}

function runOnThread(
  spawn: () => Thread,
  job: SlowHashJob,
  { signal, progress }: SlowHashOptions,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const thread = spawn();
    let ticking: ReturnType<typeof setInterval> | undefined;
    let ended = false;
    const end = () => {
      ended = true;
      clearInterval(ticking);
      thread.end();
      signal?.removeEventListener('abort', abort);
    };
    const abort = () => {
      end();
      reject(signal?.reason);
    };
    signal?.addEventListener('abort', abort);
    thread.listen((report) => {
      // Node still hands over what a thread had posted when it was ended.
      if (ended) return;
      if (report.kind === 'estimate') {
        ticking = tellProgress(report.wholeMs, progress);
        return;
      }
      end();
      if (report.kind === 'root') resolve(report.root);
      else reject(new Error(report.message));
    });
    thread.post(job);
  });
}

/** Argon2id is one call without a halfway: progress is time passed over time expected. */
function tellProgress(
  wholeMs: number,
  progress: ((done: number) => void) | undefined,
): ReturnType<typeof setInterval> | undefined {
  if (progress === undefined) return undefined;
  const from = performance.now();
  const tell = () => progress(estimate((performance.now() - from) / wholeMs));
  return setInterval(tell, Math.max(PROGRESS_INTERVAL_MS, wholeMs / PROGRESS_STEPS));
}

/** Our choice: even up to nine tenths, then ever more slowly, and never told as done. */
export function estimate(passedShare: number): number {
  if (passedShare < 0.9) return passedShare;
  return 0.9 + 0.07 * (1 - Math.exp((0.9 - passedShare) / 0.07));
}
