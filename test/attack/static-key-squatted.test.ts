// Attack: nothing proves that the maker of a card holds the X25519 key it names. A member makes itself
// a card with somebody else's `s` and its own `g`, and tells a newcomer of it before the true STATE
// comes. The true one must still be taken, and whoever brings it not be blamed.

import { expect, test } from 'vitest';
import { concat } from '../../src/base/bytes.ts';
import { utf8 } from '../../src/base/utf8.ts';
import { sign } from '../../src/crypto/sign.ts';
import { encodeState, STATE_DOMAIN } from '../../src/wire/member-state.ts';
import { NEVER_SET } from '../../src/wire/settings.ts';
import { type Person, people, ROOM_ID, START } from '../protocol/overlay/people.ts';
import { Rig, told } from '../protocol/overlay/rig.ts';

/** A STATE of (victim's s, attacker's g), named as neighbour of the attacker and with the last counter. */
function squatting(victim: Person, attacker: Person): Uint8Array {
  const { publicKey, secretKey } = attacker.identity.g;
  const s = victim.identity.s.publicKey;
  const card = concat(publicKey, sign(secretKey, utf8('sotto/1/card'), ROOM_ID, s));
  const unsigned = encodeState({
    s,
    card,
    counter: 2 ** 32 - 1,
    sentAt: START,
    heldUpTo: 0,
    joinedAt: START,
    leaving: false,
    settings: NEVER_SET,
    isSetter: false,
    nickname: '',
    build: undefined,
    neighbours: [attacker.identity.id],
  });
  return concat(unsigned, sign(secretKey, STATE_DOMAIN, ROOM_ID, unsigned));
}

test('a member whose static key somebody squats on is still met and still heard', () => {
  const [us, honest, attacker, victim] = people(4) as [Person, Person, Person, Person];
  const rig = new Rig(us);
  rig.meet(1, attacker);
  rig.receive(1, { kind: 'state', state: squatting(victim, attacker) });
  rig.meet(2, honest);
  rig.state(2, honest, { neighbours: [us.key, victim.key] });
  const words = told(rig.state(2, victim, { neighbours: [honest.key] }), {
    us,
    honest,
    attacker,
    victim,
  });
  expect(words).toContain('member victim through');
  expect(told(rig.message(2, victim.say('here')), { victim })).toContain('deliver victim#1');
  expect(rig.dropped).toEqual(new Map());
});
