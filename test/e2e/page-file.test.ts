// The app as one file from disk: opened in Chromium and in Firefox, it meets the hosted page and a Node
// program in one room. And whatever is said there, links and images above all, nobody is contacted but
// those whom About lists: each browser's own log of its network tells.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import type { Browser as Firefox } from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Bridge } from '../../relay-node/bridge.ts';
import { rootPassword, rootSalt } from '../../src/crypto/phrase.ts';
import { slowHash } from '../../src/crypto/root.ts';
import { type Room, sotto } from '../../src/node.ts';
import { launchChromium } from '../support/chromium.ts';
import { launchFirefox } from '../support/firefox.ts';
import {
  hostLogEnvironment,
  hostsOf,
  hostsOfFirefox,
  netLogArguments,
} from '../support/net-log.ts';
import '../support/ready.ts';
import { AppPage, record, serveApp } from './app.ts';
import { FirefoxApp } from './firefox-app.ts';

const FILE = pathToFileURL(resolve('dist/sotto.html')).href;
/** RFC 6761 §6.4: a name under `.invalid` leads nowhere, and looking it up is seen all the same. */
const STUN = 'stun:stun-listed.invalid:3478';

/** What would load something, were it more than text. */
const BAIT = [
  '![a picture](http://markdown-image.invalid/a.png)',
  '<img src="http://html-image.invalid/b.png">',
  '[a link](https://markdown-link.invalid/c)',
  'https://bare-link.invalid/d.png',
  '<link rel="dns-prefetch" href="//prefetch.invalid">',
  '<iframe src="http://frame.invalid"></iframe><script src="//script.invalid"></script>',
  '![x](//relative.invalid/e.png "title") <http://auto-link.invalid/>',
  '<style>@import url(http://style.invalid/f.css)</style>',
].join('\n');

let bridge: Bridge;
let chromium: Browser;
let firefox: Firefox;
let folder: string;
let log: string;
let foxLog: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-file-'));
  log = join(folder, 'net-log.json');
  foxLog = join(folder, 'hosts');
  [bridge, chromium, firefox] = await Promise.all([
    serveApp(),
    launchChromium({ args: netLogArguments(log) }),
    launchFirefox({ environment: hostLogEnvironment(foxLog) }),
  ]);
});

afterAll(async () => {
  await Promise.all([chromium?.close(), firefox?.close()]);
  await bridge?.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(url: string) {
  const page = await (await chromium.newContext()).newPage();
  const heard = record(page);
  await page.goto(url);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page
    .getByRole('button', { name: /^Remove stun:/ })
    .first()
    .waitFor();
  await onlyListed(page);
  return { page, app: new AppPage(page), heard };
}

/** Nothing in the lists but the bridge, and a STUN server whose name shows that lookups are seen. */
async function onlyListed(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog');
  const others = dialog.getByRole('button', { name: /^Remove (wss:|stun:)/ });
  for (let left = await others.count(); left > 0; left--) await others.first().click();
  await dialog.getByRole('textbox', { name: 'Address of a STUN server' }).fill(STUN);
  await page.keyboard.press('Enter');
  if ((await dialog.getByText(bridge.tracker, { exact: true }).count()) === 0) {
    await dialog.getByRole('textbox', { name: 'Address of a meeting point' }).fill(bridge.tracker);
    await page.keyboard.press('Enter');
  }
  await dialog.getByText(bridge.tracker, { exact: true }).waitFor();
  await dialog.getByText(STUN, { exact: true }).waitFor();
  await dialog.getByRole('button', { name: 'Close' }).click();
}

/** The hosts that About says are contacted. */
async function printed(page: Page): Promise<string[]> {
  await page.getByRole('button', { name: 'About this page' }).click();
  const list = page.getByRole('region', { name: 'What is contacted' }).getByRole('listitem');
  const addresses = await list.allTextContents();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  return addresses.map((address) => address.replace(/^\w+:(\/\/)?([^/:]+).*/, '$2'));
}

function joinFromNode(phrase: string): Promise<Room> {
  const root = slowHash(rootPassword(phrase), rootSalt(''));
  return sotto().join({ root, trackers: [bridge.tracker], iceServers: [], dht: false });
}

async function hears(page: Page, words: string): Promise<void> {
  await page.getByRole('log').getByText(words, { exact: false }).first().waitFor();
}

async function heardInNode(room: Room, words: string): Promise<void> {
  const there = () => room.entries.some(({ text }) => text.includes(words));
  if (there()) return;
  for await (const event of room) if (event.type === 'entry' && there()) return;
}

test('from disk, hosted and in Node: one room, and nobody else is contacted', async () => {
  const [disk, hosted] = [await open(FILE), await open(bridge.url)];
  const lists = [await printed(disk.page), await printed(hosted.page)];
  const phrase = await disk.app.start();
  const [node, fox] = await Promise.all([
    joinFromNode(phrase),
    FirefoxApp.open(firefox, FILE),
    hosted.app.join(phrase),
  ]);
  await fox.meetAt(bridge.tracker);
  await fox.join(phrase);
  await Promise.all([disk, hosted].map(({ app }) => app.untilCompany(3)));

  await disk.app.say(`${BAIT}\nfrom the disk`);
  await hosted.app.say(`${BAIT}\nfrom the host`);
  await node.send(`${BAIT}\nfrom the program`);
  await fox.say('from the fox');
  for (const words of ['from the disk', 'from the host', 'from the program', 'from the fox']) {
    await Promise.all([hears(disk.page, words), hears(hosted.page, words)]);
    await Promise.all([heardInNode(node, words), fox.until(words, '[role=log]')]);
  }
  // Over a link, a browser may look up names for a click that is yet to come.
  for (const { page } of [disk, hosted]) {
    for (const link of await page.getByRole('log').getByRole('link').all()) await link.hover();
  }
  await fox.hoverLinks();
  await node.leave();
  for (const { heard } of [disk, hosted]) expect(heard.complaints).toEqual([]);

  // The last page is the proof that a name which nobody resolves is seen as well.
  await disk.page.goto('http://seen.invalid/').catch(() => {});
  await fox.visit('http://seen.invalid/');
  await Promise.all([chromium.close(), firefox.close()]);
  const own = new URL(bridge.url).hostname;
  expect(lists).toEqual([
    [own, 'stun-listed.invalid'],
    [own, 'stun-listed.invalid'],
  ]);
  expect([...(await hostsOf(log))].sort()).toEqual(
    [own, 'seen.invalid', 'stun-listed.invalid'].sort(),
  );
  // Firefox takes such a name for one that lacks its `www.`, and may still try that.
  const foxHosts = [...(await hostsOfFirefox(foxLog))].map((host) => host.replace(/^www\./, ''));
  expect([...new Set(foxHosts)].sort()).toEqual([own, 'seen.invalid'].sort());
});
