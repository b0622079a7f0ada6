// A view of one thing, without a screen: `seen` is what it would have shown, one drawing after
// another.

import { flushSync } from 'svelte';
import { onTestFinished } from 'vitest';

export interface View<Value> {
  readonly seen: Value[];
  readonly close: () => void;
}

export function open<Value>(read: () => Value): View<Value> {
  const seen: Value[] = [];
  const close = $effect.root(() => {
    $effect(() => {
      seen.push(read());
    });
  });
  flushSync();
  return { seen, close };
}

/** The same for the rest of the test. */
export function watch<Value>(read: () => Value): Value[] {
  const { seen, close } = open(read);
  onTestFinished(close);
  return seen;
}
