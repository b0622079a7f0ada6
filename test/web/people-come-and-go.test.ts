// Attack: a member brings along ever new people that it has made up, and lets them go again. What is
// known of them must not grow for as long as it goes on; whoever is here, or was verified, stays known.

import { expect, test } from 'vitest';
import type { Member } from '../../src/browser.ts';
import { MAX_KNOWN, People } from '../../src/web/state/people.svelte.ts';
import { member, memberId } from './fake-room.ts';

/** As many as a room holds besides. */
const AT_ONCE = 60;

function madeUp(number: number): Member {
  const id = new Uint8Array(16);
  new DataView(id.buffer).setUint32(0, number);
  return member(9, { id, nickname: `${number}` });
}

test('those who are gone are forgotten in the end, and nobody else', () => {
  const people = new People(memberId(1));
  const [ana, ben] = [member(2, { nickname: 'Ana' }), member(3, { nickname: 'Ben' })];
  const verified = [ben.id];
  people.update([ana, ben], verified);
  for (let from = 0; from < 2 * MAX_KNOWN; from += AT_ONCE) {
    const crowd = Array.from({ length: AT_ONCE }, (_, index) => madeUp(from + index));
    people.update([ana, ...crowd], verified);
  }
  const isKnown = (number: number) => people.knows(madeUp(number).id);
  const known = Array.from({ length: 3 * MAX_KNOWN }, (_, number) => number).filter(isKnown);
  expect(known.length).toBeLessThanOrEqual(MAX_KNOWN);
  expect(known.length).toBeGreaterThan(MAX_KNOWN / 2);
  expect([ana, ben].map(({ id }) => people.person(id).chosen)).toEqual(['Ana', 'Ben']);
});
