// The tree of a message, whole, for what people write and for what is written to harm them.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Block,
  type Inline,
  type Link,
  MAX_DEPTH,
  MAX_NODES,
  MAX_SOURCE_BYTES,
  plain,
  wordsOf,
} from '../../../src/web/markdown/ast.ts';
import { clean } from '../../../src/web/markdown/clean.ts';
import { parse } from '../../../src/web/markdown/parse.ts';
import { HOSTILE } from './hostile.ts';

type Piece = Inline | string;

const said = (...pieces: Piece[]): Inline[] =>
  pieces.map((piece) => (typeof piece === 'string' ? { kind: 'text', text: piece } : piece));
const p = (...pieces: Piece[]): Block => ({ kind: 'paragraph', content: said(...pieces) });
const strong = (...pieces: Piece[]): Inline => ({ kind: 'strong', content: said(...pieces) });
const em = (...pieces: Piece[]): Inline => ({ kind: 'emphasis', content: said(...pieces) });
const strike = (...pieces: Piece[]): Inline => ({ kind: 'strike', content: said(...pieces) });
const code = (text: string): Inline => ({ kind: 'code', text });
const block = (language: string, text: string): Block => ({ kind: 'code', language, text });
const quote = (...blocks: Block[]): Block => ({ kind: 'quote', blocks });
const list = (...items: Block[][]): Block => ({ kind: 'list', items });
const numbered = (start: number, ...items: Block[][]): Block => ({ kind: 'list', start, items });
const link = (href: string, words: string, more: Partial<Link> = {}): Inline => ({
  kind: 'link',
  href,
  ...more,
  content: said(words),
});

const WRITTEN: readonly (readonly [string, ...Block[]])[] = [
  ['hello', p('hello')],
  ['one\ntwo\r\nthree', p('one\ntwo\nthree')],
  ['one\n\n\ntwo', p('one'), p('two')],
  ['  a\n    b', p('  a\n    b')],
  [
    'a *b* _c_ **d __e__** ~~f~~',
    p('a ', em('b'), ' ', em('c'), ' ', strong('d ', strong('e')), ' ', strike('f')),
  ],
  ['snake_case_name 2*3*4 ~one~', p('snake_case_name 2', em('3'), '4 ~one~')],
  ['`a  *b*` `` ` `` `c\nd`', p(code('a  *b*'), ' ', code('`'), ' ', code('c d'))],
  ['\\*a\\* C:\\dir \\\\', p('*a* C:\\dir \\')],
  ['# Title #\ntext', p(strong('Title')), p('text')],
  ['###### *a* b', p(strong(em('a'), ' b'))],
  ['#tag', p('#tag')],
  ['a\n===\nb\n---\nc', p('a\n===\nb'), { kind: 'rule' }, p('c')],
  ['> a\nb\n> > c\n\nd', quote(p('a\nb'), quote(p('c'))), p('d')],
  ['- a\n  b\n* c', list([p('a\nb')]), list([p('c')])],
  ['- a\n  1. b\n  2. c\n\n     d', list([p('a'), numbered(1, [p('b')], [p('c'), p('d')])])],
  ['1986. a year\n1987. and another', numbered(1_986, [p('a year')], [p('and another')])],
  ['- [ ] a', list([p('[ ] a')])],
  ['```js\nlet *a*;\n\n  b\n```\nc', block('js', 'let *a*;\n\n  b'), p('c')],
  ['~~~ c++ {x}\n<b>', block('c++', '<b>')],
  ['> ```\n> a\n>  b\n> ```', quote(block('', 'a\n b'))],
  ['- ```sh\n  ls\n    -l\n  ```', list([block('sh', 'ls\n  -l')])],
  ['```<script>\nx\n```', block('', 'x')],
  ['1.', p('1.')],
  ['---', p('---')],
  ['> ', p('> ')],
  ['    indented', p('    indented')],
];

const LINKED: readonly (readonly [string, ...Block[]])[] = [
  ['https://a.example/b?c#d', p(link('https://a.example/b?c#d', 'https://a.example/b?c#d'))],
  ['HTTPS://A.Example', p(link('https://a.example/', 'HTTPS://A.Example'))],
  ['(www.a.example), and', p('(', link('https://www.a.example/', 'www.a.example'), '), and')],
  ['https://a.example/b_(c)!', p(link('https://a.example/b_(c)', 'https://a.example/b_(c)'), '!')],
  ['https://a.example/ب، ثم', p(link('https://a.example/%D8%A8', 'https://a.example/ب'), '، ثم')],
  ['**https://a.example**', p(strong(link('https://a.example/', 'https://a.example')))],
  ['me@a.example.', p(link('mailto:me@a.example', 'me@a.example'), '.')],
  ['<https://a.example/b>', p(link('https://a.example/b', 'https://a.example/b'))],
  ['xhttps://a.example @a.b a@b', p('xhttps://a.example @a.b a@b')],
  ['[b](https://a.example)', p(link('https://a.example/', 'b', { host: 'a.example' }))],
  ['[a.example/x](https://a.example/y)', p(link('https://a.example/y', 'a.example/x'))],
  ['[](https://a.example)', p(link('https://a.example/', 'a.example'))],
  [
    '[b](<https://a.example/c d> "title")',
    p(link('https://a.example/c%20d', 'b', { host: 'a.example' })),
  ],
  [
    '![sun](https://a.example/s.png)',
    p(link('https://a.example/s.png', 'sun', { host: 'a.example', picture: true })),
  ],
  [
    '[![b](https://b.example)](https://a.example)',
    p(link('https://a.example/', 'b', { host: 'a.example' })),
  ],
  [
    '[https://b.example](https://a.example)',
    p(link('https://a.example/', 'https://b.example', { host: 'a.example' })),
  ],
  [
    '[*a*] [b][c] [d]: https://e.example',
    p('[', em('a'), '] [b][c] [d]: ', link('https://e.example/', 'https://e.example')),
  ],
  [
    '[b](mailto:me@a.example?bcc=you@a.example)',
    p(link('mailto:me@a.example', 'b', { host: 'me@a.example' })),
  ],
];

const HARMFUL: readonly (readonly [string, ...Block[]])[] = [
  ['<img src=x onerror=alert(1)>', p('<img src=x onerror=alert(1)>')],
  ['<script>alert(1)</script>\n\n*a*', p('<script>alert(1)</script>'), p(em('a'))],
  ['<!-- a --> <?b?> &lt;c&gt; &#x202e;', p('<!-- a --> <?b?> &lt;c&gt; &#x202e;')],
  ['[a](javascript:alert(1))', p('[a](javascript:alert(1))')],
  ['[*a*](JavaScript&colon;alert(1))', p('[*a*](JavaScript&colon;alert(1))')],
  ['![a](data:text/html,x)', p('![a](data:text/html,x)')],
  ['[a](/b) [c](//d.example) [e](#f)', p('[a](/b) [c](//d.example) [e](#f)')],
  ['<javascript:alert(1)> file:///etc', p('<javascript:alert(1)> file:///etc')],
  ['[a](https:b.example) [c](https://)', p('[a](https:b.example) [c](https://)')],
  [
    '[bank](https://bank.example@evil.example)',
    p(link('https://evil.example/', 'bank', { host: 'evil.example' })),
  ],
  [
    'https://bank.example@evil.example/',
    p(
      link('https://evil.example/', 'https://bank.example@evil.example/', { host: 'evil.example' }),
    ),
  ],
  [
    'https://bank.example%2f@evil.example',
    p(
      link('https://evil.example/', 'https://bank.example%2f@evil.example', {
        host: 'evil.example',
      }),
    ),
  ],
  [
    'https://аpple.example',
    p(
      link('https://xn--pple-43d.example/', 'https://аpple.example', {
        host: 'xn--pple-43d.example',
      }),
    ),
  ],
  [
    '[bank.example ](https://bank.example.evil.example)',
    p(
      link('https://bank.example.evil.example/', 'bank.example ', {
        host: 'bank.example.evil.example',
      }),
    ),
  ],
  ['http://0x7f.1', p(link('http://127.0.0.1/', 'http://0x7f.1', { host: '127.0.0.1' }))],
  ['a\u202eb\u2066c\u0000d\u2028e', p('abcd\ne')],
  [
    '`a\u202eb` [c\u202ed](https://a.example)',
    p(code('ab'), ' ', link('https://a.example/', 'cd', { host: 'a.example' })),
  ],
  ['z\u0301\u0302\u0303\u0304\u0305\u0306', p('z\u0301\u0302\u0303\u0304')],
];

describe.each([
  ['written', WRITTEN],
  ['linked', LINKED],
  ['harmful', HARMFUL],
] as const)('%s', (_, table) => {
  const cases = table.map(([source, ...blocks]) => ({ source, blocks }));

  test.each(cases)('$source', ({ source, blocks }) => {
    expect(parse(source)).toEqual(blocks);
  });
});

describe('limits: what is beyond is shown as it was written', () => {
  const deepList = (depth: number) =>
    Array.from({ length: depth }, (_, level) => `${'  '.repeat(level)}- a`).join('\n');
  const NAMES: readonly (readonly [string, (size: number) => string, number])[] = [
    ['bytes', (size) => `*a*${'é'.repeat((size - 3) >> 1)}`, MAX_SOURCE_BYTES - 1],
    ['quotes on a line', (size) => `${'>'.repeat(size)} *a*`, MAX_DEPTH],
    ['lists within lists', (size) => `*a*\n\n${deepList(size)}`, MAX_DEPTH],
    ['nodes', (size) => '*a*\n\n'.repeat(size / 2), MAX_NODES],
    [
      'marks within marks',
      (size) => `${'*a _a '.repeat(size / 2)}b${'_ a*'.repeat(size / 2)}`,
      MAX_DEPTH,
    ],
  ];

  test.each(NAMES)('%s', (_, make, most) => {
    const [fits, over] = [make(most), make(most + 2)];
    expect(parse(fits)).not.toEqual(plain(fits));
    expect(parse(over)).toEqual(plain(over));
  });

  test('marks of one paragraph: the others are read', () => {
    expect(parse(`${'[a '.repeat(501)}\n\n*b*`)).toEqual([p('[a '.repeat(501)), p(em('b'))]);
    expect(parse(`${'[a '.repeat(490)}*b*`)).toEqual([p('[a '.repeat(490), em('b'))]);
  });

  test('a line of dashes is no list of lists', () => {
    expect(parse('a\n\n- - - - - - - - - - -\n\n*b*')).toEqual([
      p('a'),
      { kind: 'rule' },
      p(em('b')),
    ]);
  });
});

test('no message costs much more than an honest one of its length', () => {
  const honest =
    'Some *honest* words, `code` and https://a.example, **by hand**.\n\n- one\n- two\n\n';
  const most = 40 * Math.max(costMs(honest.repeat(180)), 1);
  expect(
    HOSTILE.filter((source) => costMs(source) > most).map((source) => source.slice(0, 30)),
  ).toEqual([]);
});

/** Of this process alone, the best of a few: what other processes do is not counted. */
function costMs(source: string): number {
  const once = (): number => {
    const before = process.cpuUsage();
    parse(source);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  };
  return Math.min(once(), once(), once());
}

describe('the words that were sent', () => {
  const letters = (text: string) => text.replace(/[^\p{L}]/gu, '');
  /** Without what gives a link or a code block its hidden part. */
  const unit = fc.constantFrom(
    ...'abcdefgh *_~>#[]!-+.)\n\n \\',
    '**',
    '- ',
    '1. ',
    '> ',
    '> > ',
    '  ',
  );

  test('are all there, in their order', () => {
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 200 }), (units) => {
        const source = units.join('');
        expect(letters(wordsOf(parse(source)))).toBe(letters(source));
      }),
      { numRuns: 500 },
    );
  });

  test('and nothing besides, but the hosts of links', () => {
    const any = fc.oneof(
      unit,
      fc.constantFrom('`', '```', '](', '<', '](x)'),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 100 }), (units) => {
        const source = units.join('');
        expect(isWithin(unspaced(wordsOf(parse(source))), unspaced(clean(source)))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  const unspaced = (text: string) => text.replace(/\s/g, '');

  function isWithin(part: string, whole: string): boolean {
    let at = 0;
    for (const letter of whole) if (part.startsWith(letter, at)) at += letter.length;
    return at === part.length;
  }
});
