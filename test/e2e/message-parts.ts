// What messages look like, on a page of its own (test/web/stage/messages), built with the app's own
// compiler and served under its own policy.

import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { type Bridge, startBridge } from '../../relay-node/bridge.ts';
import { confusables } from '../../src/web/build/confusables.ts';
import { TARGET } from '../../src/web/build/target.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const OUT = here('../../node_modules/.cache/sotto-messages');

export async function serveMessages(): Promise<Bridge> {
  await build({
    configFile: false,
    logLevel: 'error',
    root: here('../web/stage/messages'),
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

/** By turns somebody else's and one's own; waits until their Markdown is read. */
export async function say(page: Page, ...texts: string[]): Promise<void> {
  await page.evaluate(
    (said) => Object.assign(Reflect.get(window, 'stage'), { texts: said }),
    [...texts, '', '**read**'],
  );
  await page.locator('strong', { hasText: 'read' }).last().waitFor();
}

/** What was done there since the last time. */
export function done(page: Page): Promise<string[]> {
  return page.evaluate(() => Reflect.get(window, 'stage').done.splice(0));
}
