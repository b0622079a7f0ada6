// A room of the app whose doctor is asked: what the sheet says, as a person reads it.

import type { Browser, BrowserContextOptions } from 'playwright-core';
import { AppPage, DESKTOP } from './app.ts';

/** Longer than a first announce, an attempt without a path and its next take. */
const TELLS_MS = 45_000;

export interface Sheet {
  readonly says: string;
  readonly next: string;
  /** Title and verdict of each check, in order. */
  readonly checks: readonly string[];
}

export interface RoomOptions {
  readonly device?: BrowserContextOptions;
  /** Where the app is served. */
  readonly url: string;
  /** The only meeting points; by default the bridge that serves the app and the usual ones. */
  readonly trackers?: readonly string[];
  /** Runs before the page does. */
  readonly initScript?: () => void;
}

export class DoctorRoom extends AppPage {
  static async open(browser: Browser, options: RoomOptions): Promise<DoctorRoom> {
    const context = await browser.newContext(options.device ?? DESKTOP);
    if (options.initScript !== undefined) await context.addInitScript(options.initScript);
    const room = new DoctorRoom(await context.newPage());
    await room.page.goto(options.url);
    if (options.trackers !== undefined) await room.meetAt(options.trackers);
    return room;
  }

  /** Leaves these meeting points alone in the list. */
  async meetAt(trackers: readonly string[]): Promise<void> {
    const { page } = this;
    await page.getByRole('button', { name: 'Settings' }).click();
    const points = page.locator('section').filter({
      has: page.getByRole('heading', { name: 'Meeting points' }),
    });
    const remove = points.getByRole('button', { name: /^Remove/ });
    await remove.first().waitFor();
    while ((await remove.count()) > 0) await remove.first().click();
    for (const tracker of trackers.toReversed()) {
      await points.getByRole('textbox').fill(tracker);
      await points.getByRole('button', { name: 'Add', exact: true }).click();
    }
    await page.getByRole('button', { name: 'Close' }).click();
  }

  async ask(question: 'Why does it not connect?' | 'What can others see?'): Promise<void> {
    const { page } = this;
    const link = page.getByRole('button', { name: question }).filter({ visible: true });
    const panel = page.getByRole('button', { name: 'Open people and connection' });
    if (await panel.isVisible()) await panel.click();
    await link.last().click();
    await page.getByRole('dialog', { name: question }).waitFor();
  }

  /** Opens the doctor's sheet and waits until it tells this. */
  async diagnosis(says: string | RegExp): Promise<Sheet> {
    await this.ask('Why does it not connect?');
    return this.untilSays(says);
  }

  async untilSays(says: string | RegExp): Promise<Sheet> {
    const sheet = this.page.getByRole('dialog', { name: 'Why does it not connect?' });
    const told = sheet.getByRole('status').getByText(says);
    try {
      await told.waitFor({ timeout: TELLS_MS });
      await sheet.getByText('Asking the server of this page').waitFor({ state: 'hidden' });
    } catch (cause) {
      throw new Error(`waited for ${says}, and saw:\n${await sheet.innerText()}`, { cause });
    }
    const [first = '', next = ''] = await sheet.getByRole('status').locator('p').allInnerTexts();
    const checks = await sheet.getByRole('listitem').locator('.title').allTextContents();
    return { says: first, next, checks };
  }
}
