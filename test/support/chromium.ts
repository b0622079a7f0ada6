// Real Chromium for tests, by playwright-core. No download: the system's browser is used.

import { type Browser, type BrowserContext, chromium, type LaunchOptions } from 'playwright-core';

/**
 * Chromium takes the last list that it is given, so what Playwright turns off in it is here once more. The
 * rest is the address bar's own pages: nobody sees them in a browser without a screen, and for each
 * window they cost as much time as a page of ours.
 */
const DISABLED_FEATURES = [
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'AimEnabled',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'TcpPortRandomizationWin',
  'ThirdPartyStoragePartitioning',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'WebUIOmniboxPopup',
];

/** Nothing but the page under test speaks to a network, and no sandbox needs privileges. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  `--disable-features=${DISABLED_FEATURES.join(',')}`,
  // No name outside of this machine is looked up, whatever a page may ask for.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE 198.18.*, EXCLUDE *.local',
];

/** Found or installed by scripts/browsers.mjs. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

export function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const args = [...ARGUMENTS, ...(options.args ?? [])];
  return chromium.launch({ executablePath: CHROMIUM, ...options, args });
}

/** A browser that keeps its profile in a folder, as a person's does. */
export function launchProfile(folder: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext(folder, {
    executablePath: CHROMIUM,
    args: ARGUMENTS,
  });
}

export { serveBundle } from './bundle.ts';
