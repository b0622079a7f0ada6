// Attack: a member acknowledges our messages with more gaps than are remembered of it, and leaves. What
// it had acknowledged before must not be settled a second time, in the place of somebody who has nothing.

import { expect, test } from 'vitest';
import { Ledger } from '../../src/protocol/room/ledger.ts';

/** Far more than the gaps that are remembered. */
const GAPS = 20;
const HELD_AT_FIRST = 10;

test('nobody is said to be reached for one who has left', () => {
  const ledger = new Ledger();
  ledger.setPresent(new Set(['hostile', 'honest']));
  const sent = HELD_AT_FIRST + 2 * GAPS;
  for (let seq = 1; seq <= sent; seq++) ledger.publish(seq, `entry ${seq}`);
  ledger.acknowledge('hostile', 0, HELD_AT_FIRST);
  for (let gap = 0; gap < GAPS; gap++) {
    const missing = HELD_AT_FIRST + 1 + 2 * gap;
    ledger.acknowledge('hostile', missing, missing + 1);
  }
  const told = ledger.leave('hostile');
  expect(told.filter(({ reached, of }) => reached > 0 && reached >= of)).toEqual([]);
  const acknowledged = ledger.acknowledge('honest', 0, sent) ?? [];
  expect(acknowledged).toHaveLength(sent);
  expect(acknowledged[0]).toEqual({ entry: 'entry 1', reached: 2, of: 2, read: 0 });
});
