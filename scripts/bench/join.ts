// Join to first authenticated link, beside Trystero's torrent strategy, in one run on one machine:
// two real Chromium tabs, a real tracker over loopback, residents of three ages.
//
//   npm run bench:join -- [--joins 40] [--ages 5,75,150] [--only sotto]
//
// Residents enter at once and age side by side; then newcomers come one after the other.

import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { startBridge } from '../../relay-node/bridge.ts';
import { serveBundle } from '../../test/support/bundle.ts';
import { launchChromium } from '../../test/support/chromium.ts';
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

/** A page of its own for every member: no connection, no warmed-up code is shared between joins. */
async function openTab(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.addInitScript(() => {
    window.constructions = 0;
    const Native = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Native {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        window.constructions++;
      }
    };
  });
  await page.goto(url);
  await page.waitForFunction(() => 'bench' in window);
  return page;
}

interface Resident {
  readonly page: Page;
  readonly spec: JoinSpec;
  readonly ageS: number;
}

async function run(series: Series, url: string, tracker: string): Promise<Sample[]> {
  const [there, here] = [await launchChromium(), await launchChromium()];
  const residents: Resident[] = [];
  for (const ageS of agesOf(series)) {
    const { library, stun } = series;
    const spec = { library, secret: randomBytes(32).toString('hex'), tracker, stun };
    const page = await openTab(there, url);
    residents.push({ page, spec, ageS });
  }
  const born = Date.now();
  await Promise.all(
    residents.map(({ page, spec }) => page.evaluate((s) => window.bench.reside(s), spec)),
  );
  const samples: Sample[] = [];
  for (const resident of residents) {
    await pause(Math.max(0, born + resident.ageS * 1_000 - Date.now()));
    samples.push(await sample(resident, await openTab(here, url)));
  }
  await Promise.all([there.close(), here.close()]);
  return samples;
}

/** The ages of all residents, youngest first. */
function agesOf({ ages }: Series): number[] {
  return Array.from({ length: JOINS }, (_, i) => ages[i % ages.length] as number).sort(
    (a, b) => a - b,
  );
}

async function sample({ page, spec, ageS }: Resident, newcomer: Page): Promise<Sample> {
  const { tookMs } = await newcomer.evaluate(([s, patience]) => window.bench.measure(s, patience), [
    spec,
    PATIENCE_MS,
  ] as const);
  await pause(AFTERMATH_MS);
  const count = (tab: Page) => tab.evaluate(() => window.constructions);
  const [constructedHere, constructedThere] = [await count(newcomer), await count(page)];
  await Promise.all([page.context().close(), newcomer.context().close()]);
  return { tookMs, ageS, constructedHere, constructedThere };
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
    `  RTCPeerConnections a join: newcomer ≤ ${most('constructedHere')}, resident ≤ ${most('constructedThere')} `,
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
const browser = await launchChromium();
const tab = await openTab(browser, served.url);
const derivations: number[] = [];
for (let i = 0; i < 5; i++) derivations.push(await tab.evaluate(() => window.bench.argon2id()));
console.log(`\nArgon2id, 128 MiB, t = 4, in a worker: ${summary(derivations, 'ms')}`);
await browser.close();
stun.close();
await served.close();
await bridge.close();
