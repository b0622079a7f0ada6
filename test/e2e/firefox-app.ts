// The app in a real Firefox, as far as two people who talk need it. Its policy admits no code that a
// test tool hands over as text, so that everything is asked again until it is so.

import type { Browser, Page } from 'puppeteer-core';
import { vi } from 'vitest';

const PATIENT = { timeout: 40_000, interval: 200 };

export class FirefoxApp {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  static async open(browser: Browser, url: string): Promise<FirefoxApp> {
    const app = new FirefoxApp(await browser.newPage());
    await app.#page.goto(url);
    await app.#page.waitForSelector('.way');
    return app;
  }

  /** One meeting point instead of the usual ones, and no address helper. */
  async meetAt(tracker: string): Promise<void> {
    await this.#press('header button');
    await this.until('stun:', 'dialog[open] li');
    const usual = 'dialog[open] li button';
    while ((await this.#page.$(usual)) !== null) await this.#press(usual);
    await this.#page.type('dialog[open] input.field', tracker);
    await this.#page.keyboard.press('Enter');
    await this.until(tracker, 'dialog[open] li');
    await this.#press('dialog[open] header button');
  }

  async join(phrase: string): Promise<void> {
    await this.#press('.way:nth-child(2) button');
    await this.#page.waitForSelector('main textarea');
    await this.#page.type('main textarea', phrase);
    await this.#press('main .action button');
  }

  async say(text: string): Promise<void> {
    await this.#page.type('textarea', text);
    await this.#page.keyboard.press('Enter');
  }

  /** Over each link of the conversation. */
  async hoverLinks(): Promise<void> {
    for (const link of await this.#page.$$('[role=log] a')) await link.hover();
  }

  /** Leaves the app for a page that need not be there. */
  async visit(url: string): Promise<void> {
    await this.#page.goto(url).catch(() => {});
  }

  /** Waits until these words stand in an element. */
  async until(words: string, selector: string): Promise<void> {
    await vi.waitFor(async () => {
      const shown = await this.#page.$$eval(selector, (all) => all.map((one) => one.textContent));
      if (!shown.join('\n').includes(words)) throw new Error(`not yet “${words}”: ${shown}`);
    }, PATIENT);
  }

  async #press(selector: string): Promise<void> {
    await this.#page.$eval(selector, (button) => (button as HTMLElement).click());
  }
}
