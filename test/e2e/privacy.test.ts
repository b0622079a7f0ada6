// Nothing about a conversation is written to disk, and a tracker learns nothing of it: real profiles
// of real browsers are read while the room is open, after it was closed, and after the browser was
// killed; and every frame that a tracker saw is looked through. A page that leaks on purpose is found
// by the same scan, or all of this would prove nothing.

import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setInterval } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Bridge } from '../../relay-node/bridge.ts';
import { toHex } from '../../src/base/bytes.ts';
import { roomKeys } from '../../src/crypto/keys.ts';
import { rootPassword, rootSalt } from '../../src/crypto/phrase.ts';
import { slowHash } from '../../src/crypto/root.ts';
import { type Served, serveFiles } from '../support/bundle.ts';
import { launchProfile } from '../support/chromium.ts';
import { findLeaks, type Leak, type Secrets, scanFolder } from '../support/leaks.ts';
import '../support/ready.ts';
import { type StrictTracker, startStrictTracker } from '../support/trackers/strict.ts';
import { AppPage, serveApp } from './app.ts';
import { keepDescriptions, secretsOfDescriptions } from './descriptions.ts';

/** Browsers write what they keep within seconds (EXPERIENCE, The phrase); this is several of those. */
const WATCH_MS = 12_000;
const LOOK_EVERY_MS = 2_000;

const WORDS = {
  name: 'Zephyrine Quillfeather',
  said: 'the ledger lies under the third floorboard',
  answered: 'then burn the green copy, keep the blue one',
  draft: 'never sent: ask for Ottoline at the harbour office',
  'relay password': 'correct-battery-relay-7731',
};

const run = promisify(execFile);

let tracker: StrictTracker;
let bridge: Bridge;
const folders: string[] = [];
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  [tracker, bridge] = await Promise.all([startStrictTracker(), serveApp()]);
});

afterAll(async () => {
  await Promise.all(contexts.map((context) => context.close().catch(() => {})));
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
  await Promise.all([tracker?.close(), bridge?.close()]);
});

interface Browser {
  readonly folder: string;
  readonly page: Page;
  close(): Promise<void>;
  kill(): Promise<void>;
}

async function openProfile(): Promise<Browser> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-profile-'));
  folders.push(folder);
  const context = await launchProfile(folder);
  contexts.push(context);
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    folder,
    page,
    close: () => context.close(),
    async kill() {
      const gone = new Promise((resolve) => context.once('close', resolve));
      await run('pkill', ['-9', '-f', folder]);
      await gone;
    },
  };
}

/** The app, meeting through the recording tracker only. */
async function openApp({ page }: Browser): Promise<AppPage> {
  await page.addInitScript(keepDescriptions);
  await page.route('**/sotto.json', (route) => route.fulfill({ status: 404 }));
  await page.goto(bridge.url);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.getByRole('textbox', { name: 'Address of a meeting point' }).fill(tracker.url);
  await page.getByRole('button', { name: 'Add', exact: true }).first().click();
  await page.getByRole('textbox', { name: 'Address of a TURN server' }).fill('turn:127.0.0.1:9');
  await page.getByRole('textbox', { name: 'User name for the relay' }).fill('relay-user');
  await page.getByRole('textbox', { name: 'Password for the relay' }).fill(WORDS['relay password']);
  await page.getByRole('button', { name: 'Add', exact: true }).nth(1).click();
  await page.getByRole('button', { name: 'Close' }).click();
  return new AppPage(page);
}

function keysOf(phrase: string): Secrets {
  const root = slowHash(rootPassword(phrase), rootSalt(''));
  const { sig, psk, roomId, mailboxSign, mailboxSeal, circuit } = roomKeys(root);
  const keys = { root, sig, psk, roomId, mailboxSign, mailboxSeal, circuit };
  return Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, `0x${toHex(key)}`]));
}

async function converse(a: AppPage, b: AppPage): Promise<Secrets> {
  const phrase = await a.start();
  await b.join(phrase);
  await Promise.all([a.untilCompany(), b.untilCompany()]);
  await a.page.getByText('Choose a name').first().click();
  await a.page.getByRole('textbox', { name: 'Your name' }).fill(WORDS.name);
  await a.page.getByRole('button', { name: 'Use this name' }).click();
  await a.page.getByText('The others in this room see it from now on.').waitFor();
  await a.say(WORDS.said);
  await b.page.getByText(WORDS.name).first().waitFor();
  await b.say(WORDS.answered);
  for (const app of [a, b]) await app.untilTexts([WORDS.said, WORDS.answered]);
  for (const { page } of [a, b]) {
    await page.getByRole('textbox', { name: 'Message' }).pressSequentially(WORDS.draft);
  }
  const descriptions = [await secretsOfDescriptions(a.page), await secretsOfDescriptions(b.page)];
  return { phrase, ...WORDS, ...keysOf(phrase), ...descriptions[0], ...descriptions[1] };
}

/** Reads the folders again and again, as long as browsers take to write. */
async function watch(paths: readonly string[], secrets: Secrets): Promise<Leak[]> {
  const until = performance.now() + WATCH_MS;
  for await (const _ of setInterval(LOOK_EVERY_MS)) {
    const leaks = paths.flatMap((path) => scanFolder(path, secrets));
    if (leaks.length > 0 || performance.now() >= until) return leaks;
  }
  return [];
}

test('a conversation: not on any disk, and not with the tracker', async () => {
  const [one, other] = [await openProfile(), await openProfile()];
  const [a, b] = [await openApp(one), await openApp(other)];
  const secrets = await converse(a, b);
  const kinds = new Set(Object.keys(secrets).map((name) => name.split(' ').slice(0, 2).join(' ')));
  expect([...kinds]).toEqual(
    expect.arrayContaining(['phrase', 'root', 'ice password', 'ice address']),
  );

  expect(await watch([one.folder, other.folder], secrets)).toEqual([]);
  await one.close();
  await other.kill();
  expect([one, other].flatMap(({ folder }) => scanFolder(folder, secrets))).toEqual([]);

  const seen = tracker.recording.map(({ text }) => text).join('\n');
  expect(seen).toContain('"answer"');
  expect(findLeaks('the tracker', Buffer.from(seen), secrets)).toEqual([]);
});

/** Every place where a page may leave words, each with words of its own. */
const LEAKS: Secrets = {
  title: 'leaked by the title of the page',
  fragment: 'leaked-by-the-fragment-of-the-address',
  'history state': 'leaked by the state of the history',
  'text field': 'leaked by an ordinary text field',
  'text area': 'leaked by an ordinary text area',
  localStorage: 'leaked by the local storage',
  sessionStorage: 'leaked by the session storage',
  indexedDB: 'leaked by the indexed database',
  'Cache API': 'leaked by the cache of a worker',
  'private file': 'leaked by the private file system',
};

const LEAKY_PAGE = `<!doctype html><title>…</title>
<form><input name="field"><textarea name="area"></textarea></form>
<script type="module">
window.leak = async (words) => {
  document.title = words.title;
  history.replaceState(words['history state'], '', '#' + words.fragment);
  document.querySelector('input').value = words['text field'];
  document.querySelector('textarea').value = words['text area'];
  localStorage.setItem('key', words.localStorage);
  sessionStorage.setItem('key', words.sessionStorage);
  await (await caches.open('cache')).put('/words', new Response(words['Cache API']));
  const folder = await navigator.storage.getDirectory();
  const file = await (await folder.getFileHandle('words', { create: true })).createWritable();
  await file.write(words['private file']);
  await file.close();
  await new Promise((resolve, reject) => {
    const opening = indexedDB.open('database');
    opening.onupgradeneeded = () => opening.result.createObjectStore('store');
    opening.onsuccess = () => {
      const change = opening.result.transaction('store', 'readwrite', { durability: 'strict' });
      change.objectStore('store').put(words.indexedDB, 'key');
      change.oncomplete = resolve;
      change.onerror = reject;
    };
  });
};
</script>`;

describe('a page that leaks on purpose', () => {
  let served: Served;

  beforeAll(async () => {
    served = await serveFiles(new Map(), { html: LEAKY_PAGE });
  });

  afterAll(() => served?.close());

  test('is found in each of the places where it leaks', async () => {
    const browser = await openProfile();
    await browser.page.goto(served.url);
    await browser.page.waitForFunction(() => 'leak' in window);
    await browser.page.evaluate((words) => Reflect.get(window, 'leak')(words), LEAKS);
    // Browsers write what is in forms when the page is left.
    await browser.page.goto('about:blank');
    await watch([], {});
    await browser.close();
    const found = new Set(scanFolder(browser.folder, LEAKS).map(({ secret }) => secret));
    expect(Object.keys(LEAKS).filter((place) => !found.has(place))).toEqual([]);
  });
});
