// How the app is built as one file, `sotto.html`: the same sources, in one bundle inside the page.

import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { appPlugins } from './build/app-plugins.ts';
import { singleFile } from './build/single-file.ts';
import { TARGET } from './build/target.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: here('.'),
  base: './',
  publicDir: false,
  plugins: [...appPlugins('text'), singleFile('sotto.html')],
  build: {
    outDir: here('../../dist'),
    emptyOutDir: false,
    target: TARGET,
    sourcemap: false,
    assetsInlineLimit: 0,
    modulePreload: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2_000,
    rolldownOptions: { output: { codeSplitting: false } },
  },
});
