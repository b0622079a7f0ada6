// Panic (EXPERIENCE, The room): Escape three times, or the button, and nothing is left but a blank page.

import { flushSync } from 'svelte';
import type { App } from './app.svelte.ts';
import { isForInputMethod } from './ime.ts';

const PRESSES = 3;
/** Our choice: three quick presses, and no three dialogs closed one after another. */
const WITHIN_MS = 1_500;

/** Hears Escape before any dialog does. Until the returned function is called. */
export function watchEscapes(panic: () => void): () => void {
  let presses: number[] = [];
  const hear = (event: KeyboardEvent) => {
    const { key, repeat, timeStamp } = event;
    // What an input method is given to cancel is no panic.
    if (repeat || isForInputMethod(event)) return;
    const isEscape = key === 'Escape';
    presses = isEscape ? [...presses, timeStamp].slice(-PRESSES) : [];
    const [first = timeStamp] = presses;
    if (presses.length < PRESSES || timeStamp - first > WITHIN_MS) return;
    presses = [];
    panic();
  };
  addEventListener('keydown', hear, { capture: true });
  return () => removeEventListener('keydown', hear, { capture: true });
}

/**
 * Leaves every room, forgets and empties everything, then puts a blank page in this one's place. In the
 * tab's history it stands for this page, which is not kept for going back; the list of visited pages is
 * the browser's own, and so is the clipboard.
 */
export function wipe(app: App): void {
  flushSync(() => app.wipe());
  document.title = '';
  document.documentElement.replaceChildren();
  location.replace('about:blank');
}
