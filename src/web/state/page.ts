// What the page does when it is hidden, left, or brought back (EXPERIENCE, Craft).

import { flushSync } from 'svelte';
import type { App } from './app.svelte.ts';
import { watchEscapes, wipe } from './panic.ts';
import { text } from './text.ts';

/**
 * An opaque cover from the instant that the page hides, drawn by the style sheet from one
 * attribute; everything cleared when it goes away, before the browser can freeze or store it.
 */
export function guardPage(app: App): void {
  document.addEventListener('visibilitychange', () => cover(document.hidden));
  addEventListener('pagehide', () => {
    cover(true);
    flushSync(() => app.vanish());
  });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) flushSync(() => app.vanish());
    cover(document.hidden);
  });
  watchEscapes(() => wipe(app));
}

function cover(hidden: boolean): void {
  const { dataset } = document.documentElement;
  if (hidden) dataset.covered = text.room.cover;
  else delete dataset.covered;
}
