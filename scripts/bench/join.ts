// Join to first authenticated link, beside Trystero's torrent strategy, in one run on one machine:
// two real Chromium tabs, a real tracker over loopback, residents of three ages.
//
//   npx tsx scripts/bench/join.ts [--joins 40] [--ages 5,75,150] [--only sotto]
//
// Residents enter at once and age side by side; then newcomers come one after the other.

import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { startBridge } from '../../relay-node/bridge.ts';
import { launchChromium, serveBundle } from '../../test/support/chromium.ts';
import type { JoinSpec } from './join-page.ts';
import { summary } from './statistics.ts';

const { values: flags } = parseArgs({
  options: {
    joins: { type: 'string', default: '40' },
    ages: { type: 'string', default: '5,75,150' },
    only: { type: 'string' },
  },
});
const JOINS = Number(flags.joins);
const AGES_S = flags.ages.split(',').map(Number);
/** A join that takes longer counts as failed. */
const PATIENCE_MS = 30_000;
/** What a late second connection would need to show up in the count. */
const AFTERMATH_MS = 400;

interface Series {
  readonly name: string;
  readonly library: JoinSpec['library'];
  readonly stun: readonly string[];
  readonly ages: readonly number[];
}

interface Sample {
  readonly tookMs: number | undefined;
  readonly ageS: number;
  readonly constructedHere: number;
  readonly constructedThere: number;
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function openTab(url: string): Promise<{ page: Page; close(): Promise<void> }> {
  const browser = await launchChromium();
  const page = await browser.newPage();
  await page.goto(url);
  await page.waitForFunction(() => 'bench' in window);
  return { page, close: () => browser.close() };
}

async function run(series: Series, url: string, tracker: string): Promise<Sample[]> {
  const [there, here] = [await openTab(url), await openTab(url)];
  const specs = Array.from({ length: JOINS }, (_, i) => ({
    ageS: series.ages[i % series.ages.length] as number,
    library: series.library,
    secret: randomBytes(32).toString('hex'),
    tracker,
    stun: series.stun,
  })).sort((a, b) => a.ageS - b.ageS);
  const born = Date.now();
  for (const spec of specs) await there.page.evaluate((s) => window.bench.reside(s), spec);
  const samples: Sample[] = [];
  for (const spec of specs) {
    await pause(Math.max(0, born + spec.ageS * 1_000 - Date.now()));
    samples.push(await sample(there.page, here.page, spec));
  }
  await Promise.all([there.close(), here.close()]);
  return samples;
}

async function sample(there: Page, here: Page, spec: JoinSpec & { ageS: number }): Promise<Sample> {
  const count = (page: Page) => page.evaluate(() => window.bench.constructions());
  const [hereBefore, thereBefore] = [await count(here), await count(there)];
  const { tookMs } = await here.evaluate(([s, patience]) => window.bench.measure(s, patience), [
    spec,
    PATIENCE_MS,
  ] as const);
  await pause(AFTERMATH_MS);
  const constructedHere = (await count(here)) - hereBefore;
  const constructedThere = (await count(there)) - thereBefore;
  await Promise.all(
    [here, there].map((tab) => tab.evaluate((s) => window.bench.leave(s), spec.secret)),
  );
  return { tookMs, ageS: spec.ageS, constructedHere, constructedThere };
}

function report(series: Series, samples: readonly Sample[]): void {
  const took = samples.flatMap(({ tookMs }) => (tookMs === undefined ? [] : [tookMs]));
  console.log(`\n${series.name}: ${took.length} of ${samples.length} connected`);
  if (took.length > 0) console.log(`  join to link   ${summary(took, 'ms')}`);
  for (const age of new Set(samples.map(({ ageS }) => ageS))) {
    const ofAge = samples.filter(({ ageS }) => ageS === age);
    const times = ofAge.flatMap(({ tookMs }) => (tookMs === undefined ? [] : [tookMs]));
    console.log(`    resident ${age} s old  ${summary(times, 'ms')}  of ${ofAge.length}`);
  }
  const most = (key: 'constructedHere' | 'constructedThere') =>
    Math.max(...samples.map((one) => one[key]));
  console.log(
    `  RTCPeerConnections a join: newcomer ≤ ${most('constructedHere')}, resident ≤ ${most('constructedThere')} (and those made on entering)`,
  );
}

/** A STUN server that hears everything and says nothing. */
async function silentStun(): Promise<{ url: string; close(): void }> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  return { url: `stun:127.0.0.1:${socket.address().port}`, close: () => socket.close() };
}

const bridge = await startBridge();
const served = await serveBundle('scripts/bench/join-page.ts');
const stun = await silentStun();
const all: readonly Series[] = [
  { name: 'Sotto', library: 'sotto', stun: [], ages: AGES_S },
  { name: 'Trystero torrent', library: 'trystero', stun: [], ages: AGES_S },
  { name: 'Sotto, unanswering STUN', library: 'sotto', stun: [stun.url], ages: AGES_S.slice(0, 1) },
  {
    name: 'Trystero torrent, unanswering STUN',
    library: 'trystero',
    stun: [stun.url],
    ages: AGES_S.slice(0, 1),
  },
];
for (const series of all) {
  if (flags.only !== undefined && series.library !== flags.only) continue;
  report(series, await run(series, served.url, bridge.tracker));
}
const tab = await openTab(served.url);
const derivations: number[] = [];
for (let i = 0; i < 5; i++)
  derivations.push(await tab.page.evaluate(() => window.bench.argon2id()));
console.log(`\nArgon2id, 128 MiB, t = 4, in a worker: ${summary(derivations, 'ms')}`);
await tab.close();
stun.close();
await served.close();
await bridge.close();
