// How the page is worked, where that changes what it does and not only how it looks.

/** With fingers, on a screen that hides half of itself behind a keyboard. */
export function byTouch(): boolean {
  return matchMedia('(pointer: coarse)').matches;
}
