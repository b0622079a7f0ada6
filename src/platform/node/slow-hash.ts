// Argon2id on a worker thread of its own.

import { Worker } from 'node:worker_threads';
import type { SlowHash } from '../../ports/slow-hash.ts';
import { createSlowHash, type Thread } from '../slow-hash.ts';
import type { SlowHashReport } from '../slow-hash-thread.ts';

/** The worker beside this file, compiled or not: the ending is this file's own. */
function spawnWorker(): Worker {
  return new Worker(new URL(`./slow-hash-worker${import.meta.url.slice(-3)}`, import.meta.url));
}

export const nodeSlowHash: SlowHash = threadSlowHash(spawnWorker);

/** `spawn` starts `slow-hash-worker.ts`, for runtimes that need a loader to do so. */
export function threadSlowHash(spawn: () => Worker): SlowHash {
  return createSlowHash(() => threadOf(spawn()));
}

function threadOf(worker: Worker): Thread {
  return {
    post: (job) => worker.postMessage(job),
    listen(report) {
      worker.on('message', (told: SlowHashReport) => report(told));
      worker.on('error', ({ message }) => report({ kind: 'fault', message }));
      worker.on('exit', () => report({ kind: 'fault', message: 'the thread ended early' }));
    },
    end: () => void worker.terminate(),
  };
}
