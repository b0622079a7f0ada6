// Which messages are before the person's eyes: really in the window, on a page that is in view and
// has the focus. What counts down after reading begins with that, and no sooner.

import type { Attachment } from 'svelte/attachments';

/** Our choice: a tenth at a time, so that what is taller than the window is noticed, too. */
const THRESHOLDS = Array.from({ length: 11 }, (_, tenths) => tenths / 10);
/** Our choice: half of a message, or of the window, is enough to have begun reading. */
const ENOUGH = 0.5;

export class Sight {
  readonly #onseen: (ids: readonly string[]) => void;
  readonly #ids = new WeakMap<Element, string>();
  readonly #inView = new Map<string, Element>();
  readonly #observer: IntersectionObserver;

  constructor(onseen: (ids: readonly string[]) => void) {
    this.#onseen = onseen;
    this.#observer = new IntersectionObserver((entries) => this.#note(entries), {
      threshold: THRESHOLDS,
    });
  }

  /** For the element of this entry. */
  watch(id: string): Attachment {
    return (element) => {
      this.#ids.set(element, id);
      this.#observer.observe(element);
      return () => {
        this.#observer.unobserve(element);
        this.#inView.delete(id);
      };
    };
  }

  /** The page may have come into view, or have got the focus. */
  look(): void {
    if (document.hidden || !document.hasFocus() || this.#inView.size === 0) return;
    const seen = [...this.#inView];
    this.#inView.clear();
    for (const [, element] of seen) this.#observer.unobserve(element);
    this.#onseen(seen.map(([id]) => id));
  }

  close(): void {
    this.#observer.disconnect();
  }

  #note(entries: readonly IntersectionObserverEntry[]): void {
    for (const entry of entries) {
      const id = this.#ids.get(entry.target);
      if (id === undefined) continue;
      if (isEnough(entry)) this.#inView.set(id, entry.target);
      else this.#inView.delete(id);
    }
    this.look();
  }
}

function isEnough({ intersectionRatio, intersectionRect, rootBounds }: IntersectionObserverEntry) {
  const windowHeight = rootBounds?.height ?? Number.POSITIVE_INFINITY;
  return intersectionRatio >= ENOUGH || intersectionRect.height >= ENOUGH * windowHeight;
}
