// The app as a person meets it, in a real tab: what the screens say, and what can be done there.

import type { BrowserContextOptions, Page } from 'playwright-core';
import { type Bridge, startBridge } from '../../relay-node/bridge.ts';

export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
};
export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } };

/** Argon2id on a busy machine, and a moment. */
const KEY_MS = 30_000;
const MEET_MS = 20_000;

/** The bridge that serves the app as `npm start` does. The app is built by scripts/test.mjs. */
export function serveApp(): Promise<Bridge> {
  return startBridge({ app: 'dist/app' });
}

/**
 * What the browser tells of its own accord, and no code can keep it from: trackers that can't be reached
 * from here, and a connection that is given up before it is there.
 */
const TOLD_BY_BROWSER = [
  /^WebSocket connection to 'wss:/,
  /WebSocket is closed before the connection is established/,
  /Permissions-Policy header/,
];

/** What a page asked for and complained of, from its first moment on. */
export interface Record {
  readonly requests: string[];
  readonly sockets: string[];
  readonly complaints: string[];
}

export function record(page: Page): Record {
  const heard: Record = { requests: [], sockets: [], complaints: [] };
  page.on('request', (request) => heard.requests.push(request.url()));
  page.on('websocket', (socket) => heard.sockets.push(socket.url()));
  page.on('pageerror', ({ message }) => heard.complaints.push(message));
  page.on('console', (message) => {
    const known = TOLD_BY_BROWSER.some((words) => words.test(message.text()));
    if (!known && message.type() !== 'info') heard.complaints.push(message.text());
  });
  return heard;
}

export class AppPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** For the report of a test that failed: what the page shows, and whether it takes itself for hidden. */
  async tell(): Promise<void> {
    const shown = await this.page
      .evaluate(() => `${location.href} ${document.visibilityState}\n${document.body.innerText}`)
      .catch(String);
    console.error(shown);
  }

  /** Starts a room; returns the phrase once the key is made. */
  async start(): Promise<string> {
    await this.page.getByRole('button', { name: 'Start a room' }).click();
    await this.untilInside();
    return this.phrase();
  }

  async phrase(): Promise<string> {
    const words = await this.page.locator('.phrase .words span').allTextContents();
    return words.join(' ');
  }

  /** Types the phrase and joins, insisting where the app asks once more. */
  async join(phrase: string): Promise<void> {
    await this.page.getByRole('button', { name: 'Join a room' }).click();
    await this.page.getByRole('textbox', { name: 'The phrase' }).fill(phrase);
    await this.page.getByRole('button', { name: 'Join', exact: true }).click();
    const anyway = this.page.getByRole('button', { name: /^(Use it anyway|Join as it is)$/ });
    const inside = this.page.getByRole('textbox', { name: 'Message' });
    await anyway.or(inside).first().waitFor({ timeout: KEY_MS });
    if (await anyway.isVisible()) await anyway.click();
    await this.untilInside();
  }

  /** The key is made and the room is joined. */
  async untilInside(): Promise<void> {
    const status = this.page.locator('header').getByRole('status');
    try {
      await status.filter({ hasNotText: 'Making the key' }).waitFor({ timeout: KEY_MS });
    } catch (error) {
      await this.tell();
      throw error;
    }
  }

  async untilCompany(others = 1): Promise<void> {
    const name = others === 1 ? 'You and 1 other' : `You and ${others} others`;
    await this.page.getByRole('heading', { name }).waitFor({ timeout: MEET_MS });
  }

  async say(text: string): Promise<void> {
    const composer = this.page.getByRole('textbox', { name: 'Message' });
    await composer.fill(text);
    await this.page.getByRole('button', { name: 'Send', exact: true }).click();
    await composer.and(this.page.locator(':placeholder-shown')).waitFor();
  }

  /** Waits until the conversation shows exactly these texts. */
  async untilTexts(texts: readonly string[]): Promise<void> {
    try {
      await this.page.waitForFunction(
        ([selector, wanted]) => {
          const shown = [...document.querySelectorAll(selector)].map((line) => line.textContent);
          return JSON.stringify(shown) === wanted;
        },
        ['[role=log] article .text', JSON.stringify(texts)] as const,
        { timeout: MEET_MS },
      );
    } catch (cause) {
      const shown = await this.page.locator('body').innerText();
      throw new Error(`waited for ${JSON.stringify(texts)}, and saw:\n${shown}`, { cause });
    }
  }

  emblem(): Promise<string | null> {
    return this.page.locator('header').getByRole('img').first().getAttribute('aria-label');
  }

  async leave(): Promise<void> {
    await this.page.getByRole('button', { name: 'Leave', exact: true }).first().click();
    await this.page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
    await this.page.getByRole('button', { name: 'Start a room' }).waitFor();
  }
}
