// Where the focus goes when what has it is taken out of a list: to what stands in its place then.

import { tick } from 'svelte';

/** To the button of the item at `place`, or the last; without one to the section's heading. */
export async function focusLeft(section: HTMLElement | undefined, place?: number): Promise<void> {
  await tick();
  const buttons = [...(section?.querySelectorAll<HTMLElement>('li button') ?? [])];
  const next = place === undefined ? undefined : buttons.at(Math.min(place, buttons.length - 1));
  (next ?? section?.querySelector<HTMLElement>('h3'))?.focus();
}
