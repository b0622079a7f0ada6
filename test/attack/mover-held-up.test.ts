// Attack: an accomplice of the one who is to be left behind, or a sybil of theirs, stays in the room and
// says nothing. Whoever moves on must get away without their word, and know how many have it.

import { expect, test } from 'vitest';
import { MOVE_WAIT_MS, sendMove } from '../../src/host/moving.ts';
import { Notes } from '../../src/host/notes.ts';
import { turn } from '../host/party.ts';
import { MemoryClock } from '../ports/memory-clock.ts';

const NEXT = { root: new Uint8Array(32).fill(6), phrase: 'velvet harbor' };
const MEMBERS = [1, 2, 3].map((seed) => new Uint8Array(16).fill(seed));

/** Tells three members; `silent` of them, the last ones, never say that they have it. */
function telling(silent: number) {
  const clock = new MemoryClock();
  const notes: Notes = new Notes((act) => {
    if (act.kind !== 'note') return;
    const talks = MEMBERS.slice(0, MEMBERS.length - silent).some((id) => id === act.to);
    if (talks) notes.noted(act.note, true);
  });
  const ends: number[] = [];
  void sendMove({ notes, clock }, MEMBERS, NEXT).then((held) => ends.push(held));
  return { clock, ends };
}

test('one who never says that they have it holds nobody up for long', async () => {
  const { clock, ends } = telling(1);
  clock.advance(MOVE_WAIT_MS - 1);
  await turn();
  expect(ends).toEqual([]);
  clock.advance(1);
  await turn();
  expect(ends).toEqual([2]);
});

test('nobody waits where all have it, and no alarm is left behind', async () => {
  const { clock, ends } = telling(0);
  await turn();
  expect([ends, clock.next]).toEqual([[3], undefined]);
});
