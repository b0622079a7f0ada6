// A person who does not see the page: what they use is known by its role and its name in the
// accessibility tree and by nothing else, and is used by keys alone, or as a screen reader does it. In
// Chromium, for which playwright computes roles and names, and in Firefox, which is asked for its own.

import type { Page } from 'playwright-core';
import type { ElementHandle, Page as FirefoxPage, KeyInput } from 'puppeteer-core';
import { expect, vi } from 'vitest';
import type { Sentences } from '../../src/text/types.ts';

/** Argon2id on a busy machine, and a meeting. */
const PATIENT = { timeout: 40_000, interval: 100 };
/** More stops than any screen has. */
const MOST_STOPS = 60;

export type Role = Parameters<Page['getByRole']>[0];
export type Name = string | RegExp;

/** What a page was told and did, from its first moment on. */
export interface Watched {
  /** Whatever it asked of the browser that needs a permission. */
  readonly permissions: string[];
  /** What it gave to the system's share sheet. */
  readonly shared: string[];
  readonly copied: string[];
  /** How often something was tapped, or pressed by a key. */
  taps: number;
}

/** A tab of a browser, seen through its accessibility tree. */
export interface Tab {
  /** Opens this address, as whoever follows a link does. */
  go(url: string): Promise<void>;
  press(key: string): Promise<void>;
  write(words: string): Promise<void>;
  /** How many there are. */
  count(role: Role, name: Name): Promise<number>;
  /** 0: it has the focus. Else 1 where Tab leads to it, and -1 where Shift and Tab do. */
  towards(role: Role, name: Name): Promise<number>;
  focus(role: Role, name: Name): Promise<void>;
  /** As a screen reader presses it: the last, which is the uppermost. */
  activate(role: Role, name: Name): Promise<void>;
  /** What is written in what has this role. */
  words(role: Role): Promise<string>;
  direction(): Promise<string>;
  watched(): Promise<Watched>;
}

/** Runs in the page before all else: whoever asks for a permission is written down, and refused. */
export function watch(): void {
  const watched: Watched = { permissions: [], shared: [], copied: [], taps: 0 };
  const count = () => {
    watched.taps += 1;
  };
  addEventListener('click', count, { capture: true });
  Reflect.set(window, 'watched', watched);
  const replace = (owner: object | undefined, method: string, to: (...given: never[]) => unknown) =>
    owner && Object.defineProperty(owner, method, { value: to, configurable: true });
  const refuse = (owner: object | undefined, method: string) =>
    replace(owner, method, () => {
      watched.permissions.push(method);
      return Promise.reject(new DOMException('refused', 'NotAllowedError'));
    });
  refuse(navigator.mediaDevices, 'getUserMedia');
  refuse(navigator.mediaDevices, 'getDisplayMedia');
  refuse(navigator.geolocation, 'getCurrentPosition');
  refuse(navigator.geolocation, 'watchPosition');
  refuse(navigator.clipboard, 'read');
  refuse(navigator.clipboard, 'readText');
  refuse(navigator.storage, 'persist');
  refuse(Reflect.get(window, 'Notification'), 'requestPermission');
  replace(navigator, 'share', async ({ url, text }: ShareData) => {
    watched.shared.push(url ?? text ?? '');
  });
  replace(navigator.clipboard, 'writeText', async (words: string) => {
    watched.copied.push(words);
  });
}

/**
 * Runs in the page: where to go from what has the focus. Nobody may tab out of the page: Firefox's own bar
 * has the focus then, and under this tool keeps it, so that Tab still moves within the page and Enter does
 * nothing. The order of the elements is that of the tree, and that in which Tab goes through it.
 */
function fromFocus(all: Node[]): number {
  const [last, at] = [all.at(-1), document.activeElement];
  if (last === undefined || at === null || at === document.body) return 1;
  if (all.includes(at) && document.hasFocus()) return 0;
  return last.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1;
}

/** Runs in the page: in which elements something may be found that goes by such a name. */
function likely(name: string, isPattern: boolean): { within: Element; name: string }[] {
  const nameOf = (element: Element) => {
    const labels = (element as HTMLInputElement).labels ?? [];
    const by = document.getElementById(element.getAttribute('aria-labelledby') ?? '');
    const told = element.getAttribute('aria-label') ?? (labels[0] ?? by)?.textContent;
    return (told ?? (isPattern ? '' : element.textContent)).trim();
  };
  const isNamed = (element: Element) =>
    isPattern ? new RegExp(name).test(nameOf(element)) : nameOf(element) === name;
  const all = [...document.body.querySelectorAll('*')].filter(isNamed);
  const outermost = all.filter((one) => !all.some((other) => other !== one && other.contains(one)));
  return outermost.map((within) => ({ within, name: nameOf(within) }));
}

export class ChromiumTab implements Tab {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async go(url: string): Promise<void> {
    await this.#page.goto(url);
  }

  press(key: string): Promise<void> {
    return this.#page.keyboard.press(key);
  }

  write(words: string): Promise<void> {
    return this.#page.keyboard.type(words);
  }

  #all(role: Role, name: Name) {
    return this.#page.getByRole(role, { name, exact: true });
  }

  count(role: Role, name: Name): Promise<number> {
    return this.#all(role, name).count();
  }

  towards(role: Role, name: Name): Promise<number> {
    return this.#all(role, name).evaluateAll(fromFocus);
  }

  focus(role: Role, name: Name): Promise<void> {
    return this.#all(role, name).last().focus();
  }

  async activate(role: Role, name: Name): Promise<void> {
    await this.#all(role, name)
      .last()
      .evaluate((element) => (element as HTMLElement).click());
  }

  async words(role: Role): Promise<string> {
    return (await this.#page.getByRole(role).allTextContents()).join('\n');
  }

  direction(): Promise<string> {
    return this.#page.evaluate(() => getComputedStyle(document.body).direction);
  }

  watched(): Promise<Watched> {
    return this.#page.evaluate(() => Reflect.get(window, 'watched'));
  }
}

export class FirefoxTab implements Tab {
  readonly #page: FirefoxPage;

  constructor(page: FirefoxPage) {
    this.#page = page;
  }

  async go(url: string): Promise<void> {
    await this.#page.goto(url);
  }

  async press(key: string): Promise<void> {
    const { keyboard } = this.#page;
    const keys = key.split('+') as KeyInput[];
    for (const one of keys) await keyboard.down(one);
    for (const one of keys.reverse()) await keyboard.up(one);
  }

  write(words: string): Promise<void> {
    return this.#page.keyboard.type(words);
  }

  /** To look through the whole tree takes this Firefox long: it looks where something is likely to be. */
  async #all(role: Role, name: Name): Promise<ElementHandle[]> {
    const [wanted, isPattern] = typeof name === 'string' ? [name, false] : [name.source, true];
    const places = await this.#page.evaluateHandle(likely, wanted, isPattern);
    const found = await Promise.all(
      [...(await places.getProperties()).values()].map(async (place) => {
        const [within, exact] = [
          await place.getProperty('within'),
          await place.getProperty('name'),
        ];
        const called = `aria/[name="${await exact.jsonValue()}"][role="${role}"]`;
        return (within as ElementHandle).$$(called);
      }),
    );
    return found.flat();
  }

  async count(role: Role, name: Name): Promise<number> {
    return (await this.#all(role, name)).length;
  }

  async towards(role: Role, name: Name): Promise<number> {
    const found = await this.#all(role, name);
    const all = await this.#page.evaluateHandle((...each) => each as Node[], ...found);
    return all.evaluate(fromFocus);
  }

  async focus(role: Role, name: Name): Promise<void> {
    await (await this.#all(role, name)).at(-1)?.focus();
  }

  async activate(role: Role, name: Name): Promise<void> {
    const last = (await this.#all(role, name)).at(-1);
    await last?.evaluate((element) => (element as HTMLElement).click());
  }

  words(role: Role): Promise<string> {
    return this.#page.$$eval(`aria/[role="${role}"]`, (all) =>
      all.map((one) => one.textContent).join('\n'),
    );
  }

  direction(): Promise<string> {
    return this.#page.evaluate(() => getComputedStyle(document.body).direction);
  }

  watched(): Promise<Watched> {
    return this.#page.evaluate(() => Reflect.get(window, 'watched'));
  }
}

export type Way = 'keyboard' | 'tree';

export class Walker {
  readonly tab: Tab;
  readonly way: Way;
  /** What the page says to them. */
  readonly text: Sentences;

  constructor(tab: Tab, way: Way, text: Sentences) {
    [this.tab, this.way, this.text] = [tab, way, text];
  }

  /** How many taps this takes, as the page counts them. */
  async counted(act: () => Promise<void>): Promise<number> {
    const before = await this.tab.watched();
    await act();
    return (await this.tab.watched()).taps - before.taps;
  }

  /** Uses what has this role and name, as soon as it is there. */
  async use(role: Role, name: Name): Promise<void> {
    await this.until(role, name);
    if (this.way === 'tree') return this.tab.activate(role, name);
    await this.reach(role, name);
    await this.tab.press('Enter');
  }

  /** Goes there; by keys within a menu by its arrows, else by Tab. */
  async reach(role: Role, name: Name): Promise<void> {
    await this.until(role, name);
    if (this.way === 'tree') return this.tab.focus(role, name);
    const [on, back] = role.startsWith('menuitem')
      ? ['ArrowDown', 'ArrowUp']
      : ['Tab', 'Shift+Tab'];
    for (let stops = 0; stops < MOST_STOPS; stops++) {
      const towards = await this.tab.towards(role, name);
      if (towards === 0) return;
      await this.tab.press(towards > 0 ? on : back);
    }
    throw new Error(`${on} does not lead to ${role} “${name}”`);
  }

  async until(role: Role, name: Name): Promise<void> {
    await vi.waitFor(async () => {
      if ((await this.tab.count(role, name)) === 0) throw new Error(`no ${role} “${name}”`);
    }, PATIENT);
  }

  async untilGone(role: Role, name: Name): Promise<void> {
    await expect.poll(() => this.tab.count(role, name), PATIENT).toBe(0);
  }

  async hears(role: Role, words: string): Promise<void> {
    await expect.poll(() => this.tab.words(role), PATIENT).toContain(words);
  }
}
