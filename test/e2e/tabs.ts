// Tabs for the end-to-end tests: one browser, the member page, and a page per member.

import type { Browser, Page } from 'playwright-core';
import { type Served, serveBundle } from '../support/bundle.ts';
import { launchChromium } from '../support/chromium.ts';

export interface Tabs {
  readonly url: string;
  /** A fresh tab in a context of its own. */
  open(): Promise<Page>;
  close(): Promise<void>;
}

export async function openTabs(): Promise<Tabs> {
  const [browser, served] = await Promise.all([
    launchChromium(),
    serveBundle('test/e2e/member-page.ts'),
  ]);
  return tabs(browser, served);
}

function tabs(browser: Browser, served: Served): Tabs {
  return {
    url: served.url,
    async open() {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(served.url);
      await page.waitForFunction(() => 'members' in window);
      return page;
    },
    async close() {
      await browser.close();
      await served.close();
    },
  };
}
