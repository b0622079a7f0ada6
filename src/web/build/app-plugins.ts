// What every build of the app goes through, whether it becomes a folder or one file.

import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { PluginOption } from 'vite';
import { about } from './about.ts';
import { commonPasswords } from './common-passwords.ts';
import { confusables } from './confusables.ts';
import { slowHashWorker } from './slow-hash-worker.ts';
import { sharedWasm } from './wasm.ts';

const WORKER = fileURLToPath(
  new URL('../../platform/browser/slow-hash-worker.ts', import.meta.url),
);

export function appPlugins(): PluginOption[] {
  return [
    svelte({ configFile: false }),
    sharedWasm('module'),
    slowHashWorker(WORKER),
    commonPasswords(),
    confusables(),
    about(),
  ];
}
