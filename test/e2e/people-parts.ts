// The parts that tell people apart, on a page of their own (test/web/stage/people), built with the
// app's own compiler and served under its own policy.

import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { type Bridge, startBridge } from '../../relay-node/bridge.ts';
import { confusables } from '../../src/web/build/confusables.ts';
import { TARGET } from '../../src/web/build/target.ts';
import type { NameVerdict } from '../../src/web/state/names.ts';
import type { VerifyStep } from '../../src/web/state/verification.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const OUT = here('../../node_modules/.cache/sotto-people');

export async function servePeople(): Promise<Bridge> {
  await build({
    configFile: false,
    logLevel: 'error',
    root: here('../web/stage/people'),
    base: './',
    plugins: [svelte({ configFile: false }), confusables()],
    build: {
      outDir: OUT,
      emptyOutDir: true,
      target: TARGET,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
  return startBridge({ app: OUT });
}

/** What the page is told to show. */
export interface Shown {
  readonly step?: VerifyStep | undefined;
  readonly name?: string;
  readonly verdict?: NameVerdict;
  readonly other?: string;
}

export async function show(page: Page, shown: Shown): Promise<void> {
  await page.evaluate((what) => Object.assign(Reflect.get(window, 'stage'), what), shown);
}

export async function close(page: Page): Promise<void> {
  await page.evaluate(() => {
    Reflect.get(window, 'stage').step = undefined;
  });
}

/** What was done there since the last time. */
export function done(page: Page): Promise<string[]> {
  return page.evaluate(() => Reflect.get(window, 'stage').done.splice(0));
}

export const STEPS: Readonly<Record<string, VerifyStep>> = {
  waiting: { kind: 'waiting' },
  asked: { kind: 'asked' },
  exchanging: { kind: 'exchanging' },
  comparing: { kind: 'comparing', emoji: [0, 5, 26, 35, 44, 13, 62], theySaySame: false },
  comparingThere: { kind: 'comparing', emoji: [0, 5, 26, 35, 44, 13, 62], theySaySame: true },
  verified: { kind: 'verified', awaited: true },
  confirmed: { kind: 'confirmed' },
  mismatch: { kind: 'failed', reason: 'mismatch' },
  timeout: { kind: 'failed', reason: 'timeout' },
};
