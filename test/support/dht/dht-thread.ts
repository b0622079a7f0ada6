// Starts the thread of our DHT node from its TypeScript source, and ends it with the test at last.

import { Worker } from 'node:worker_threads';
import { onTestFinished } from 'vitest';

const LOADER = new URL('../typescript-thread.mjs', import.meta.url);
const THREAD = new URL('../../../src/platform/node/dht/dht-worker.ts', import.meta.url);

export function spawnDhtThread(): Worker {
  const thread = new Worker(LOADER, { workerData: THREAD.href });
  onTestFinished(async () => void (await thread.terminate()));
  return thread;
}
