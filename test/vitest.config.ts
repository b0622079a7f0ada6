// Four kinds of tests: `unit` and `web` (the app's state, compiled as for a browser), many at a time; then
// `e2e` with real browsers, three files at a time, since they wait for clocks and for each other, too; all
// of these in processes that go on with the next file: nothing of ours keeps state in a module (STYLE,
// Budgets); and last `e2e-alone`, one at a time, what needs the machine for itself.

import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { commonPasswords } from '../src/web/build/common-passwords.ts';
import { confusables } from '../src/web/build/confusables.ts';
import { sodiumWasm } from '../src/web/build/sodium.ts';
import { LongestFirst } from './longest-first.ts';

const ALONE = ['dht', 'mesh', 'ports', 'relay', 'tracker-loss'].map(
  (name) => `test/e2e/${name}.test.ts`,
);

/** With real browsers. Against hanging alone, also on a slow machine: what must be soon says so itself. */
const HANGS_MS = 180_000;
/** The same of what is waited for within a test: Vitest's second is short beside two other browsers. */
const POLL_MS = 20_000;

export default defineConfig({
  root: resolve(import.meta.dirname, '..'),
  test: {
    pool: 'forks',
    // Vitest leaves one core free, which of two is half.
    maxWorkers: '100%',
    sequence: { sequencer: LongestFirst },
    expect: { poll: { timeout: POLL_MS } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/web/**'],
          testTimeout: 20_000,
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        plugins: [
          svelte({ configFile: false }),
          commonPasswords(),
          confusables(),
          sodiumWasm('text'),
        ],
        resolve: { conditions: ['browser'] },
        test: {
          name: 'web',
          include: ['test/web/**/*.test.ts'],
          environment: './test/web/environment.ts',
          setupFiles: ['test/web/page.ts'],
          testTimeout: 20_000,
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: ALONE,
          maxWorkers: 3,
          globalSetup: './test/support/lay-networks.ts',
          isolate: false,
          testTimeout: HANGS_MS,
          hookTimeout: HANGS_MS,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e-alone',
          include: ALONE,
          fileParallelism: false,
          globalSetup: './test/support/lay-networks.ts',
          testTimeout: HANGS_MS,
          hookTimeout: HANGS_MS,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
