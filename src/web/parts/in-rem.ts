// The size of a drawing, so that it grows with the text.

/** The browser's own measure of a rem. */
const REM_PX = 16;

/** `1.125rem` for 18. */
export function inRem(px: number): string {
  return `${px / REM_PX}rem`;
}
