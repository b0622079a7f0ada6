// Starts the worker of Argon2id: a blob of its code, admitted by the page's Trusted Types policy.

import workerCode from 'virtual:slow-hash-worker';
import sodiumWasm from 'virtual:sodium-wasm';
import { blobScript } from './script-policy.ts';

export function spawnSlowHash(): Worker {
  const source = [`const SODIUM_WASM="${sodiumWasm}";\n`, workerCode];
  const url = URL.createObjectURL(new Blob(source, { type: 'text/javascript' }));
  const worker = new Worker(blobScript(url));
  // The worker has taken its copy once it speaks; a blob URL would else live as long as the page.
  worker.addEventListener('message', () => URL.revokeObjectURL(url), { once: true });
  return worker;
}
