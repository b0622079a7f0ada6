// A page without a browser: as much of one as the app's state touches, and what happens to it.
// Vitest loads it before each file of tests, since text.ts asks for the language at once.

import { afterEach, vi } from 'vitest';

class FakePage {
  /** The attributes of <html>. */
  readonly dataset: Record<string, string> = {};
  /** <html> itself. */
  readonly root = { dataset: this.dataset, lang: '', dir: '' };
  readonly navigator: {
    onLine: boolean;
    language: string;
    languages: readonly string[];
    clipboard?: unknown;
    share?: unknown;
  } = { onLine: true, language: 'en-GB', languages: ['en-GB'] };
  window = new EventTarget();
  document = this.#newDocument();
  frames: (() => void)[] = [];

  /** As after a reload. */
  reset(): void {
    for (const name of Object.keys(this.dataset)) delete this.dataset[name];
    delete this.navigator.clipboard;
    delete this.navigator.share;
    this.navigator.onLine = true;
    this.navigator.languages = ['en-GB'];
    Object.assign(this.root, { lang: '', dir: '' });
    this.window = new EventTarget();
    this.document = this.#newDocument();
    this.frames = [];
  }

  hide(hidden = true): void {
    this.document.hidden = hidden;
    this.document.dispatchEvent(new Event('visibilitychange'));
  }

  show(): void {
    this.hide(false);
  }

  goOnline(online = true): void {
    this.navigator.onLine = online;
    this.fire(online ? 'online' : 'offline');
  }

  goOffline(): void {
    this.goOnline(false);
  }

  fire(event: string, more: object = {}): void {
    this.window.dispatchEvent(Object.assign(new Event(event), more));
  }

  /** Draws what waits for a frame. */
  frame(): void {
    for (const draw of this.frames.splice(0)) draw();
  }

  #newDocument() {
    return Object.assign(new EventTarget(), {
      hidden: false,
      documentElement: this.root,
    });
  }
}

export const page = new FakePage();

type Listening = Parameters<EventTarget['addEventListener']>;

vi.stubGlobal('navigator', page.navigator);
vi.stubGlobal('RTCPeerConnection', class {});
vi.stubGlobal('addEventListener', (...what: Listening) => page.window.addEventListener(...what));
vi.stubGlobal('removeEventListener', (...what: Listening) =>
  page.window.removeEventListener(...what),
);
vi.stubGlobal('requestAnimationFrame', (draw: () => void) => page.frames.push(draw));
Object.defineProperty(globalThis, 'document', { configurable: true, get: () => page.document });

afterEach(() => {
  page.reset();
  vi.useRealTimers();
});

/** Whatever has been promised and needs nothing more has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}
