// Real Chromium for tests, by playwright-core. No download: the system's browser is used.

import { type Browser, type BrowserContext, chromium, type LaunchOptions } from 'playwright-core';

/** Nothing but the page under test speaks to a network, and no sandbox needs privileges. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
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
