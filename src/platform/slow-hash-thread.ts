// What runs on the thread of Argon2id, the same in a Worker and in a worker thread.
//
//   main ── job ──────────────▶ thread
//   main ◀─ estimate ────────── thread        from a small run, so that progress can be shown
//   main ◀─ root or fault ───── thread        and the thread is ended

import { sampleSlowHash, slowHash } from '../crypto/root.ts';
import { ready } from '../crypto/sodium.ts';

export interface SlowHashJob {
  readonly password: Uint8Array;
  readonly salt: Uint8Array;
}

export type SlowHashReport =
  | { readonly kind: 'estimate'; readonly wholeMs: number }
  | { readonly kind: 'root'; readonly root: Uint8Array }
  /** Most likely 128 MiB that could not be had. */
  | { readonly kind: 'fault'; readonly message: string };

export async function performSlowHash(
  { password, salt }: SlowHashJob,
  report: (report: SlowHashReport) => void,
): Promise<void> {
  try {
    await ready();
    const from = performance.now();
    const share = sampleSlowHash();
    report({ kind: 'estimate', wholeMs: (performance.now() - from) / share });
    report({ kind: 'root', root: slowHash(password, salt) });
  } catch (error) {
    report({ kind: 'fault', message: String(error) });
  }
}
