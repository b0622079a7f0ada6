// The worker thread of Argon2id: takes one job, reports, and is terminated.

import { parentPort } from 'node:worker_threads';
import { performSlowHash, type SlowHashJob } from '../slow-hash-thread.ts';

parentPort?.once('message', (job: SlowHashJob) => {
  void performSlowHash(job, (report) => parentPort?.postMessage(report));
});
