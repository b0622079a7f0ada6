// What is known of this device's clock, for a view to follow. Asked for only when a person wants to
// know why it does not connect.

import { askPageClock } from './page-clock.ts';

export type ClockReading =
  | { readonly kind: 'unread' }
  | { readonly kind: 'reading' }
  /** The server's clock minus this device's. */
  | { readonly kind: 'read'; readonly differenceMs: number }
  | { readonly kind: 'unreadable' };

export class PageClock {
  reading = $state.raw<ClockReading>({ kind: 'unread' });
  readonly #ask: () => Promise<number | undefined>;
  #asking = false;

  constructor(ask: () => Promise<number | undefined> = askThisPage) {
    this.#ask = ask;
  }

  /** What was read before stands until the new reading is there. */
  async read(): Promise<void> {
    if (this.#asking) return;
    this.#asking = true;
    if (this.reading.kind !== 'read') this.reading = { kind: 'reading' };
    const differenceMs = await this.#ask();
    this.#asking = false;
    this.reading =
      differenceMs === undefined ? { kind: 'unreadable' } : { kind: 'read', differenceMs };
  }
}

function askThisPage(): Promise<number | undefined> {
  return askPageClock(new URL(location.href), { fetcher: fetch.bind(window), now: Date.now });
}
