// Starts the worker of Argon2id: a blob of its code, admitted by the page's Trusted Types policy.

import workerCode from 'virtual:slow-hash-worker';
import { blobScript } from './script-policy.ts';
import { sodiumModule } from './sodium-module.ts';

export function spawnSlowHash(): Worker {
  const url = URL.createObjectURL(new Blob([workerCode], { type: 'text/javascript' }));
  const worker = new Worker(blobScript(url));
  // The worker has taken its copy once it speaks; a blob URL would else live as long as the page.
  worker.addEventListener('message', () => URL.revokeObjectURL(url), { once: true });
  sodiumModule()
    .then((module) => worker.postMessage(module))
    .catch((fault) => worker.dispatchEvent(new ErrorEvent('error', { message: String(fault) })));
  return worker;
}
