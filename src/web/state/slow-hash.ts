// Starts the worker of Argon2id: a blob of its code, admitted by a Trusted Types policy that lets
// nothing but blobs through.

import workerCode from 'virtual:slow-hash-worker';
import sodiumWasm from 'virtual:sodium-wasm';

interface ScriptPolicy {
  createScriptURL(url: string): string;
}

interface PolicyFactory {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy;
}

/** The name that the page's Content-Security-Policy admits. */
const POLICY_NAME = 'sotto-worker';

const ONLY_BLOBS: ScriptPolicy = {
  createScriptURL(url) {
    if (!url.startsWith('blob:')) throw new TypeError('only blobs are workers here');
    return url;
  },
};

/** A policy is made once per page; browsers without Trusted Types need none. */
const factory = (globalThis as { readonly trustedTypes?: PolicyFactory }).trustedTypes;
const policy = factory?.createPolicy(POLICY_NAME, ONLY_BLOBS) ?? ONLY_BLOBS;

export function spawnSlowHash(): Worker {
  const source = [`const SODIUM_WASM="${sodiumWasm}";\n`, workerCode];
  const url = URL.createObjectURL(new Blob(source, { type: 'text/javascript' }));
  const worker = new Worker(policy.createScriptURL(url));
  // The worker has taken its copy once it speaks; a blob URL would else live as long as the page.
  worker.addEventListener('message', () => URL.revokeObjectURL(url), { once: true });
  return worker;
}
