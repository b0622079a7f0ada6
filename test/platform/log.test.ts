// The log: counters by code, and no more of them than it can hold.

import { expect, test } from 'vitest';
import { createLog } from '../../src/platform/log.ts';

test('counts how often each code occurred, in the order in which they first did', () => {
  const log = createLog();
  for (const code of ['envelope-too-large', 'message-twice', 'envelope-too-large']) log.count(code);
  expect(Object.entries(log.snapshot())).toEqual([
    ['envelope-too-large', 2],
    ['message-twice', 1],
  ]);
});

test('a snapshot does not change with what happens later, and two logs share nothing', () => {
  const [log, other] = [createLog(), createLog()];
  log.count('a');
  const before = log.snapshot();
  log.count('a');
  log.count('b');
  expect([before, log.snapshot(), other.snapshot()]).toEqual([{ a: 1 }, { a: 2, b: 1 }, {}]);
});

test('256 codes are counted, one more is not, and the known ones go on', () => {
  const log = createLog();
  for (let i = 0; i < 257; i++) log.count(`code-${i}`);
  log.count('code-0');
  log.count('code-256');
  const counts = log.snapshot();
  expect([
    Object.keys(counts).length,
    counts['code-0'],
    counts['code-255'],
    counts['code-256'],
  ]).toEqual([256, 2, 1, undefined]);
});

test('words that every object knows are codes like any other', () => {
  const log = createLog();
  for (const code of ['constructor', 'toString', 'constructor']) log.count(code);
  expect(Object.entries(log.snapshot())).toEqual([
    ['constructor', 2],
    ['toString', 1],
  ]);
});
