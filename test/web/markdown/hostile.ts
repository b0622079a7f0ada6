// Messages as long as one can be, each made to cost a reader of Markdown as much as possible.

import { MAX_SOURCE_BYTES } from '../../../src/web/markdown/ast.ts';

/** One of these again and again. */
const REPEATED = [
  '[',
  ']',
  '[]',
  '[[]]()',
  '![](',
  '[](',
  '[a](<b',
  '[a](b "',
  '[a](b',
  '![[]()',
  '*',
  '*a ',
  'a**b*c ',
  '**a *a _a ',
  '*_',
  '_a__b',
  '~~a',
  '`',
  '``a`',
  '```\n',
  '~~~\n',
  '<',
  '<a ',
  '<!--',
  '<?',
  '<http://a',
  '&#',
  '\\',
  '>',
  '> ',
  '>- ',
  '- ',
  '- - - a\n',
  '* * * a\n',
  '1. ',
  '- a\n',
  '>a\n',
  '# ',
  '#\n',
  '\n',
  ' ',
  '\t',
  'a\n\n',
  '|a|\n|-|\n',
  '[a]: b\n',
  '[^',
  'www.a.',
  'http://a',
  'https://a.b/( ',
  'https://a.b/&a; ',
  'a@',
  'a@a.',
  'a.',
  '\u0301',
  'e\u0301\u0323\u20dd',
  '\u202e',
  '😀',
];

function repeated(unit: string, start = ''): string {
  const bytes = Buffer.byteLength(unit);
  return start + unit.repeat(Math.floor((MAX_SOURCE_BYTES - Buffer.byteLength(start)) / bytes));
}

function growing(line: (level: number) => string): string {
  let out = '';
  for (let level = 0; out.length + line(level).length <= MAX_SOURCE_BYTES; level++)
    out += line(level);
  return out;
}

const ARRANGED: readonly string[] = [
  '['.repeat(7_500) + ']'.repeat(7_500),
  `${'['.repeat(5_000)}a${']()'.repeat(3_333)}`,
  `${'*_'.repeat(3_700)}a${'_*'.repeat(3_700)}`,
  growing((level) => `${'`'.repeat(level + 1)} `),
  growing((level) => `${' '.repeat(level)}- a\n`),
  growing((level) => `${'  '.repeat(level)}* a\n`),
  growing((level) => `${'>'.repeat(level)}a\n`),
  repeated('a\n', '> '.repeat(300)),
  repeated('a\n', '> '.repeat(8)),
  repeated('(', '[a]('),
  repeated(')', 'https://a.b/'),
  repeated('(', 'https://a.b/'),
  repeated('.', 'https://a.b/'),
  repeated('&a;', 'https://a.b/'),
  repeated('a', 'www.'),
  repeated('a', '<'),
  repeated(' ', 'a'),
  repeated(' ', '- '),
  repeated(' ', '[a]('),
  repeated('0', '1'),
  repeated('a', '```'),
  repeated('a', 'b@'),
  `${repeated('a', '` ').slice(0, -1)}\``,
];

export const HOSTILE: readonly string[] = [...REPEATED.map((unit) => repeated(unit)), ...ARRANGED];
