// The lines of a pipe or a file. Read no faster than they are taken, and never more of a line than a
// message could hold by far.

import type { Readable } from 'node:stream';

/** Our choice: four times what a message holds; what is longer is cut, and then refused as too long. */
const MAX_LINE_UNITS = 65_536;

/** Ends with the input; what stands after the last line feed is a line as well. */
export async function* linesOf(input: Readable): AsyncGenerator<string> {
  input.setEncoding('utf8');
  let begun = '';
  for await (const chunk of input) {
    const [first = '', ...more] = String(chunk).split('\n');
    begun = append(begun, first);
    for (const next of more) {
      yield withoutReturn(begun);
      begun = append('', next);
    }
  }
  if (begun !== '') yield withoutReturn(begun);
}

function append(line: string, more: string): string {
  return `${line}${more}`.slice(0, MAX_LINE_UNITS);
}

/** Files of Windows end their lines with CR LF. */
function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
