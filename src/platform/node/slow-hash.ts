// Argon2id on a worker thread of its own.

import { Worker } from 'node:worker_threads';
import { createSlowHash, type Thread } from '../slow-hash.ts';
import type { SlowHashReport } from '../slow-hash-thread.ts';

/** Beside this file, compiled or not: the ending is this file's own. */
const WORKER_URL = new URL(`./slow-hash-worker${import.meta.url.slice(-3)}`, import.meta.url);

export const nodeSlowHash = createSlowHash(() => threadOf(new Worker(WORKER_URL)));

function threadOf(worker: Worker): Thread {
  return {
    post: (job) => worker.postMessage(job),
    listen(report) {
      worker.on('message', (told: SlowHashReport) => report(told));
      worker.on('error', ({ message }) => report({ kind: 'fault', message }));
    },
    end: () => void worker.terminate(),
  };
}
