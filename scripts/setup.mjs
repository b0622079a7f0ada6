// Brings along what a fresh clone lacks: the packages of the lockfile, and Chromium for the tests.

import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { PlainError, ROOT, run, runNpm, runPackage } from './run.mjs';

/** Names under which Chromium and its kin are found on the PATH. */
const BROWSER_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_BROWSER = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** Installs the packages of the lockfile unless they are there already. */
export async function ensurePackages() {
  if (packagesAreCurrent()) return;
  process.stdout.write('Installing packages (once; this can take a minute) …\n');
  const { code, output } = await runNpm(['ci', '--no-audit', '--no-fund']);
  if (code === 0) return;
  // npm gives the reason first, and then the usage.
  const errors = output.split('\n').filter((line) => line.startsWith('npm error'));
  throw new PlainError(`${errors.slice(0, 12).join('\n')}\nThe packages could not be installed.`);
}

/** Whether every required package is there in the version of the lockfile. */
function packagesAreCurrent() {
  const wanted = readLock('package-lock.json');
  const present = readLock(join('node_modules', '.package-lock.json'));
  if (!present) return false;
  return Object.entries(wanted?.packages ?? {})
    .filter(([path]) => path !== '')
    .every(([path, { version, optional, peer }]) => {
      const found = present.packages?.[path];
      return found ? found.version === version : Boolean(optional || peer);
    });
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(join(ROOT, path), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Resolves to the path of a Chromium, installed first if there is none. Needs the packages. */
export async function ensureChromium() {
  const found = findBrowser() ?? (await playwrightBrowser());
  if (found) return found;
  process.stdout.write('Installing Chromium for the tests (once) …\n');
  if (isDebianRoot()) await installFromDebian();
  const installed = findBrowser() ?? (await installFromPlaywright());
  if (installed) return installed;
  throw new PlainError(
    'The tests need Chromium and it could not be installed: install it, or set CHROMIUM to its path.',
  );
}

function findBrowser() {
  const { CHROMIUM, PATH = '' } = process.env;
  if (CHROMIUM) {
    if (existsSync(CHROMIUM)) return CHROMIUM;
    throw new PlainError(`CHROMIUM is set to ${CHROMIUM}, but there is no such file.`);
  }
  const folders = PATH.split(delimiter);
  const candidates = BROWSER_NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, MAC_BROWSER].find((path) => existsSync(path));
}

function isDebianRoot() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version');
}

async function installFromDebian() {
  const options = { env: { DEBIAN_FRONTEND: 'noninteractive' } };
  await run('apt-get', ['update'], options);
  await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], options);
}

async function installFromPlaywright() {
  await runPackage('playwright-core/cli.js', ['install', 'chromium']);
  return playwrightBrowser();
}

async function playwrightBrowser() {
  const { chromium } = await import('playwright-core');
  const path = chromium.executablePath();
  return path && existsSync(path) ? path : undefined;
}
