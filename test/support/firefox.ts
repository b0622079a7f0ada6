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

/** @param preferences as in about:config */
export function launchFirefox(preferences: Record<string, unknown> = {}): Promise<Browser> {
  return launch({
    browser: 'firefox',
    executablePath: FIREFOX,
    headless: true,
    extraPrefsFirefox: { ...PREFERENCES, ...preferences },
  });
}
