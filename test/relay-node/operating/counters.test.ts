// The counters of codes, and their bound.

import { expect, test } from 'vitest';
import { Counters, MAX_CODES, OTHER_CODES } from '../../../relay-node/counters.ts';

test('each code is counted, in the order of the alphabet', () => {
  const counters = new Counters();
  for (const code of ['b', 'a', 'b']) counters.count(code);
  expect(Object.entries(counters.snapshot())).toEqual([
    ['a', 1],
    ['b', 2],
  ]);
});

test('beyond MAX_CODES new ones are counted together, and known ones as before', () => {
  const counters = new Counters();
  for (let i = 0; i < MAX_CODES + 5; i++) counters.count(`code-${i}`);
  counters.count('code-0');
  const counts = counters.snapshot();
  expect(Object.keys(counts)).toHaveLength(MAX_CODES + 1);
  expect([counts[OTHER_CODES], counts['code-0']]).toEqual([5, 2]);
});
