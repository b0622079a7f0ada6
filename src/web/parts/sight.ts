// Which messages are before the person's eyes: really in the window of the list, on a page that is in
// view and has the focus. What counts down after reading begins with that, and no sooner.
//
// Looked for when something has moved, by halving the list. An IntersectionObserver would ask after
// each of a thousand messages at every frame, and so at every key.

/** Our choice: half of a message, or of the window, is enough to have begun reading. */
const ENOUGH = 0.5;

interface Window {
  readonly top: number;
  readonly bottom: number;
}

export class Sight {
  readonly #onseen: (ids: readonly string[]) => void;
  #due = false;

  constructor(onseen: (ids: readonly string[]) => void) {
    this.#onseen = onseen;
  }

  /** Something has moved: looks in the next frame, once for all that moves until then. */
  moved(list: HTMLElement | undefined, scroller: HTMLElement | undefined): void {
    if (this.#due) return;
    this.#due = true;
    requestAnimationFrame(() => {
      this.#due = false;
      if (list !== undefined && scroller !== undefined) this.look(list, scroller);
    });
  }

  look(list: HTMLElement, scroller: HTMLElement): void {
    if (document.hidden || !document.hasFocus() || !list.isConnected) return;
    const window = scroller.getBoundingClientRect();
    const seen: string[] = [];
    // A line of a group out of view has no place until somebody asks, which lays out all of its group.
    for (const group of within(list.children, window)) {
      for (const item of within(group.children, window)) {
        const id = item.querySelector<HTMLElement>('article:not(.own)')?.dataset.id;
        if (id !== undefined && isEnough(item.getBoundingClientRect(), window)) seen.push(id);
      }
    }
    if (seen.length > 0) this.#onseen(seen);
  }
}

/** Those of which something is in the window. They stand one below the other. */
function* within(items: HTMLCollection, window: Window): Iterable<Element> {
  for (let at = firstIn(items, window); at < items.length; at++) {
    const item = items[at];
    if (item === undefined || item.getBoundingClientRect().top >= window.bottom) return;
    yield item;
  }
}

function firstIn(items: HTMLCollection, { top }: Window): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const isAbove = (items[middle]?.getBoundingClientRect().bottom ?? top) <= top;
    if (isAbove) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isEnough(box: Window, window: Window): boolean {
  const visible = Math.min(box.bottom, window.bottom) - Math.max(box.top, window.top);
  return visible >= ENOUGH * Math.min(box.bottom - box.top, window.bottom - window.top);
}
