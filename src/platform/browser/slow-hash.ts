// Argon2id in a Worker of its own.

import type { SlowHash } from '../../ports/slow-hash.ts';
import { createSlowHash, type Thread } from '../slow-hash.ts';
import type { SlowHashReport } from '../slow-hash-thread.ts';

/** The module worker beside this file, in the form that every bundler understands. */
function spawnModuleWorker(): Worker {
  return new Worker(new URL('./slow-hash-worker.js', import.meta.url), { type: 'module' });
}

/** `spawnWorker` starts `slow-hash-worker.ts`, for pages that bundle it in their own way. */
export function browserSlowHash(spawnWorker: () => Worker = spawnModuleWorker): SlowHash {
  return createSlowHash(() => threadOf(spawnWorker()));
}

function threadOf(worker: Worker): Thread {
  return {
    post: (job) => worker.postMessage(job),
    listen(report) {
      worker.onmessage = ({ data }: MessageEvent<SlowHashReport>) => report(data);
      worker.onerror = ({ message }) => report({ kind: 'fault', message });
      worker.onmessageerror = () => report({ kind: 'fault', message: 'a report was unreadable' });
    },
    end: () => worker.terminate(),
  };
}
