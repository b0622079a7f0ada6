// The worker thread of our DHT node: its first message are the settings, and then come jobs.

import { parentPort } from 'node:worker_threads';
import { type DhtJob, type DhtSettings, runDhtThread } from './dht-thread.ts';

parentPort?.once('message', async (settings: DhtSettings) => {
  const early: DhtJob[] = [];
  const keep = (job: DhtJob) => early.push(job);
  parentPort?.on('message', keep);
  const perform = await runDhtThread(settings, (report) => parentPort?.postMessage(report));
  parentPort?.off('message', keep);
  for (const job of early) perform(job);
  parentPort?.on('message', perform);
});
