// Attack: a member lets sybils come and go, so that the room wavers between eight and nine members.
// Changing the tier must not hand out a fresh burst each time.

import { expect, test } from 'vitest';
import { AuthorRates } from '../../src/protocol/overlay/author-rates.ts';

test('an author in a room that wavers between two tiers gets one burst of each', () => {
  const rates = new AuthorRates();
  let taken = 0;
  for (let turn = 0; turn < 20; turn++) {
    const members = turn % 2 === 0 ? 8 : 9;
    for (let i = 0; i < 5_000; i++) if (rates.take('a', { bytes: 1, members }, 0)) taken += 1;
  }
  expect(taken).toBe(4_000 + 200);
});
