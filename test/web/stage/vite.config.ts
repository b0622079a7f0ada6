// Builds the stage (main.ts) below node_modules/.cache, for screenshots.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { appPlugins } from '../../../src/web/build/app-plugins.ts';
import { TARGET } from '../../../src/web/build/target.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: './',
  plugins: appPlugins('file'),
  build: {
    outDir: here('../../../node_modules/.cache/sotto-stage'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: TARGET,
  },
});
