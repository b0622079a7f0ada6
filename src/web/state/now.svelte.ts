// What the world outside tells a view, heard only while some view reads it.

import { createSubscriber } from 'svelte/reactivity';

const TICK_MS = 1_000;

/** The time, moving once a second while it is shown and resting otherwise. */
export class Now {
  readonly #subscribe = createSubscriber((update) => {
    const timer = setInterval(update, TICK_MS);
    return () => clearInterval(timer);
  });

  get value(): number {
    this.#subscribe();
    return Date.now();
  }
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
