// How long a person waits at the start: from opening the page to its first paint and to its first
// content (Paint Timing, §4), and from a tap on Start to a room that takes words, in a browser that
// with all its processes has a quarter of one core. Every round has a new browser with an empty
// profile; only that the browser itself starts and comes to rest is not held, and the bridge that
// serves the page is not either. Beside it, in browsers of their own, the first paint of a page that
// holds one word.
//
//   npm run bench:start [-- --rounds 10 --share 0.25]

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { startBridge } from '../../relay-node/bridge.ts';
import { ARGON2, slowHash } from '../../src/crypto/root.ts';
import { ready } from '../../src/crypto/sodium.ts';
import { launchChromium } from '../../test/support/chromium.ts';
import { makeQuota } from './quota.ts';
import { summary } from './statistics.ts';

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '10' },
    share: { type: 'string', default: '0.25' },
  },
});
const ROUNDS = Number(flags.rounds);
const SHARE = Number(flags.share);
/** A start that takes longer counts as failed. */
const PATIENCE_MS = 60_000;

/** By the page's own clock, ms. */
interface Times {
  /** The paper, in the colours of the reader's theme. */
  paint?: number;
  /** The whole first screen. */
  content?: number;
  tap?: number;
  workerStarted?: number;
  /** Its last word: the key. */
  workerSpoke?: number;
  /** The frame that shows the room, in which nothing can be sent yet. */
  shown?: number;
  /** The frame that shows the room with its key. */
  room?: number;
}

/** In the page, before anything of its own. No function in it has a name: tsx would wrap it in what the page lacks. */
function watch(): void {
  const times: Times = {};
  const awaiting = new Map([
    ['shown', '.composer textarea'],
    ['room', '.composer .under > :not(p)'],
  ]);
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) {
      if (name === 'first-paint') times.paint = startTime;
      else times.content = startTime;
    }
  }).observe({ type: 'paint', buffered: true });
  window.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      times.workerStarted ??= performance.now();
      this.addEventListener('message', () => {
        times.workerSpoke = performance.now();
      });
    }
  };
  addEventListener('click', ({ timeStamp }) => (times.tap ??= timeStamp), { capture: true });
  const started = new Promise((resolve) => {
    new MutationObserver(() => {
      for (const [name, selector] of awaiting) {
        if (document.querySelector(selector) === null) continue;
        awaiting.delete(name);
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            Reflect.set(times, name, performance.now());
            if (name === 'room') resolve(times);
          };
          port2.postMessage(undefined);
        });
      }
    }).observe(document, { childList: true, subtree: true });
  });
  Reflect.set(window, 'started', started);
}

async function measure(page: Page): Promise<Required<Times>> {
  await page.addInitScript(watch);
  await page.goto(bridge.url);
  await page.getByRole('button', { name: 'Start a room' }).click();
  return page.evaluate(() => Reflect.get(window, 'started'));
}

/** Of a page that holds one word. */
async function measureFloor(page: Page): Promise<number> {
  const { port } = floor.address() as AddressInfo;
  await page.goto(`http://127.0.0.1:${port}`);
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          resolve(list.getEntriesByName('first-paint')[0]?.startTime ?? Number.NaN);
        }).observe({ type: 'paint', buffered: true });
      }),
  );
}

async function inNewBrowser<T>(measured: (page: Page) => Promise<T>): Promise<T> {
  const browser = await launchChromium({ executablePath: quota.program });
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await quota.rested();
  quota.hold(SHARE);
  try {
    return await measured(page);
  } finally {
    quota.release();
    await browser.close();
  }
}

/** The same work on a whole core, ms: what a quarter of one means is this machine's own. */
async function wholeCore(): Promise<number> {
  await ready();
  const start = performance.now();
  slowHash(new Uint8Array(1), new Uint8Array(ARGON2.saltBytes));
  return performance.now() - start;
}

const quota = makeQuota();
const bridge = await startBridge({ app: 'dist/app' });
const floor = createServer((_request, response) => {
  response.setHeader('Content-Type', 'text/html');
  // As the bridge's page: the browser gives it a process of its own.
  response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
  response.end('<!doctype html><title>A word</title><p>Word');
});
await once(floor.listen(0, '127.0.0.1'), 'listening');
console.log(`Argon2id on a whole core of this machine: ${(await wholeCore()).toFixed(0)} ms`);
console.log(`${ROUNDS} rounds, ${SHARE} of a core by ${quota.means}`);
const all: Required<Times>[] = [];
const floors: number[] = [];
try {
  for (let count = 0; count < ROUNDS; count++) {
    all.push(await inNewBrowser(measure));
    floors.push(await inNewBrowser(measureFloor));
  }
} finally {
  floor.close();
  await bridge.close();
  await quota.end();
}
const tell = (name: string, values: number[]) =>
  console.log(`${name.padEnd(32)} ${summary(values, 'ms')}`);
const show = (name: string, of: (times: Required<Times>) => number) => tell(name, all.map(of));
show('first paint', ({ paint }) => paint);
tell('  of a page with one word', floors);
const ratios = all.map(({ paint }, round) => paint / (floors[round] ?? Number.NaN));
console.log(`${'  how many times as long'.padEnd(32)} ${summary(ratios, '×')}`);
show('first content', ({ content }) => content);
show('Start to the room’s screen', ({ tap, shown }) => shown - tap);
show('Start to a room that takes words', ({ tap, room }) => room - tap);
show('  of which Argon2id', ({ workerStarted, workerSpoke }) => workerSpoke - workerStarted);
show('  and the rest', (t) => t.room - t.tap - (t.workerSpoke - t.workerStarted));
