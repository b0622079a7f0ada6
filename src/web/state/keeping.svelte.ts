// Keeps the settings on this device, once that is asked for, and forgets them at once when it is no longer
// wanted. Off is the default, and then nothing is ever written.

import { type KeptSettings, readKept, writeKept } from './kept.ts';
import { type LanguageChoice, OF_BROWSER, type Speech } from './language.svelte.ts';
import type { Settings } from './settings.svelte.ts';
import type { Theme } from './theme.svelte.ts';

const KEY = 'sotto settings';

export interface Keepable {
  readonly settings: Settings;
  readonly theme: Theme;
  readonly speech: Pick<Speech, 'choice'>;
}

export class Keeping {
  #on = $state(false);
  /** The browser refused to write: a full disk, or storage that it withholds. */
  failed = $state(false);
  /** As it was kept: to be spoken from the first paint on. */
  language: LanguageChoice = OF_BROWSER;
  readonly #what: Keepable;
  readonly #store: Storage | undefined;

  constructor(what: Keepable, store: Storage | undefined) {
    this.#what = what;
    this.#store = store;
  }

  /** There is a place that belongs to this page alone. */
  get possible(): boolean {
    return this.#store !== undefined;
  }

  get on(): boolean {
    return this.#on;
  }

  set on(on: boolean) {
    this.#on = on;
    this.failed = false;
    if (on) this.#write(this.#snapshot());
    else this.#attempt((store) => store.removeItem(KEY));
  }

  /** Takes up what was kept. Also after the page forgot what was entered, which is not what was kept. */
  restore(): void {
    const kept = this.#attempt((store) => readKept(store.getItem(KEY)));
    this.#on = kept !== undefined;
    if (kept === undefined) return;
    this.#what.theme.choice = kept.theme;
    this.#what.settings.useOwn(kept);
    this.language = kept.language;
  }

  /** From now on every change is kept, while that is wanted. Until the returned function is called. */
  follow(page: EventTarget): () => void {
    // Another window has turned it off: what is deleted must not come back from here.
    const otherWindow = (event: Event) => {
      const { key, newValue } = event as StorageEvent;
      if ((key === KEY || key === null) && newValue === null) this.#on = false;
    };
    page.addEventListener('storage', otherWindow);
    const stop = $effect.root(() => {
      $effect(() => {
        const now = this.#snapshot();
        if (this.#on) this.#write(now);
      });
    });
    return () => {
      stop();
      page.removeEventListener('storage', otherWindow);
    };
  }

  #snapshot(): KeptSettings {
    const { settings, theme, speech } = this.#what;
    return { theme: theme.choice, language: speech.choice, ...settings.own };
  }

  #write(kept: KeptSettings): void {
    this.#attempt((store) => store.setItem(KEY, writeKept(kept)));
  }

  #attempt<T>(work: (store: Storage) => T): T | undefined {
    try {
      return this.#store && work(this.#store);
    } catch {
      this.failed = true;
      return undefined;
    }
  }
}

/**
 * The storage of this page's origin. A page from disk shares it with every other file that is opened in
 * some browsers, and keeps nothing.
 */
export function ownStorage(): Storage | undefined {
  if (!/^https?:$/.test(location.protocol)) return undefined;
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
