// The ports as pages have them, in each browser, by the suites that the twins and Node keep.

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { frozen } from '../crypto/vectors.ts';
import { CLOCK_CASES } from '../ports/clock-suite.ts';
import { RANDOM_CASES } from '../ports/random-suite.ts';
import { freeUrl, type RealServer, serveForReal } from '../ports/real-server.ts';
import { RTC_CASES } from '../ports/rtc-suite.ts';
import { SLOW_HASH_CASES } from '../ports/slow-hash-suite.ts';
import { obedientServer } from '../ports/socket-server.ts';
import { SOCKET_CASES } from '../ports/socket-suite.ts';
import { bundleModule, bundleScript, type Served, serveFiles } from '../support/bundle.ts';
import { launchChromium } from '../support/chromium.ts';
import { launchFirefox } from '../support/firefox.ts';
import type { Place, PortName } from './port-page.ts';

/** What the two test tools have in common. */
interface Page {
  goto(url: string): Promise<unknown>;
  // biome-ignore lint/suspicious/noExplicitAny: what both tools type in ways of their own.
  evaluate(work: any, argument: unknown): Promise<any>;
}

interface Browser {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

interface PhraseCase {
  readonly input: string;
  readonly text?: string;
  readonly refused?: string;
}

const SUITES: readonly (readonly [PortName, readonly { readonly name: string }[]])[] = [
  ['clock', CLOCK_CASES],
  ['random', RANDOM_CASES],
  ['rtc', RTC_CASES],
  ['sockets', SOCKET_CASES],
  ['slow-hash', SLOW_HASH_CASES],
];

let server: RealServer;
let site: Served;
let place: Place;

beforeAll(async () => {
  const [files, worker] = await Promise.all([
    bundleModule('test/e2e/port-page.ts'),
    bundleScript('src/platform/browser/slow-hash-worker.ts'),
  ]);
  server = await serveForReal(obedientServer);
  place = { url: server.url, deadUrl: await freeUrl() };
  site = await serveFiles(new Map([...files, ['slow-hash-worker.js', worker]]));
});

afterAll(async () => {
  await site?.close();
  await server?.close();
});

describe.each<{ name: string; launch: () => Promise<Browser> }>([
  { name: 'Chromium', launch: launchChromium },
  { name: 'Firefox', launch: launchFirefox },
])('in $name', ({ launch }) => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    browser = await launch();
    page = await browser.newPage();
    await page.goto(site.url);
  });

  afterAll(() => browser?.close());

  test.each(SUITES.flatMap(([port, cases]) => cases.map(({ name }) => ({ port, name }))))(
    '$port: $name',
    async ({ port, name }) => {
      const failure: string | undefined = await page.evaluate(
        ([which, rule, where]: [PortName, string, Place]) =>
          window.portPage.run(which, rule, where).then(
            () => undefined,
            ({ message }: Error) => message,
          ),
        [port, name, place],
      );
      expect(failure).toBeUndefined();
    },
  );

  test('phrases are normalised to the same text, byte for byte', async () => {
    const { cases } = frozen<{ cases: PhraseCase[] }>('normalise.json');
    const normalised = await page.evaluate(
      (inputs: string[]) => window.portPage.normalise(inputs),
      cases.map(({ input }) => input),
    );
    expect(normalised).toEqual(
      cases.map(({ text, refused }) =>
        text === undefined ? { ok: false, reason: refused } : { ok: true, value: text },
      ),
    );
  });
});
