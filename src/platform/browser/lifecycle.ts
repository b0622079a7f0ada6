// When a page wakes up, and when it goes away.

/** `nudge`: back online, shown or restored. `vanish`: the page goes away this instant. */
export type PageEvent = 'nudge' | 'vanish';

/** Listens until the returned function is called. */
export function watchPage(listen: (event: PageEvent) => void): () => void {
  const nudge = () => listen('nudge');
  const vanish = () => listen('vanish');
  const shown = () => {
    if (document.visibilityState === 'visible') nudge();
  };
  addEventListener('online', nudge);
  addEventListener('pageshow', nudge);
  addEventListener('pagehide', vanish);
  document.addEventListener('visibilitychange', shown);
  return () => {
    removeEventListener('online', nudge);
    removeEventListener('pageshow', nudge);
    removeEventListener('pagehide', vanish);
    document.removeEventListener('visibilitychange', shown);
  };
}
