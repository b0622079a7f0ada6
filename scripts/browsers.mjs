// Brings along the browsers of the tests: the one that is there, or else Debian's package, or else
// what the test tools download themselves. All of it needs the packages of the lockfile.

import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { PlainError, run, runPackage } from './run.mjs';

const CHROMIUM = {
  name: 'Chromium',
  /** Tells the path of the one to use. */
  variable: 'CHROMIUM',
  commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  mac: '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  debianPackage: 'chromium',
  download: () => runPackage('playwright-core/cli.js', ['install', 'chromium']),
  downloaded: async () => (await import('playwright-core')).chromium.executablePath(),
};

const FIREFOX = {
  name: 'Firefox',
  variable: 'FIREFOX',
  commands: ['firefox-esr', 'firefox'],
  mac: '/Applications/Firefox.app/Contents/MacOS/firefox',
  debianPackage: 'firefox-esr',
  download: () =>
    runPackage('@puppeteer/browsers/lib/cjs/main-cli.js', [
      ...['install', 'firefox@stable', '--path', puppeteerCache()],
    ]),
  async downloaded() {
    const { getInstalledBrowsers } = await import('@puppeteer/browsers');
    const installed = await getInstalledBrowsers({ cacheDir: puppeteerCache() });
    return installed.find(({ browser }) => browser === 'firefox')?.executablePath;
  },
};

/** Resolves to the path of a Chromium, installed first if there is none. */
export const ensureChromium = () => ensure(CHROMIUM);

/** Resolves to the path of a Firefox, installed first if there is none. */
export const ensureFirefox = () => ensure(FIREFOX);

async function ensure(browser) {
  const found = find(browser) ?? (await findDownloaded(browser));
  if (found) return found;
  process.stdout.write(`Installing ${browser.name} for the tests (once) …\n`);
  if (isDebianRoot()) await installFromDebian(browser.debianPackage);
  const installed = find(browser);
  if (installed) return installed;
  await browser.download();
  const downloaded = await findDownloaded(browser);
  if (downloaded) return downloaded;
  throw new PlainError(
    `The tests need ${browser.name} and it could not be installed: ` +
      `install it, or set ${browser.variable} to its path.`,
  );
}

function find({ variable, commands, mac }) {
  const given = process.env[variable];
  if (given) {
    if (existsSync(given)) return given;
    throw new PlainError(`${variable} is set to ${given}, but there is no such file.`);
  }
  const folders = (process.env.PATH ?? '').split(delimiter);
  const candidates = commands.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, mac].find((path) => existsSync(path));
}

async function findDownloaded({ downloaded }) {
  const path = await downloaded();
  return path && existsSync(path) ? path : undefined;
}

function isDebianRoot() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version');
}

async function installFromDebian(name) {
  const options = { env: { DEBIAN_FRONTEND: 'noninteractive' } };
  await run('apt-get', ['update'], options);
  await run('apt-get', ['install', '-y', '--no-install-recommends', name], options);
}

/** Where the test tool keeps its downloads by default. */
function puppeteerCache() {
  return process.env.PUPPETEER_CACHE_DIR ?? join(homedir(), '.cache', 'puppeteer');
}
