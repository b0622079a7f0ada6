// Attack: a member sends offers of another time, or a carrier keeps somebody's for ten minutes and
// repeats it. People are told of a wrong clock once for each member, not once for each envelope.

import { expect, test } from 'vitest';
import { sealTo } from '../../src/crypto/seal.ts';
import { sign } from '../../src/crypto/sign.ts';
import {
  encodeBinding,
  encodeEnvelope,
  encodeSignedRecord,
} from '../../src/wire/member-envelope.ts';
import { type Person, people, ROOM_ID, SeededRandom, START } from '../protocol/overlay/people.ts';
import { Rig } from '../protocol/overlay/rig.ts';

const random = new SeededRandom('skew');

function offer(from: Person, to: Person, sentAt: number) {
  const [attempt, role] = [random.bytes(16), 'offer'] as const;
  const ids = { from: from.identity.id, to: to.identity.id };
  const ad = encodeBinding({ roomId: ROOM_ID, role, ...ids, attempt });
  const record = from.record(attempt, { sentAt });
  const sealed = sealTo({
    ephemeralSeed: random.bytes(32),
    nonce: random.bytes(24),
    recipient: to.card.s,
    plaintext: encodeSignedRecord(record, sign(from.identity.g.secretKey, ad, record)),
    ad,
  });
  if (sealed === undefined) throw new Error('not sealed');
  const envelope = encodeEnvelope({ role, attempt, sealed });
  return { kind: 'signal', ...ids, ttl: 8, nonce: random.bytes(8), envelope } as const;
}

test('a hundred envelopes of another time make one notice', () => {
  const [us, hostile] = people(2) as [Person, Person];
  const rig = new Rig(us);
  rig.meet(1, hostile);
  const frames = Array.from({ length: 100 }, () => offer(hostile, us, START - 3_600_000));
  const notices = frames.flatMap((frame) => rig.receive(1, frame));
  expect(notices.filter(({ kind }) => kind === 'clock-skew')).toHaveLength(1);
});
