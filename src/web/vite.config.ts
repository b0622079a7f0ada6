// How the app is built: one static page below dist/app that runs under its own strict policy.
// Nothing is inlined but the first style (`data:` scripts are refused), and nothing is polyfilled.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { appPlugins } from './build/app-plugins.ts';
import { firstStyle } from './build/first-style.ts';
import { laterFiles } from './build/later-files.ts';
import { serviceWorker } from './build/service-worker.ts';
import { sizes } from './build/sizes.ts';
import { TARGET } from './build/target.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [
    ...appPlugins('file'),
    laterFiles(),
    // Before those that look at what there is.
    firstStyle(),
    serviceWorker(here('./offline/service-worker.ts')),
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
    rolldownOptions: {
      // What the first paint waits for comes in one file: each request costs more than its bytes.
      output: { codeSplitting: { groups: [{ name: 'first', tags: ['$initial'] }] } },
    },
  },
});
