// How a message goes whose time is up: it fades and closes the gap, quietly. Whatever else is taken
// off the list, and whoever wants no motion or is not looking, has it gone at once.

import type { TransitionConfig } from 'svelte/transition';

const DURATION_MS = 320;
const AT_ONCE: TransitionConfig = { duration: 0 };

export function vanishing(element: HTMLElement, vanished: boolean): TransitionConfig {
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (!vanished || isStill || document.hidden) return AT_ONCE;
  const height = element.offsetHeight;
  return {
    duration: DURATION_MS,
    css: (there) => `height: ${there * height}px; opacity: ${there * there}; overflow: clip`,
  };
}
