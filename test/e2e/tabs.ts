// Tabs for the end-to-end tests: one browser, the member page, and a page per member.

import type { Browser, LaunchOptions, Page } from 'playwright-core';
import { type Served, serveBundle } from '../support/bundle.ts';
import { launchChromium } from '../support/chromium.ts';

export interface Tabs {
  readonly url: string;
  /** A fresh tab in a context of its own. */
  open(): Promise<Page>;
  close(): Promise<void>;
}

export interface TabOptions {
  /** How to launch the browser. */
  readonly launch?: LaunchOptions;
  /** Runs in each tab before the member page does. */
  readonly initScript?: () => void;
}

export async function openTabs(options: TabOptions = {}): Promise<Tabs> {
  const page = await serveMemberPage();
  try {
    const tabs = await openTabsOn(page.url, options);
    return {
      ...tabs,
      async close() {
        await tabs.close();
        await page.close();
      },
    };
  } catch (error) {
    await page.close();
    throw error;
  }
}

/** The member page, for browsers that find it at `host`; default 127.0.0.1. */
export function serveMemberPage(host = '127.0.0.1'): Promise<Served> {
  return serveBundle('test/e2e/member-page.ts', { host });
}

/** A browser whose tabs show the member page that is served at `url`. */
export async function openTabsOn(url: string, options: TabOptions = {}): Promise<Tabs> {
  const browser = await launchChromium(options.launch);
  return {
    url,
    open: () => openTab(browser, url, options),
    close: () => browser.close(),
  };
}

async function openTab(browser: Browser, url: string, { initScript }: TabOptions): Promise<Page> {
  const context = await browser.newContext();
  if (initScript !== undefined) await context.addInitScript(initScript);
  const page = await context.newPage();
  await page.goto(url);
  await page.waitForFunction(() => 'members' in window);
  return page;
}
