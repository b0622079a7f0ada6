// Attack: a member repeats one valid, new STATE or BEAT for as long as its rate refuses it. Checking an
// Ed25519 signature costs a hundred times what refusing costs, so that the rate is asked first: what is
// refused is not verified. (Five thousand such frames a second are within the frames of a link.)

import { expect, test, vi } from 'vitest';
import { concat, fromHex } from '../../src/base/bytes.ts';
import { sign } from '../../src/crypto/sign.ts';
import { BEAT_DOMAIN, encodeBeat } from '../../src/wire/member-beat.ts';
import { type Person, people, ROOM_ID } from '../protocol/overlay/people.ts';
import { Rig } from '../protocol/overlay/rig.ts';

const counted = vi.hoisted(() => ({ verifications: 0 }));
vi.mock('../../src/crypto/verify.ts', async (original) => {
  const real = await original<typeof import('../../src/crypto/verify.ts')>();
  const verify: typeof real.verify = (...parts) => {
    counted.verifications += 1;
    return real.verify(...parts);
  };
  return { ...real, verify };
});

function verificationsOf(act: () => void): number {
  counted.verifications = 0;
  act();
  return counted.verifications;
}

function setting() {
  const [us, hostile] = people(2) as [Person, Person];
  const rig = new Rig(us);
  rig.meet(1, hostile);
  return { us, hostile, rig };
}

test('STATEs beyond the rate of their author are not verified', () => {
  const { us, hostile, rig } = setting();
  const verified = verificationsOf(() => {
    for (let i = 0; i < 500; i++) rig.state(1, hostile, { neighbours: [us.key] });
  });
  expect(verified).toBeLessThan(70);
});

test('BEATs beyond the rate of their author are not verified', () => {
  const { hostile, rig } = setting();
  const verified = verificationsOf(() => {
    for (let counter = 1; counter <= 500; counter++) {
      const unsigned = encodeBeat({ from: fromHex(hostile.key), counter, entries: [] });
      const signature = sign(hostile.identity.g.secretKey, BEAT_DOMAIN, ROOM_ID, unsigned);
      rig.receive(1, { kind: 'beat', beat: concat(unsigned, signature) });
    }
  });
  expect(verified).toBeLessThan(20);
});

test('messages beyond the rate of their author are not verified', () => {
  const { hostile, rig } = setting();
  const messages = Array.from({ length: 4_600 }, (_, i) => hostile.say(`${i}`));
  const verified = verificationsOf(() => {
    for (const message of messages) rig.message(1, message);
  });
  expect(verified).toBeLessThan(4_050);
});
