// What a worker thread of the tests begins with: it does not inherit what taught the test's own
// process to read TypeScript, so it registers `tsx`, and then loads what it was started for.

import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
await import(workerData);
