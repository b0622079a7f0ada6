// High contrast as it is seen: on every screen axe finds nothing, not even by its measure of enhanced
// contrast (WCAG 2.2, 1.4.6: 7:1). And the settings that a person keeps, in a real browser.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Bridge } from '../../relay-node/bridge.ts';
import { launchChromium } from '../support/chromium.ts';
import { AppPage, DESKTOP, PHONE, serveApp } from './app.ts';

let browser: Browser;
let bridge: Bridge;
let axe: string;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  [browser, bridge] = await Promise.all([launchChromium(), serveApp()]);
});

afterAll(async () => {
  await browser?.close();
  await bridge?.close();
});

afterEach(() => context?.close());

async function open(device: BrowserContextOptions, url = bridge.url): Promise<void> {
  context = await browser.newContext(device);
  page = await context.newPage();
  await page.goto(url);
  await button('Start a room').waitFor();
}

const button = (name: string) => page.getByRole('button', { name, exact: true });

async function faults(): Promise<string[]> {
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().map(({ finished }) => finished)),
  );
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await Reflect.get(window, 'axe').run(document, {
      resultTypes: ['violations'],
      rules: { 'color-contrast-enhanced': { enabled: true } },
    });
    return violations.flatMap((rule: { id: string; nodes: { html: string }[] }) =>
      rule.nodes.map(({ html }) => `${rule.id}: ${html.slice(0, 160)}`),
    );
  });
}

const LOOKS = (['light', 'dark'] as const).flatMap((colorScheme) => [
  { look: `chosen, ${colorScheme}`, chosen: true, device: { ...PHONE, colorScheme } },
  {
    look: `asked for by the device, ${colorScheme}`,
    chosen: false,
    device: { ...DESKTOP, colorScheme, contrast: 'more' as const },
  },
]);

describe.each(LOOKS)('high contrast, $look', ({ chosen, device }) => {
  test('settings, the first screen, About, joining and a room', async () => {
    await open(device);
    await button('Settings').click();
    if (chosen) await page.getByRole('radio', { name: 'High contrast' }).check();
    const found = [await faults()];
    await button('Close').click();
    found.push(await faults());
    await button('About this page').click();
    await page.getByRole('heading', { name: 'What it is built on' }).waitFor();
    found.push(await faults());
    await button('Close').click();
    await button('Join a room').click();
    await page.getByRole('textbox', { name: 'The phrase' }).pressSequentially('velvet har');
    await page.getByRole('option', { name: 'harbor' }).waitFor();
    found.push(await faults());
    await button('Back').click();
    const app = new AppPage(page);
    await app.start();
    await app.say('still waiting');
    found.push(await faults());
    expect(found).toEqual([[], [], [], [], []]);
  });
});

describe('settings', () => {
  const keep = () => page.getByRole('switch', { name: 'Keep these settings on this device' });
  const stored = () => page.evaluate(() => Object.values(localStorage).join());

  async function reopen(): Promise<void> {
    await page.reload();
    await button('Settings').click();
  }

  test('are kept only when that is asked for, and deleted as soon as it no longer is', async () => {
    await open(DESKTOP);
    await button('Settings').click();
    await page.getByRole('radio', { name: 'Dark' }).check();
    await page
      .getByRole('textbox', { name: 'Address of a meeting point' })
      .fill('wss://own.example');
    await page.keyboard.press('Enter');
    await reopen();
    expect([await page.getByRole('radio', { name: 'Dark' }).isChecked(), await stored()]).toEqual([
      false,
      '',
    ]);

    await keep().check();
    await page.getByRole('radio', { name: 'Dark' }).check();
    await page
      .getByRole('textbox', { name: 'Address of a meeting point' })
      .fill('wss://own.example');
    await page.keyboard.press('Enter');
    await reopen();
    await page.getByText('wss://own.example').waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
    expect(await stored()).toContain('wss://own.example');

    await keep().uncheck();
    expect(await stored()).toBe('');
    await reopen();
    expect(await page.getByRole('radio', { name: 'Dark' }).isChecked()).toBe(false);
  });

  test('a page from disk keeps none, is not installed, and says why', async () => {
    await open(DESKTOP, pathToFileURL(resolve('dist/sotto.html')).href);
    await button('Settings').click();
    await page.getByText('A page opened from disk can’t keep them to itself.').waitFor();
    await page.getByText('This page is one file and needs no installing.').waitFor();
    expect([await keep().count(), await button('Install').count()]).toEqual([0, 0]);
  });
});
