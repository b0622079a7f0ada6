// Strangers to this project who use the bridge's tracker: WebTorrent's own browser bundle in two tabs
// of real Chromium. One seeds a file, the other knows nothing but its infohash, and gets every byte.
//
//   seeder  ── announce, offers ──▶ bridge ── offers ──▶ leecher
//   seeder ◀── answer ─────────── bridge ◀── answer ── leecher
//   seeder ◀═════ data channel: the torrent's description, then its pieces ═════▶ leecher

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bridge, startBridge } from '../../relay-node/bridge.ts';
import { seededRandom } from '../ports/seeded-random.ts';
import { type Served, serveFiles } from '../support/bundle.ts';
import { launchChromium } from '../support/chromium.ts';

/** As the package ships it, unchanged. */
const BUNDLE = 'node_modules/webtorrent/dist/webtorrent.min.js';
const ENTRY = `
  import WebTorrent from '/webtorrent.js';
  window.client = new WebTorrent({ tracker: { rtcConfig: { iceServers: [] } } });
`;

/** No whole number of pieces, so that the last one is short. */
const FILE_BYTES = 1_000_003;
const FILE_SEED = 4;

interface TorrentFile {
  readonly length: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

interface Torrent {
  readonly infoHash: string;
  readonly announce: readonly string[];
  readonly files: readonly TorrentFile[];
  once(event: 'done', listener: () => void): void;
}

interface TorrentOptions {
  readonly name?: string;
  readonly announce: readonly string[];
}

/** What the test uses of WebTorrent. */
interface WebTorrent {
  seed(file: Blob, options: TorrentOptions, seeding: (torrent: Torrent) => void): void;
  add(infoHash: string, options: TorrentOptions): Torrent;
  destroy(destroyed: () => void): void;
  once(event: 'error', listener: (error: Error) => void): void;
}

declare global {
  interface Window {
    client: WebTorrent;
  }
}

const file = seededRandom(FILE_SEED).bytes(FILE_BYTES);
let browser: Browser;
let bridge: Bridge;
let served: Served;

beforeAll(async () => {
  const bundle = await readFile(BUNDLE);
  const files = new Map<string, string | Uint8Array>([
    ['entry.js', ENTRY],
    ['webtorrent.js', bundle],
    ['file', file],
  ]);
  [browser, bridge, served] = await Promise.all([
    launchChromium(),
    startBridge(),
    serveFiles(files),
  ]);
});

afterAll(async () => {
  await browser?.close();
  await Promise.all([bridge?.close(), served?.close()]);
});

/** A tab with a client in it, and the descriptions that it sends to the tracker from now on. */
async function openClient(): Promise<{ readonly page: Page; readonly sent: string[] }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const sent: string[] = [];
  page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => sent.push(...descriptionsIn(String(payload))));
  });
  await page.goto(served.url);
  await page.waitForFunction(() => 'client' in window);
  return { page, sent };
}

/** `offer` or `answer` of each ordinary description in a frame. */
function descriptionsIn(frame: string): string[] {
  const { offers = [], answer } = JSON.parse(frame);
  return [...offers.map((each: { offer: unknown }) => each.offer), answer ?? []]
    .flat()
    .map(({ type, sdp }) => (sdp.startsWith('v=0\r\n') ? type : 'something else'));
}

/** Resolves to the infohash, once the file is made into a torrent that is seeded. */
function seed(page: Page): Promise<string> {
  return page.evaluate(async (tracker) => {
    const blob = await (await fetch('/file')).blob();
    return new Promise<string>((resolve, reject) => {
      window.client.once('error', reject);
      window.client.seed(blob, { name: 'file', announce: [tracker] }, ({ infoHash }) =>
        resolve(infoHash),
      );
    });
  }, bridge.tracker);
}

/** Resolves once all of the torrent is there. */
function leech(page: Page, infoHash: string) {
  return page.evaluate(
    async ([hash, tracker]) => {
      const torrent = await new Promise<Torrent>((resolve, reject) => {
        window.client.once('error', reject);
        const added = window.client.add(hash, { announce: [tracker] });
        added.once('done', () => resolve(added));
      });
      const [only] = torrent.files;
      const bytes = (await only?.arrayBuffer()) ?? new ArrayBuffer(0);
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      const sha256 = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
      return { trackers: torrent.announce, bytes: bytes.byteLength, sha256 };
    },
    [infoHash, bridge.tracker] as const,
  );
}

function leave(page: Page): Promise<void> {
  return page.evaluate(() => new Promise<void>((resolve) => window.client.destroy(resolve)));
}

test('two WebTorrent clients in Chromium exchange a file through the tracker', async () => {
  const [seeder, leecher] = await Promise.all([openClient(), openClient()]);
  const infoHash = await seed(seeder.page);
  expect(await leech(leecher.page, infoHash)).toEqual({
    trackers: [bridge.tracker],
    bytes: FILE_BYTES,
    sha256: createHash('sha256').update(file).digest('hex'),
  });
  expect(new Set([...seeder.sent, ...leecher.sent])).toEqual(new Set(['offer', 'answer']));
  expect(bridge.stats()).toMatchObject({ swarms: 1, peers: 2, sockets: 2 });
  // Nothing that they said was refused, and nothing was dropped.
  expect(bridge.stats().counts).toEqual({ 'socket-opened': 2 });

  await Promise.all([leave(seeder.page), leave(leecher.page)]);
  await expect.poll(() => bridge.stats()).toMatchObject({ swarms: 0, peers: 0, sockets: 0 });
});
