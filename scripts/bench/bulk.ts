// A bulk stream at full speed beside chat: a Sotto link against a plain data channel, interleaved
// rounds in one run, two tabs of real Chromium.
//
//   npm run bench:bulk -- [--rounds 12] [--seconds 4]

import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { serveBundle } from '../../test/support/bundle.ts';
import { launchChromium } from '../../test/support/chromium.ts';
import type { Received, RoundSpec } from './bulk-page.ts';
import { median, quantile, rateSummary, summary } from './statistics.ts';

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '12' },
    seconds: { type: 'string', default: '4' },
  },
});

const timing = { bulkMs: Number(flags.seconds) * 1_000, chatEveryMs: 20 };
const KINDS: Readonly<Record<string, RoundSpec>> = {
  'Sotto, 16 KiB frames': { kind: 'sotto', frameBytes: 16_384, ...timing },
  'raw, 16 KiB messages': { kind: 'raw', frameBytes: 16_384, ...timing },
  'raw, 64 KiB messages': { kind: 'raw', frameBytes: 65_536, ...timing },
};

async function round(spec: RoundSpec, [one, two]: readonly [Page, Page]): Promise<Received> {
  const received = two.evaluate((s) => window.bulk.receive(s), spec);
  await one.evaluate((s) => window.bulk.send(s), spec);
  return received;
}

const browser = await launchChromium();
const served = await serveBundle('scripts/bench/bulk-page.ts');
const context = await browser.newContext();
async function tab(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(served.url);
  await page.waitForFunction(() => 'bulk' in window);
  await page.evaluate(() => window.bulk.ready());
  return page;
}
const tabs = [await tab(), await tab()] as const;

const results = new Map<string, Received[]>(Object.keys(KINDS).map((name) => [name, []]));
for (let i = 0; i < Number(flags.rounds); i++) {
  for (const [name, spec] of Object.entries(KINDS)) {
    results.get(name)?.push(await round(spec, tabs));
  }
}

const rates = (name: string) =>
  (results.get(name) ?? []).map(({ bytesPerSecond }) => bytesPerSecond / 1e6);
const chats = (name: string) => (results.get(name) ?? []).flatMap(({ chatMs }) => chatMs);
for (const name of Object.keys(KINDS)) {
  console.log(`${name}\n  bulk  ${rateSummary(rates(name), 'MB/s')}`);
  console.log(
    `  chat  ${summary(chats(name), 'ms')}  p99 ${quantile(chats(name), 0.99).toFixed(1)} ms`,
  );
}
const [sotto = '', raw = ''] = Object.keys(KINDS);
console.log(`\nbulk, Sotto over raw: ${(median(rates(sotto)) / median(rates(raw))).toFixed(3)}`);
const p99 = (name: string) => quantile(chats(name), 0.99);
console.log(`chat p99, Sotto over raw: ${(p99(sotto) / p99(raw)).toFixed(3)}`);
await browser.close();
await served.close();
