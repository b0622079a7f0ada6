// The beginning of a giant message: as many lines as fit a screen or two. The rest is read and drawn
// only when somebody asks for it.

/** Our choice: two screens of a phone. */
export const MAX_LINES = 40;
/** About what a line of the conversation holds. */
const LINE_UNITS = 72;

/** The first lines of a text, or undefined if it is short enough to be shown whole. */
export function beginning(text: string): string | undefined {
  let left = MAX_LINES;
  let at = 0;
  while (left > 0) {
    const end = text.indexOf('\n', at);
    const stop = end < 0 ? text.length : end;
    const taken = Math.max(1, Math.ceil((stop - at) / LINE_UNITS));
    if (taken > left) return cut(text, at + left * LINE_UNITS);
    if (end < 0) return undefined;
    left -= taken;
    at = end + 1;
  }
  return text.slice(0, at - 1);
}

/** Between two words where there are any, and never within a character. */
function cut(text: string, at: number): string {
  const space = text.lastIndexOf(' ', at);
  if (space > at - LINE_UNITS) return text.slice(0, space);
  return text.slice(0, at).replace(/[\ud800-\udbff]$/, '');
}
