// Which screen is shown, and the way from one to the next. Nothing is joined but by a tap.

import { Derivation } from './derivation.svelte.ts';
import { type Engine, type LoadEngine, loadOnce } from './engine.ts';
import { Install } from './install.svelte.ts';
import { Keeping } from './keeping.svelte.ts';
import { speech } from './language.svelte.ts';
import type { Move } from './moves.svelte.ts';
import { MovingOn, NobodyTold } from './moving-on.svelte.ts';
import type { OfflineCopy } from './offline-copy.ts';
import { BrokenInvite, type Estimate, PhraseField } from './phrase.svelte.ts';
import { Rooms } from './rooms.svelte.ts';
import { Settings } from './settings.svelte.ts';
import type { SharedPhrase, Stay, Way } from './stay.svelte.ts';
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

export type Screen = 'start' | 'join' | 'invited' | 'room';

export class App {
  readonly settings = new Settings();
  readonly theme = new Theme();
  readonly keeping: Keeping;
  readonly install: Install;
  readonly rooms = new Rooms();
  field = $state.raw<PhraseField>();
  /** The invite by whose link the page was opened, until it is used or waved away. */
  invited = $state.raw<string>();
  settingsOpen = $state(false);
  aboutOpen = $state(false);
  /** Starting failed before there was a room. */
  error = $state.raw<unknown>();
  /** Just back from a room, or from before one that was never entered. */
  left = $state.raw<'room' | 'outside'>();

  readonly screen: Screen = $derived.by(() => {
    if (this.stay) return 'room';
    if (this.invited !== undefined) return 'invited';
    return this.field ? 'join' : 'start';
  });

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

  /** The stay that is shown. */
  get stay(): Stay | undefined {
    return this.rooms.shown;
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
      const engine = await this.#usual();
      if (tap !== this.#taps) return;
      const phrase = { text: engine.newPhrase(), fresh: true };
      this.#enterPhrase(engine, phrase, new Derivation(this.#engine));
    } catch (error) {
      if (tap === this.#taps) this.error = error;
    }
  }

  openJoin(): void {
    this.#tap();
    this.left = undefined;
    const ports = { engine: this.#engine, estimate: this.#ports.estimate(this.#engine) };
    this.field = new PhraseField(new Derivation(this.#engine), ports);
  }

  closeJoin(): void {
    this.#tap();
    this.field?.forget();
    this.field = undefined;
  }

  /** Joins what is written, or shows its room where that is open; a weak phrase only when insisted on. */
  async join(): Promise<void> {
    const { field } = this;
    if (field === undefined || field.text.trim() === '') return;
    const tap = this.#tap();
    try {
      const [meant, engine] = await Promise.all([field.confirm(), this.#usual()]);
      if (!meant || tap !== this.#taps) return;
      const { invite, derivation } = field;
      if (invite !== undefined)
        return this.#enter(engine, { kind: 'invite', code: invite }, derivation);
      const open = this.rooms.by(field.text);
      if (open) this.show(open);
      else this.#enterPhrase(engine, { text: field.text.trim(), fresh: false }, derivation);
    } catch (error) {
      if (tap === this.#taps) this.error = error;
    }
  }

  /** A link was followed: its invite waits for a tap. */
  openInvite(code: string): void {
    this.closeJoin();
    this.rooms.rest();
    this.left = undefined;
    this.invited = code;
  }

  closeInvite(): void {
    this.#tap();
    this.invited = undefined;
  }

  async acceptInvite(): Promise<void> {
    const code = this.invited;
    const tap = this.#tap();
    try {
      const engine = await this.#usual();
      if (code === undefined || tap !== this.#taps) return;
      if (engine.parseInvite(code) === undefined) throw new BrokenInvite('not a whole invite');
      this.#enter(engine, { kind: 'invite', code }, new Derivation(this.#engine));
    } catch (error) {
      if (tap === this.#taps) this.error = error;
    }
  }

  retry(): void {
    void this.stay?.enter(this.#engine);
  }

  /** To the first screen, for one more room; those that are open go on. */
  another(): void {
    this.closeJoin();
    this.closeInvite();
    this.rooms.rest();
    this.left = undefined;
  }

  show(stay: Stay): void {
    this.closeJoin();
    this.closeInvite();
    this.rooms.show(stay);
  }

  /** What was wanted could not be fetched: the first screen says so, and its next tap tries again. */
  turnBack(error: unknown): void {
    this.rooms.leaveAll();
    this.closeJoin();
    this.settingsOpen = false;
    this.aboutOpen = false;
    this.error = error;
  }

  /** Leaves the room that is shown, for the next one if there is any. */
  leave(): void {
    const { stay } = this;
    const wasIn = stay?.conversation !== undefined;
    if (stay) this.rooms.leave(stay);
    this.closeJoin();
    this.closeInvite();
    this.settingsOpen = false;
    this.aboutOpen = false;
    if (this.stay === undefined) this.left = wasIn ? 'room' : 'outside';
  }

  /** What was wrong with the way in will not get better: leaves, and asks for another. */
  joinOtherwise(): void {
    if (this.stay) this.rooms.leave(this.stay);
    this.another();
    this.openJoin();
  }

  /** Nobody is found: leaves, and shows what was typed once more, to be corrected. */
  retype(): void {
    const typed = this.stay?.phrase?.text ?? '';
    this.joinOtherwise();
    void this.field?.write(typed);
  }

  /** Moves on to a new room, with all who are here and want to, but for those without. */
  async moveOn(stay: Stay, without: readonly Uint8Array[]): Promise<void> {
    const moving = new MovingOn(without, new Derivation(this.#engine));
    stay.stopMoving();
    stay.moving = moving;
    try {
      const phrase = (await this.#usual()).newPhrase();
      const { root } = await moving.make(phrase);
      if (stay.moving !== moving) return;
      const asked = stay.countBut(without);
      const held = await stay.tell({ root, phrase }, without);
      if (stay.moving !== moving) return;
      if (held === 0 && asked > 0) throw new NobodyTold('nobody heard of it');
      const way: Way = { kind: 'phrase', phrase: { text: phrase, fresh: true } };
      // Its key goes along, and is not forgotten with the old room.
      stay.moving = undefined;
      const next = await this.#goOn(stay, way, moving.derivation);
      if (next !== undefined) next.unheard = Math.max(0, asked - held);
    } catch (error) {
      if (stay.moving === moving) moving.fail(error);
    }
  }

  /** Goes along with somebody who moves on. */
  async follow(stay: Stay, { to }: Move): Promise<void> {
    const way: Way = { kind: 'root', root: to.root, claimed: to.phrase };
    await this.#goOn(stay, way, new Derivation(this.#engine));
  }

  /** The page goes away, or comes back from the browser's cache: nothing may be left on it. */
  vanish(): void {
    this.rooms.leaveAll();
    this.leave();
    this.settings.forget();
    this.keeping.restore();
    this.left = undefined;
  }

  /** Everything of it, and at once: what was kept on this device, too. */
  wipe(): void {
    this.keeping.on = false;
    this.theme.choice = 'system';
    this.vanish();
  }

  #tap(): number {
    this.error = undefined;
    this.#taps += 1;
    return this.#taps;
  }

  #enterPhrase(engine: Engine, phrase: SharedPhrase, derivation: Derivation): void {
    if (this.#canEnter) derivation.follow(phrase.text, true);
    this.#enter(engine, { kind: 'phrase', phrase }, derivation);
  }

  get #canEnter(): boolean {
    return this.stay === undefined && !this.rooms.full;
  }

  #enter({ Stay }: Engine, way: Way, derivation: Derivation): void {
    if (!this.#canEnter) return;
    this.left = undefined;
    this.rooms.add(new Stay(way, { derivation, settings: this.settings }));
    if (this.field?.derivation !== derivation) this.field?.forget();
    this.field = undefined;
    this.invited = undefined;
    this.retry();
  }

  /** Into the new room, and out of the old one. */
  async #goOn(stay: Stay, way: Way, derivation: Derivation): Promise<Stay | undefined> {
    const { Stay } = await this.#engine();
    // Left in the meantime, with all that belonged to it.
    if (!this.rooms.all.includes(stay)) {
      derivation.forget();
      return undefined;
    }
    const next = this.rooms.replace(
      stay,
      (aside) => new Stay(way, { derivation, settings: this.settings, aside }),
    );
    void next.enter(this.#engine);
    return next;
  }

  async #usual() {
    const engine = await this.#engine();
    this.settings.useUsual(engine);
    return engine;
  }
}
