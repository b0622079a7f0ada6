// Starts Node's thread of Argon2id from its TypeScript source.

import { Worker } from 'node:worker_threads';

const LOADER = new URL('./typescript-thread.mjs', import.meta.url);
const THREAD = new URL('../../src/platform/node/slow-hash-worker.ts', import.meta.url);

export function spawnSlowHashThread(): Worker {
  return new Worker(LOADER, { workerData: THREAD.href });
}
