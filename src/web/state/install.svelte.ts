// Installing the app: only after a tap, and gone with another. What is kept is the app's own files; where
// the browser offers to put an app among the others, that is asked for in the same tap.

import type { OfflineCopy } from './offline-copy.ts';

/** The browser's own offer (Chromium; WICG Manifest Incubations, §2). */
export interface InstallOffer extends Event {
  prompt(): Promise<{ readonly outcome: 'accepted' | 'dismissed' } | undefined>;
}

/**
 * `looking`: not yet known. `impossible`: this page can't be installed. `working`: files are being
 * fetched, or deleted.
 */
export type InstallPhase = 'looking' | 'impossible' | 'absent' | 'working' | 'kept' | 'newer';

export class Install {
  phase = $state<InstallPhase>('looking');
  /** The last tap came to nothing. */
  failed = $state(false);
  /** The browser shows its own dialog on a tap; elsewhere the way leads through its menu. */
  offered = $state(false);
  readonly #copy: OfflineCopy | undefined;
  #offer: InstallOffer | undefined;

  constructor(copy: OfflineCopy | undefined) {
    this.#copy = copy;
    if (copy === undefined) this.phase = 'impossible';
  }

  /** Keeps the browser's offer for the tap, instead of its banner. */
  listen(page: EventTarget): void {
    page.addEventListener('beforeinstallprompt', (event) => {
      event.preventDefault();
      this.#take(event as InstallOffer);
    });
    page.addEventListener('appinstalled', () => this.#take(undefined));
  }

  /** Whether it is installed; asks the browser, and changes nothing. A build that comes later is seen. */
  readonly look = async (): Promise<void> => {
    if (this.#copy === undefined || this.#working) return;
    const state = await this.#copy.state(this.look).catch(() => undefined);
    if (this.#working) return;
    this.phase = state === undefined ? 'impossible' : state === 'none' ? 'absent' : state;
  };

  /** The browser's dialog first: it opens only as the answer to a tap. */
  async install(): Promise<void> {
    const offer = this.#offer;
    this.#take(undefined);
    await this.#work(async (copy) => {
      const answer = offer?.prompt();
      await copy.keep();
      if ((await answer)?.outcome === 'dismissed') await copy.remove();
    });
  }

  remove(): Promise<void> {
    return this.#work((copy) => copy.remove());
  }

  async #work(work: (copy: OfflineCopy) => Promise<void>): Promise<void> {
    if (this.#copy === undefined || this.#working) return;
    this.phase = 'working';
    this.failed = false;
    try {
      await work(this.#copy);
    } catch {
      this.failed = true;
    }
    this.phase = 'looking';
    await this.look();
  }

  get #working(): boolean {
    return this.phase === 'working';
  }

  #take(offer: InstallOffer | undefined): void {
    this.#offer = offer;
    this.offered = offer !== undefined;
  }
}
