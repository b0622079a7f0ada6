// The settings that a person keeps, in a real browser.

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Bridge } from '../../relay-node/bridge.ts';
import { launchChromium } from '../support/chromium.ts';
import { DESKTOP, serveApp } from './app.ts';

let browser: Browser;
let bridge: Bridge;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  [browser, bridge] = await Promise.all([launchChromium(), serveApp()]);
});

afterAll(async () => {
  await browser?.close();
  await bridge?.close();
});

afterEach(() => context?.close());

async function open(url = bridge.url): Promise<void> {
  context = await browser.newContext(DESKTOP);
  page = await context.newPage();
  await page.goto(url);
  await button('Start a room').waitFor();
}

const button = (name: string) => page.getByRole('button', { name, exact: true });

describe('settings', () => {
  const keep = () => page.getByRole('switch', { name: 'Keep these settings on this device' });
  const stored = () => page.evaluate(() => Object.values(localStorage).join());

  async function reopen(): Promise<void> {
    await page.reload();
    await button('Settings').click();
  }

  async function chooseAndReopen(): Promise<void> {
    await page.getByRole('radio', { name: 'Dark' }).check();
    await page
      .getByRole('textbox', { name: 'Address of a meeting point' })
      .fill('wss://own.example');
    await page.keyboard.press('Enter');
    await reopen();
  }

  test('are kept only when that is asked for, and deleted as soon as it no longer is', async () => {
    await open();
    await button('Settings').click();
    await chooseAndReopen();
    expect([await page.getByRole('radio', { name: 'Dark' }).isChecked(), await stored()]).toEqual([
      false,
      '',
    ]);

    await keep().check();
    await chooseAndReopen();
    await page.getByText('wss://own.example').waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
    expect(await stored()).toContain('wss://own.example');

    await keep().uncheck();
    expect(await stored()).toBe('');
    await reopen();
    expect(await page.getByRole('radio', { name: 'Dark' }).isChecked()).toBe(false);
  });

  test('a page from disk keeps none, is not installed, and says why', async () => {
    await open(pathToFileURL(resolve('dist/sotto.html')).href);
    await button('Settings').click();
    await page.getByText('A page opened from disk can’t keep them to itself.').waitFor();
    await page.getByText('This page is one file and needs no installing.').waitFor();
    expect([await keep().count(), await button('Install').count()]).toEqual([0, 0]);
  });
});
