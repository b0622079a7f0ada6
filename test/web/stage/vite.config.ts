// Builds the stage (main.ts) below node_modules/.cache, for screenshots.

import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { commonPasswords } from '../../../src/web/build/common-passwords.ts';
import { slowHashWorker } from '../../../src/web/build/slow-hash-worker.ts';
import { TARGET } from '../../../src/web/build/target.ts';
import { sharedWasm } from '../../../src/web/build/wasm.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [
    svelte({ configFile: false }),
    sharedWasm('module'),
    slowHashWorker(here('../../../src/platform/browser/slow-hash-worker.ts')),
    commonPasswords(),
  ],
  build: {
    outDir: here('../../../node_modules/.cache/sotto-stage'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: TARGET,
  },
});
