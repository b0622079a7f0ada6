// Which screen is shown, and the way from one to the next. Nothing is joined but by a tap.

import { Derivation } from './derivation.svelte.ts';
import { type LoadEngine, loadOnce } from './engine.ts';
import { Install } from './install.svelte.ts';
import { Keeping } from './keeping.svelte.ts';
import { speech } from './language.svelte.ts';
import type { OfflineCopy } from './offline-copy.ts';
import { type Estimate, PhraseField } from './phrase.svelte.ts';
import { Settings } from './settings.svelte.ts';
import { type SharedPhrase, Stay } from './stay.svelte.ts';
import { Theme } from './theme.svelte.ts';

export interface AppPorts {
  readonly loadEngine: LoadEngine;
  /** The tracker of the bridge that served the page. */
  readonly findBridge: () => Promise<string | undefined>;
  readonly estimate: (engine: LoadEngine) => Estimate;
  /** Where settings are kept when that is asked for; without one they can't be. */
  readonly store?: Storage | undefined;
  /** What installing makes; without one the page can't be installed. */
  readonly offlineCopy?: OfflineCopy | undefined;
}

export type Screen = 'start' | 'join' | 'room';

export class App {
  readonly settings = new Settings();
  readonly theme = new Theme();
  readonly keeping: Keeping;
  readonly install: Install;
  field = $state.raw<PhraseField>();
  stay = $state.raw<Stay>();
  settingsOpen = $state(false);
  aboutOpen = $state(false);
  /** Starting failed before there was a room. */
  error = $state.raw<unknown>();
  /** Just back from a room. */
  left = $state(false);

  readonly screen: Screen = $derived(this.stay ? 'room' : this.field ? 'join' : 'start');

  readonly #engine: LoadEngine;
  readonly #ports: AppPorts;
  /** Counts the taps: what an older one still waits for comes to nothing. */
  #taps = 0;

  constructor(ports: AppPorts) {
    this.#ports = ports;
    this.#engine = loadOnce(ports.loadEngine);
    this.install = new Install(ports.offlineCopy);
    const { settings, theme } = this;
    this.keeping = new Keeping({ settings, theme, speech }, ports.store);
    this.keeping.restore();
  }

  /** After the first paint: fetches what the next tap will need. */
  async warmUp(): Promise<void> {
    const bridge = this.#ports.findBridge().then((url) => {
      this.settings.bridge = url;
    });
    await Promise.all([bridge, this.#usual()]).catch(() => {});
  }

  /** The tap is the consent: draws a phrase and goes in to look for people. */
  async startRoom(): Promise<void> {
    const tap = this.#tap();
    try {
      const { newPhrase } = await this.#usual();
      if (tap !== this.#taps) return;
      this.#enter({ text: newPhrase(), fresh: true }, new Derivation(this.#engine));
    } catch (error) {
      if (tap === this.#taps) this.error = error;
    }
  }

  openJoin(): void {
    this.#tap();
    this.left = false;
    const ports = { engine: this.#engine, estimate: this.#ports.estimate(this.#engine) };
    this.field = new PhraseField(new Derivation(this.#engine), ports);
  }

  closeJoin(): void {
    this.#tap();
    this.field?.forget();
    this.field = undefined;
  }

  /** Joins what is written, unless it is weak and nobody has insisted yet. */
  async join(): Promise<void> {
    const { field } = this;
    if (field === undefined || field.text.trim() === '') return;
    const tap = this.#tap();
    try {
      const [meant] = await Promise.all([field.confirm(), this.#usual()]);
      if (!meant || tap !== this.#taps) return;
      this.#enter({ text: field.text.trim(), fresh: false }, field.derivation);
    } catch (error) {
      if (tap === this.#taps) this.error = error;
    }
  }

  retry(): void {
    void this.stay?.enter(this.#engine);
  }

  leave(): void {
    this.stay?.leave();
    this.closeJoin();
    this.stay = undefined;
    this.settingsOpen = false;
    this.aboutOpen = false;
    this.left = true;
  }

  /** The page goes away, or comes back from the browser's cache: nothing may be left on it. */
  vanish(): void {
    this.leave();
    this.settings.forget();
    this.keeping.restore();
    this.left = false;
  }

  #tap(): number {
    this.error = undefined;
    this.#taps += 1;
    return this.#taps;
  }

  #enter(phrase: SharedPhrase, derivation: Derivation): void {
    if (this.stay !== undefined) return;
    this.left = false;
    derivation.follow(phrase.text, true);
    this.stay = new Stay(phrase, { derivation, settings: this.settings });
    if (this.field?.derivation !== derivation) this.field?.forget();
    this.field = undefined;
    this.retry();
  }

  async #usual() {
    const engine = await this.#engine();
    this.settings.useUsual(engine);
    return engine;
  }
}
