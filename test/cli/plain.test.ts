// Hostile text on a terminal: nothing of it is obeyed, turned around, or taken for somebody else's.

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layOut, plainLine, plainLines } from '../../src/cli/plain.ts';

const ESC = '\u001b';

describe('what a terminal would obey is shown as U+FFFD', () => {
  test.each([
    ['colours', `${ESC}[31mred${ESC}[0m`, '�[31mred�[0m'],
    ['clearing the screen', `${ESC}[2J${ESC}[H`, '�[2J�[H'],
    ['the title of the window', `${ESC}]0;owned\u0007`, '�]0;owned�'],
    ['the clipboard (OSC 52)', `${ESC}]52;c;cm0gLXJm${ESC}\\`, '�]52;c;cm0gLXJm�\\'],
    ['a link that lies (OSC 8)', `${ESC}]8;;http://evil\u0007x`, '�]8;;http://evil�x'],
    ['CSI as one C1 control', '\u009b31mred', '�31mred'],
    ['DCS, OSC and ST as C1 controls', '\u0090x\u009dy\u009cz', '�x�y�z'],
    ['backspaces over the name', '\b\b\b\bEve', '����Eve'],
    ['a bell, a null and DEL', '\u0007\u0000\u007f', '���'],
    ['shifting to another set of characters', '\u000e\u000f', '��'],
    ['half of a surrogate pair', 'a\ud83d', 'a�'],
    ['private use', '\ue000\u{f0000}', '��'],
    ['unassigned', '\u{e0fff}\u0378\uffff', '��'],
  ])('%s', (_, hostile, shown) => {
    expect(plainLine(hostile)).toBe(shown);
    expect(plainLines(hostile)).toEqual([shown]);
  });
});

describe('what would turn a line around, or is not seen, is left out', () => {
  test.each([
    ['overrides', '\u202egpj.exe\u202c', 'gpj.exe'],
    ['embeddings and isolates', '\u202a\u202b\u2066\u2067\u2068x\u2069', 'x'],
    ['marks of direction', '\u200e\u200f\u061cx', 'x'],
    ['zero-width spaces and byte-order marks', 'a\u200b\u2060\ufeffb', 'ab'],
    ['tags', 'a\u{e0041}\u{e007f}b', 'ab'],
    ['interlinear notes', '\ufff9a\ufffab\ufffb', 'ab'],
    ['Hangul fillers', 'a\u3164\u115fb', 'ab'],
  ])('%s', (_, hostile, shown) => {
    expect(plainLine(hostile)).toBe(shown);
  });
});

test.each([
  'grüße, Ελλάδα, Привет, שָׁלוֹם, مرحبا, नमस्ते, 你好, 안녕하세요',
  'می\u200cخواهم, क्\u200dष',
  '❤\ufe0f 👩\u200d💻 🏳\ufe0f\u200d🌈 🇪🇺 👍🏽',
  'Việt Nam'.normalize('NFD'),
])('what people write stays as it is: %s', (text) => {
  expect(plainLines(text)).toEqual([text]);
});

test('a tower of marks is cut', () => {
  expect(plainLine(`Z${'\u0335'.repeat(500)}algo`)).toBe(`Z${'\u0335'.repeat(8)}algo`);
});

describe('lines', () => {
  test('every way to begin a new line is known', () => {
    expect(plainLines('a\nb\r\nc\rd\ve\ff\u0085g\u2028h\u2029i')).toEqual([...'abcdefghi']);
  });

  test('a name or an address is one line', () => {
    expect(plainLine(' Bob\n* Eve has left.\tOr not ')).toBe('Bob * Eve has left. Or not');
  });

  test('many empty lines are one, and none at either end', () => {
    expect(plainLines('\n\n \na\n\n\n\n\nb\n  \n\n')).toEqual(['a', '', 'b']);
    expect(plainLines('\n\n\n')).toEqual([]);
    expect(plainLines('a\n\n\nb')).toEqual(['a', '', 'b']);
  });

  test('tabs are four spaces, and code keeps its shape', () => {
    expect(plainLines('if x:\n\tgo()')).toEqual(['if x:', '    go()']);
  });
});

describe('laid out', () => {
  test('lines end before the terminal would end them, at a space where there is one', () => {
    expect(layOut(['14:05 Ann: the quick brown fox jumps'], 6, 20)).toBe(
      '14:05 Ann: the quick\n      brown fox\n      jumps\n',
    );
  });

  test('a word longer than a line is broken', () => {
    expect(layOut(['x'.repeat(45)], 6, 20)).toBe(
      `${'x'.repeat(20)}\n      ${'x'.repeat(14)}\n      ${'x'.repeat(11)}\n`,
    );
  });

  test('wide characters count twice', () => {
    expect(layOut(['你'.repeat(12)], 6, 20)).toBe(`${'你'.repeat(10)}\n      ${'你'.repeat(2)}\n`);
  });

  test.each([64, 65, 500])('%d spaces can’t carry words to the beginning of a line', (spaces) => {
    const posing = `hello${' '.repeat(spaces)}14:06 Bob: I agree`;
    expect(layOut([`14:05 Eve: ${posing}`], 6, 80)).toBe(
      '14:05 Eve: hello\n      14:06 Bob: I agree\n',
    );
  });

  test('in a file, only the writer’s own lines are lines', () => {
    expect(layOut(['x'.repeat(500), 'y'], 6, undefined)).toBe(`${'x'.repeat(500)}\n      y\n`);
  });

  test('nothing is a line as well', () => {
    expect(layOut([''], 6, 80)).toBe('\n');
  });
});

const hostileText = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...'\n\r\t \u001b[2Jab\u009b\u202e\u2028\u0085\u200b', '你', '👩\u200d💻'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 400,
});

test('whatever was written, what is printed has no control and begins no line of its own', () => {
  fc.assert(
    fc.property(hostileText, fc.integer({ min: 1, max: 120 }), (text, columns) => {
      const [first = '', ...more] = plainLines(text);
      const printed = layOut([`14:05 Eve: ${first}`, ...more], 6, columns);
      const [head = '', ...rest] = printed.slice(0, -1).split('\n');
      expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
      expect(head).toMatch(/^14:05 Eve:/);
      expect(rest.filter((line) => !line.startsWith('      '))).toEqual([]);
      const longest = Math.max(columns, 20);
      expect([head, ...rest].filter((line) => [...line].length > longest)).toEqual([]);
    }),
  );
});

test('the longest message is laid out whole', () => {
  const text = 'word '.repeat(3_000).trim();
  const printed = layOut(plainLines(text), 6, 80);
  expect(printed.split(/\s+/).filter((word) => word === 'word')).toHaveLength(3_000);
});
