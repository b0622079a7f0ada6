// One who walks through the screens and has each looked at: by axe in several looks, for what nobody gets
// at, and for what a browser may tell its maker.

import type { Locator, Page } from 'playwright-core';
import { AppPage } from './app.ts';
import { axeFaultsInLooks, type Look } from './axe.ts';
import { outOfReach, outOfReachAtTwice } from './out-of-reach.ts';
import { toldElsewhere } from './told-elsewhere.ts';

/** Here the app is no longer that of a phone: 60rem. */
const DESK_FROM = 960;

/** One who walks through the screens, and looks at each. */
export class Walk extends AppPage {
  readonly #looks: readonly Look[];
  #found: string[] = [];
  readonly #isNarrow: boolean;

  constructor(page: Page, looks: readonly Look[]) {
    super(page);
    this.#looks = looks;
    // At a desk a menu is placed for the size that it had when it was opened.
    this.#isNarrow = (page.viewportSize()?.width ?? 0) < DESK_FROM;
  }

  async look(screen: string): Promise<void> {
    const faults = [
      ...(await axeFaultsInLooks(this.page, this.#looks)),
      ...(await outOfReach(this.page)),
      ...(await toldElsewhere(this.page)),
    ];
    if (this.#isNarrow) faults.push(...(await outOfReachAtTwice(this.page)));
    this.#found.push(...faults.map((fault) => `${screen}, ${fault}`));
  }

  /** What was found since the last time. */
  found(): string[] {
    return this.#found.splice(0);
  }

  /** The uppermost, where the same stands below a sheet. */
  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name, exact: true }).filter({ visible: true }).last();
  }

  /** One of the panel, which is a sheet on a phone. */
  async inPanel(name: string | RegExp): Promise<Locator> {
    const opener = this.button('Open people and connection');
    const isOpen = await this.page.getByRole('dialog').filter({ visible: true }).count();
    if (isOpen === 0 && (await opener.isVisible())) await opener.click();
    return this.button(name);
  }

  async closeSheets(): Promise<void> {
    while (await this.button('Close').isVisible()) await this.button('Close').click();
  }

  /** Opens what this button of the panel opens, and looks at it. */
  async sheet(name: string, title = name): Promise<void> {
    await (await this.inPanel(name)).click();
    await this.page.getByRole('dialog', { name: title }).waitFor();
    await this.look(title);
  }

  async menuOf(text: string, item: string): Promise<void> {
    await this.page.getByRole('article').filter({ hasText: text }).first().press('Enter');
    await this.page.getByRole('menu').getByText(item, { exact: true }).click();
  }

  /** The key waits to be made until what is done here is done. */
  async whileMakingKey(doing: () => Promise<void>): Promise<void> {
    await this.page.evaluate(() => {
      const { postMessage } = Worker.prototype;
      const held: (() => void)[] = [];
      Worker.prototype.postMessage = function (...args: unknown[]) {
        held.push(() => Reflect.apply(postMessage, this, args));
      };
      Object.assign(window, {
        release: () => {
          Worker.prototype.postMessage = postMessage;
          for (const post of held) post();
        },
      });
    });
    await doing();
    await this.page.evaluate(() => Reflect.get(window, 'release')());
  }
}
