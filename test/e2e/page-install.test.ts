// Installing: nothing is on the device before the tap, the app opens without a network after it, and
// nothing of a conversation is ever among what is kept; a newer build takes over as a whole; and what
// was kept goes with another tap.

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Bridge, startBridge } from '../../relay-node/bridge.ts';
import { launchChromium } from '../support/chromium.ts';
import { AppPage } from './app.ts';

const SAID = 'meet me by the green door';

let browser: Browser;
let context: BrowserContext;
let folder: string;
let bridge: Bridge;
let page: Page;

beforeAll(async () => {
  browser = await launchChromium();
});

afterAll(() => browser?.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-install-'));
  await cp('dist/app', join(folder, 'app'), { recursive: true });
  await serve(0);
  context = await browser.newContext();
  page = await context.newPage();
  await page.goto(bridge.url);
});

afterEach(async () => {
  await context?.close();
  await bridge?.close();
  await rm(folder, { recursive: true, force: true });
});

async function serve(port: number): Promise<void> {
  bridge = await startBridge({ app: join(folder, 'app'), port });
}

const button = (name: string) => page.getByRole('button', { name, exact: true });

async function openSettings(): Promise<void> {
  await button('Settings').first().click();
  await page.getByRole('heading', { name: 'On this device' }).waitFor();
}

async function install(): Promise<void> {
  await openSettings();
  await button('Install').click();
  await page.getByText('The app is kept on this device').waitFor();
  await button('Close').click();
}

async function remove(): Promise<void> {
  await openSettings();
  await button('Remove from this device').click();
  await button('Install').waitFor();
  await button('Close').click();
}

/** What this origin has on the device. */
function traces(): Promise<{ workers: number; caches: string[]; stored: number }> {
  return page.evaluate(async () => ({
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    caches: await caches.keys(),
    stored: localStorage.length + sessionStorage.length + (await indexedDB.databases()).length,
  }));
}

const NOTHING = { workers: 0, caches: [], stored: 0 };

/** Everything in the caches, by address. */
function kept(): Promise<Readonly<Record<string, string>>> {
  return page.evaluate(async () => {
    const found: Record<string, string> = {};
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const answer = await cache.match(request);
        found[new URL(request.url).pathname] = (await answer?.text()) ?? '';
      }
    }
    return found;
  });
}

/** Another build with the same files: only its name is another. */
async function release(name: string): Promise<void> {
  const old = await nameOfBuild();
  for (const file of ['index.html', 'sw.js']) {
    const path = join(folder, 'app', file);
    await writeFile(path, (await readFile(path, 'utf8')).replace(old, name));
  }
  const { port } = bridge;
  await bridge.close();
  await serve(port);
}

/** Until the browser has let go of the last window, and the worker that waited for that has taken over. */
async function untilTakenOver(): Promise<void> {
  const newest = context.serviceWorkers().at(-1);
  if (newest === undefined) throw new Error('no worker is there');
  await newest.evaluate(async () => {
    const { serviceWorker } = self as unknown as { serviceWorker: ServiceWorker };
    while (serviceWorker.state !== 'activated') {
      await new Promise((resolve) => {
        serviceWorker.addEventListener('statechange', resolve, { once: true });
      });
    }
  });
}

function nameOfBuild(): Promise<string> {
  return page.evaluate(
    () => document.querySelector<HTMLMetaElement>('meta[name=build]')?.content ?? '',
  );
}

test('nothing is on the device before the tap, a conversation included', async () => {
  await openSettings();
  await button('Close').click();
  const app = new AppPage(page);
  await app.start();
  await app.say(SAID);
  await app.leave();
  expect(await traces()).toEqual(NOTHING);
});

describe('after the tap', () => {
  test('it opens without a network, and nothing of a conversation is kept', async () => {
    await install();
    const name = await nameOfBuild();
    expect(await traces()).toEqual({
      ...NOTHING,
      workers: 1,
      caches: [`sotto ${bridge.url}/ ${name}`],
    });
    const app = new AppPage(page);
    const before = await kept();
    const phrase = await app.start();
    await app.say(SAID);
    await app.leave();

    await bridge.close();
    await page.goto(`${bridge.url}/?opened=again#somewhere`);
    await button('Start a room').waitFor();
    expect(await nameOfBuild()).toBe(name);
    await button('About this page').click();
    await page.getByRole('heading', { name: 'What it is built on' }).waitFor();
    await button('Close').click();
    await app.start();
    await app.say(SAID);
    const after = await kept();
    expect(after).toEqual(before);
    expect(
      Object.values(after).filter((text) => text.includes(SAID) || text.includes(phrase)),
    ).toEqual([]);
    expect(Object.keys(after)).toContain('/');
  });

  test('a newer build waits for the last window, and then takes over as a whole', async () => {
    await install();
    const old = await nameOfBuild();
    await page.reload();
    const newer = 'c0ffee'.padEnd(64, '0');
    await release(newer);
    await openSettings();
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await page.getByText('A newer build is ready').waitFor();
    await page.reload();
    expect(await nameOfBuild()).toBe(old);

    await page.close();
    await untilTakenOver();
    page = await context.newPage();
    await page.goto(bridge.url);
    expect(await nameOfBuild()).toBe(newer);
    await expect
      .poll(async () => (await traces()).caches, { timeout: 30_000 })
      .toEqual([`sotto ${bridge.url}/ ${newer}`]);
  });

  test('files of another build are not kept beside those of this one', async () => {
    await install();
    const [before] = (await traces()).caches;
    const worker = join(folder, 'app', 'sw.js');
    const name = 'bad'.padEnd(64, '0');
    await writeFile(worker, (await readFile(worker, 'utf8')).replace(await nameOfBuild(), name));
    const { port } = bridge;
    await bridge.close();
    await serve(port);
    const outcome = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready;
      await registration.update();
      const worker = registration.installing;
      return new Promise((resolve) => {
        worker?.addEventListener('statechange', () => resolve(worker.state));
      });
    });
    expect([outcome, (await traces()).caches]).toEqual(['redundant', [before]]);
  });

  test('taken off and installed again in one page, it opens without a network', async () => {
    await install();
    await page.reload();
    await remove();
    await install();
    await bridge.close();
    await page.reload();
    await button('Start a room').waitFor();
  });

  test('taken off while a newer build waits, and installed again: it is the newer one', async () => {
    await install();
    await page.reload();
    const newer = 'decade'.padEnd(64, '0');
    await release(newer);
    await openSettings();
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await page.getByText('A newer build is ready').waitFor();
    await button('Close').click();
    await remove();
    await install();
    expect((await traces()).caches).toEqual([`sotto ${bridge.url}/ ${newer}`]);
    await bridge.close();
    await page.reload();
    await button('Start a room').waitFor();
    expect(await nameOfBuild()).toBe(newer);
  });

  test('files that are gone by themselves are not said to be there', async () => {
    await install();
    await page.evaluate(async () => {
      for (const name of await caches.keys()) await caches.delete(name);
    });
    await install();
    expect((await traces()).caches).toHaveLength(1);
  });

  test('another tap takes it off the device', async () => {
    await install();
    await remove();
    expect(await traces()).toEqual(NOTHING);
    await page.reload();
    await button('Start a room').waitFor();
    expect(await traces()).toEqual(NOTHING);
  });
});

test('when the files can’t be fetched nothing is kept, and that is said', async () => {
  await openSettings();
  await bridge.close();
  await button('Install').click();
  await page.getByText('nothing was kept').waitFor();
  expect(await traces()).toEqual(NOTHING);
});

test('the manifest names icons that are there', async () => {
  const load = (path: string) => page.request.get(`${bridge.url}/${path}`);
  const manifest = await load('sotto.webmanifest');
  expect(manifest.headers()['content-type']).toBe('application/manifest+json; charset=utf-8');
  const { icons } = (await manifest.json()) as { icons: { src: string; type: string }[] };
  const types = await Promise.all(
    icons.map(async ({ src }) => (await load(src)).headers()['content-type']),
  );
  expect(types).toEqual(icons.map(({ type }) => type));
  const client = await context.newCDPSession(page);
  const { errors } = await client.send('Page.getAppManifest');
  expect(errors).toEqual([]);
});
