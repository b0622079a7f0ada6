// The copy of the app's own files that this device keeps once it is installed: a service worker and its
// cache. Nothing here touches either before somebody asks for it.

import { cachePrefix } from '../offline/names.ts';
import { serviceWorkerScript } from './script-policy.ts';

export interface OfflineCopy {
  /**
   * `newer`: another build is there, and waits until no window shows this one. From now on `changed` is
   * called at each step of another build's way here; asking again with the same function adds nothing.
   */
  state(changed: () => void): Promise<'none' | 'kept' | 'newer'>;
  /** Resolves once all of it is there; rejects with nothing kept. */
  keep(): Promise<void>;
  /** Resolves once nothing of it is left. */
  remove(): Promise<void>;
}

/** Undefined where the browser has none: a page from disk, one without TLS, a private window. */
export function offlineCopy(): OfflineCopy | undefined {
  if (!isSecureContext || !/^https?:$/.test(location.protocol)) return undefined;
  if (!('serviceWorker' in navigator) || !('caches' in globalThis)) return undefined;
  return { state, keep, remove };
}

async function state(changed: () => void): Promise<'none' | 'kept' | 'newer'> {
  const own = await registration();
  if (!own?.active || (await keptCaches()).length === 0) return 'none';
  own.addEventListener('updatefound', changed);
  own.installing?.addEventListener('statechange', changed);
  return own.waiting ? 'newer' : 'kept';
}

async function keep(): Promise<void> {
  const own = await navigator.serviceWorker.register(serviceWorkerScript(), {
    scope: './',
    // So that another build is noticed whatever the host says of caching (Service Workers, §3.2.8).
    updateViaCache: 'none',
  });
  const { installing, waiting, active } = own;
  try {
    await (installing ? activated(installing) : keptBy(waiting ?? active));
  } catch (cause) {
    await remove();
    throw cause;
  }
}

function activated(worker: ServiceWorker): Promise<void> {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (worker.state === 'activated') resolve();
      if (worker.state === 'redundant') reject(new Error('the files could not be kept'));
    };
    worker.addEventListener('statechange', look);
    look();
  });
}

/**
 * After Remove, a worker lives on until the pages that it serves are gone. Install wakes it as it was
 * (measured: Chromium), and nothing installs it anew: so it is asked for its files.
 */
async function keptBy(worker: ServiceWorker | null): Promise<void> {
  if (worker === null) throw new Error('no worker is there');
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<boolean>((resolve) => {
    port1.onmessage = ({ data }) => resolve(data === true);
  });
  worker.postMessage('keep', [port2]);
  if (!(await answer)) throw new Error('the files could not be kept');
  await activated(worker);
}

async function remove(): Promise<void> {
  await (await registration())?.unregister();
  await Promise.all((await keptCaches()).map((name) => caches.delete(name)));
}

async function keptCaches(): Promise<readonly string[]> {
  return (await caches.keys()).filter((name) => name.startsWith(cachePrefix(scope())));
}

/** Of this very folder: on a shared origin, a registration of the folder above is not ours. */
async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  const found = await navigator.serviceWorker.getRegistration(scope());
  return found?.scope === scope() ? found : undefined;
}

function scope(): string {
  return new URL('./', document.baseURI).href;
}
