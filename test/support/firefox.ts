// Real Firefox for tests, by puppeteer-core over WebDriver BiDi. The system's browser is used.

import { type Browser, launch } from 'puppeteer-core';

/** Found or installed by scripts/browsers.mjs. */
const FIREFOX = process.env.FIREFOX ?? '/usr/bin/firefox-esr';

/** Nothing but the page under test speaks to a network. */
const PREFERENCES = {
  'app.update.auto': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
};

export interface FirefoxOptions {
  /** As in about:config. */
  readonly preferences?: Readonly<Record<string, unknown>>;
  readonly environment?: Readonly<Record<string, string>>;
}

export function launchFirefox(options: FirefoxOptions = {}): Promise<Browser> {
  return launch({
    browser: 'firefox',
    executablePath: FIREFOX,
    headless: true,
    extraPrefsFirefox: { ...PREFERENCES, ...options.preferences },
    env: { ...process.env, ...options.environment },
  });
}
