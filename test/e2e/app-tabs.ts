// The app in tabs of one Chromium, for a file of tests: served and launched before the first, and nothing
// of one test open in the next.

import type { Browser, BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Bridge } from '../../relay-node/bridge.ts';
import { launchChromium } from '../support/chromium.ts';
import { AppPage, serveApp } from './app.ts';

export interface AppTabs {
  /** Of the bridge that serves the app. */
  readonly url: string;
  /** A tab of a person of their own. */
  open(device: BrowserContextOptions, url?: string): Promise<AppPage>;
}

export function appTabs(): AppTabs {
  let bridge: Bridge;
  let browser: Browser;
  beforeAll(async () => {
    [bridge, browser] = await Promise.all([serveApp(), launchChromium()]);
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
  });
  afterAll(async () => {
    await browser?.close();
    await bridge?.close();
  });
  return {
    get url() {
      return bridge.url;
    },
    async open(device, url = bridge.url) {
      const page = await (await browser.newContext(device)).newPage();
      await page.goto(url);
      return new AppPage(page);
    },
  };
}
