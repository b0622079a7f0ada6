// The page from disk is as strict as the hosted one: what an injected script would try first is refused,
// in Chromium, under the policy of hashes that stands in the file.

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';

let browser: Browser;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
  page = await browser.newPage();
  await page.goto(pathToFileURL(resolve('dist/sotto.html')).href);
  await page.getByRole('button', { name: 'Start a room' }).waitFor();
});

afterAll(() => browser?.close());

/** Each makes the browser report one violation of the page's policy. */
const ATTEMPTS: Readonly<Record<string, () => void>> = {
  'a script in the page': () => {
    const script = document.createElement('script');
    script.append('globalThis.injected = true');
    document.head.append(script);
  },
  'a script beside it': () => {
    document.head.append(Object.assign(document.createElement('script'), { src: './x.js' }));
  },
  'a style in the page': () => {
    document.head.append(Object.assign(document.createElement('style'), { textContent: 'a{}' }));
  },
  'an image from elsewhere': () => {
    document.body.append(Object.assign(new Image(), { src: 'https://elsewhere.example/x' }));
  },
  'an image beside it': () => {
    document.body.append(Object.assign(new Image(), { src: './x.png' }));
  },
  'a frame': () => {
    document.body.append(
      Object.assign(document.createElement('iframe'), { src: 'https://elsewhere.example/x' }),
    );
  },
  'a fetch': () => void fetch('https://elsewhere.example/x').catch(() => {}),
};

test.each(Object.entries(ATTEMPTS))('%s is refused', async (_, attempt) => {
  const violation = page.evaluate(
    () =>
      new Promise<string>((report) => {
        document.addEventListener(
          'securitypolicyviolation',
          ({ effectiveDirective }) => report(effectiveDirective),
          { once: true },
        );
      }),
  );
  const outcome = page.evaluate(attempt).then(
    () => violation,
    (error: Error) => error.message,
  );
  expect(await outcome).toMatch(/-src(-elem)?$|^require-trusted-types-for$|TrustedScript/);
  expect(await page.evaluate(() => 'injected' in globalThis)).toBe(false);
});

test('innerHTML and a policy of its own are refused by Trusted Types', async () => {
  const refusals = await Promise.all(
    [
      () => {
        document.body.innerHTML = '<b>x</b>';
      },
      () => Reflect.get(window, 'trustedTypes').createPolicy('evil', {}),
    ].map((sink) => page.evaluate(sink as () => void).catch((error: Error) => error.message)),
  );
  expect(refusals).toEqual([
    expect.stringContaining('TypeError'),
    expect.stringContaining('TypeError'),
  ]);
});
