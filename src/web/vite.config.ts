// How the app is built: one static page below dist/app that runs under its own strict policy.
// Nothing is inlined (`data:` scripts are refused) and nothing is polyfilled.

import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { commonPasswords } from './build/common-passwords.ts';
import { confusables } from './build/confusables.ts';
import { sizes } from './build/sizes.ts';
import { slowHashWorker } from './build/slow-hash-worker.ts';
import { TARGET } from './build/target.ts';
import { sharedWasm } from './build/wasm.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [
    svelte({ configFile: false }),
    sharedWasm('module'),
    slowHashWorker(here('../platform/browser/slow-hash-worker.ts')),
    commonPasswords(),
    confusables(),
    sizes(),
  ],
  build: {
    outDir: here('../../dist/app'),
    emptyOutDir: true,
    target: TARGET,
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1_000,
  },
});
