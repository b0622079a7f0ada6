// What a page is told of its own coming and going.

/** `nudge`: back online, shown or restored. `vanish`: the page goes away this instant. */
export type PageEvent = 'nudge' | 'vanish';

/** Listens until the returned function is called. */
export function watchPage(listen: (event: PageEvent) => void): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  const nudge = () => listen('nudge');
  addEventListener('online', nudge, { signal });
  // Also fired by the first load, when there is nothing to come back to.
  addEventListener('pageshow', ({ persisted }) => persisted && nudge(), { signal });
  document.addEventListener(
    'visibilitychange',
    () => document.visibilityState === 'visible' && nudge(),
    { signal },
  );
  // WICG Page Lifecycle: a frozen page goes on.
  document.addEventListener('resume', nudge, { signal });
  addEventListener('pagehide', () => listen('vanish'), { signal });
  return () => listening.abort();
}
