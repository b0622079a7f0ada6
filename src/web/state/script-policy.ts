// The one Trusted Types policy of the app. It admits two kinds of script: the worker of Argon2id, which
// comes from a blob, and the service worker beside the page, which a tap on Install starts.

interface ScriptPolicy {
  createScriptURL(url: string): string;
}

interface PolicyFactory {
  createPolicy(name: string, rules: ScriptPolicy): ScriptPolicy;
}

/** The name that the page's Content-Security-Policy admits. */
const POLICY_NAME = 'sotto-worker';

const SERVICE_WORKER = './sw.js';

const RULES: ScriptPolicy = {
  createScriptURL(url) {
    if (url.startsWith('blob:') || url === SERVICE_WORKER) return url;
    throw new TypeError('only the app’s own workers are workers here');
  },
};

/** A policy is made once per page; browsers without Trusted Types need none. */
const factory = (globalThis as { readonly trustedTypes?: PolicyFactory }).trustedTypes;
const policy = factory?.createPolicy(POLICY_NAME, RULES) ?? RULES;

export function blobScript(url: string): string {
  return policy.createScriptURL(url);
}

export function serviceWorkerScript(): string {
  return policy.createScriptURL(SERVICE_WORKER);
}
