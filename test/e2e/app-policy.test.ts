// What the page may do at all: its content security policy and Trusted Types, tried in real Chromium
// with what an injected script would try first.

import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bridge } from '../../relay-node/bridge.ts';
import { launchChromium } from '../support/chromium.ts';
import { AppPage, serveApp } from './app.ts';

let browser: Browser;
let bridge: Bridge;
let page: Page;

beforeAll(async () => {
  [browser, bridge] = await Promise.all([launchChromium(), serveApp()]);
  page = await browser.newPage();
  await page.goto(bridge.url);
  await page.evaluate(() => {
    globalThis.later = (act) =>
      new Promise((resolve, reject) => {
        setTimeout(() => {
          try {
            resolve(act());
          } catch (error) {
            reject(error);
          }
        });
      });
  });
  // In a room all of the app's own code has run: its policies are made, its worker was started.
  await new AppPage(page).start();
});

afterAll(async () => {
  await browser?.close();
  await bridge?.close();
});

declare global {
  /** Runs on its own in the page: what the browser's protocol evaluates is allowed everything. */
  function later(act: () => unknown): Promise<unknown>;
}

/** What an injected script would try; each runs inside the page. */
const SINKS: Readonly<Record<string, () => unknown>> = {
  innerHTML: () => {
    document.body.innerHTML = '<b>x</b>';
  },
  outerHTML: () => {
    document.body.outerHTML = '<b>x</b>';
  },
  insertAdjacentHTML: () => document.body.insertAdjacentHTML('beforeend', '<b>x</b>'),
  'document.write': () => document.write('<b>x</b>'),
  srcdoc: () => {
    document.createElement('iframe').srcdoc = '<b>x</b>';
  },
  'script source': () => {
    document.createElement('script').src = '/x.js';
  },
  'script text': () => {
    document.createElement('script').text = '1';
  },
  DOMParser: () => new DOMParser().parseFromString('<b>x</b>', 'text/html'),
  'worker from a text': () => new Worker('/x.js'),
  eval: () => later(() => Reflect.get(window, 'eval')('1')),
  Function: () => later(() => Reflect.construct(Function, ['return 1'])),
  'a service worker of its own': () => navigator.serviceWorker.register('/x.js'),
  'a policy of its own': () => Reflect.get(window, 'trustedTypes').createPolicy('evil', {}),
  'the worker policy once more': () =>
    Reflect.get(window, 'trustedTypes').createPolicy('sotto-worker', {}),
};

test.each(Object.entries(SINKS))('%s is refused', async (_, sink) => {
  const outcome = await page.evaluate(sink).then(
    () => 'done',
    (error: Error) => error.message,
  );
  expect(outcome).toMatch(/TypeError|EvalError/);
});

/** Whatever brings something from elsewhere, or carries something there. */
const REACHES: Readonly<Record<string, (url: string) => void>> = {
  'an image': (url) => {
    document.body.append(Object.assign(new Image(), { src: url }));
  },
  'a style sheet': (url) => {
    document.head.append(
      Object.assign(document.createElement('link'), { rel: 'stylesheet', href: url }),
    );
  },
  'an inline style': () => {
    document.head.append(Object.assign(document.createElement('style'), { textContent: 'a{}' }));
  },
  'a frame': (url) => {
    document.body.append(Object.assign(document.createElement('iframe'), { src: url }));
  },
  'a fetch': (url) => void fetch(url).catch(() => {}),
  'a beacon': (url) => void navigator.sendBeacon(url, 'x'),
  'a base': (url) => {
    document.head.append(Object.assign(document.createElement('base'), { href: url }));
  },
};

test.each(Object.entries(REACHES))('%s from elsewhere is refused', async (_, reach) => {
  const violation = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        document.addEventListener(
          'securitypolicyviolation',
          (event) => resolve(event.effectiveDirective),
          { once: true },
        );
      }),
  );
  await page.evaluate(reach, 'https://elsewhere.example/x');
  expect(await violation).toMatch(/^(img|style|frame|connect|default)-src(-elem)?$|^base-uri$/);
});

test('the page carries the policy of the headers itself, for hosts that send none', async () => {
  const html = await readFile('dist/app/index.html', 'utf8');
  const [, meta = ''] = /http-equiv="Content-Security-Policy"\s+content="([^"]+)"/.exec(html) ?? [];
  const header = (await fetch(bridge.url)).headers.get('Content-Security-Policy') ?? '';
  // The one directive that a page can't give itself (CSP 3, §3.3).
  const expected = header.split('; ').filter((each) => !each.startsWith('frame-ancestors'));
  expect(meta.split('; ')).toEqual(expected);
});

test('no permission is asked for, and none is held', async () => {
  const states = await page.evaluate(() =>
    Promise.all(
      ['camera', 'microphone', 'notifications', 'geolocation'].map(
        async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state,
      ),
    ),
  );
  expect(states.filter((state) => state === 'granted')).toEqual([]);
});

test('no host of a link in a message is looked up ahead of a tap', async () => {
  const control = page.locator('meta[http-equiv="x-dns-prefetch-control"]');
  expect(await control.getAttribute('content')).toBe('off');
});
