// Real Chromium for tests, by playwright-core. No download: the system's browser is used.

import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

/** Nothing but the page under test speaks to a network, and no sandbox needs privileges. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    ...options,
    args: [...ARGUMENTS, ...(options.args ?? [])],
  });
}
