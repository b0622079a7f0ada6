// Attack: somebody leaves; a member then lets hundreds of sybils come and leave, until that departure is
// forgotten, and repeats the last STATE of the one who left. They must not appear to be here again.

import { expect, test } from 'vitest';
import { MAX_DEPARTED } from '../../src/protocol/overlay/roster.ts';
import { type Person, people } from '../protocol/overlay/people.ts';
import { Rig, told } from '../protocol/overlay/rig.ts';

/** Sybils come and leave as fast as strangers may: eight a second. */
const SYBIL_MS = 130;

test('who left stays away, however many leave after them', () => {
  const [us, hostile, victim] = people(3) as [Person, Person, Person];
  const rig = new Rig(us);
  rig.meet(1, hostile);
  rig.meet(2, victim);
  const kept = victim.state({ sentAt: rig.now, neighbours: [us.key, hostile.key] });
  rig.receive(2, { kind: 'state', state: kept });
  rig.state(2, victim, { leaving: true });
  rig.tell({ kind: 'link-down', link: 2 });
  for (const sybil of people(MAX_DEPARTED + 10, 'sybil')) {
    rig.state(1, sybil, { neighbours: [hostile.key] });
    rig.state(1, sybil, { leaving: true });
    rig.pass(SYBIL_MS);
    rig.state(1, hostile, { neighbours: [us.key, victim.key] });
  }
  expect(told(rig.receive(1, { kind: 'state', state: kept }), { victim })).toEqual([]);
});
