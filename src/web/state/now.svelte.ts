// What the world outside tells a view, heard only while some view reads it.

import { createSubscriber } from 'svelte/reactivity';

const TICK_MS = 1_000;
/** Our choice: for what is told in minutes. */
const SELDOM_MS = 15_000;

/** The time, moving once a second while it is shown and resting otherwise. */
export class Now {
  readonly #tick = ticking(TICK_MS);
  readonly #seldom = ticking(SELDOM_MS);

  get value(): number {
    this.#tick();
    return Date.now();
  }

  /** The same, moving four times a minute: hundreds that count together would delay a key each second. */
  get seldom(): number {
    this.#seldom();
    return Date.now();
  }
}

function ticking(everyMs: number): () => void {
  return createSubscriber((update) => {
    const timer = setInterval(update, everyMs);
    return () => clearInterval(timer);
  });
}

/** Whether this device has a network at all. */
export class Online {
  readonly #subscribe = createSubscriber((update) => {
    addEventListener('online', update);
    addEventListener('offline', update);
    return () => {
      removeEventListener('online', update);
      removeEventListener('offline', update);
    };
  });

  get value(): boolean {
    this.#subscribe();
    return navigator.onLine;
  }
}
