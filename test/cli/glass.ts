// What a person would see of what was written to a terminal: the few sequences that readline writes,
// performed on rows of characters. Anything else throws, since nobody should have written it.

export function glass(written: string, columns: number): readonly string[] {
  const rows: string[] = [''];
  let row = 0;
  let column = 0;
  const pen = {
    '\r': () => {
      column = 0;
    },
    '\n': () => {
      row += 1;
      column = 0;
      rows[row] ??= '';
    },
  } as const;
  const put = (char: string) => {
    if (column >= columns) pen['\n']();
    const line = (rows[row] ?? '').padEnd(column);
    rows[row] = line.slice(0, column) + char + line.slice(column + 1);
    column += 1;
  };
  const perform = (count: number, letter: string) => {
    if (letter === 'A') row = Math.max(0, row - count);
    else if (letter === 'C') column += count;
    else if (letter === 'D') column = Math.max(0, column - count);
    else if (letter === 'G') column = count - 1;
    else if (letter === 'K') rows[row] = (rows[row] ?? '').slice(0, column);
    else if (letter === 'J') rows.splice(row, rows.length, (rows[row] ?? '').slice(0, column));
    else throw new Error(`an unknown sequence: ${letter}`);
  };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are made of these
  for (const [all, number, letter] of written.matchAll(/\u001b\[(\d*)([A-Z])|./gsu)) {
    if (letter !== undefined) perform(Number(number || '1'), letter);
    else if (all === '\r' || all === '\n') pen[all]();
    else if (/\p{Cc}/u.test(all)) throw new Error('a control character');
    else put(all);
  }
  return rows;
}
