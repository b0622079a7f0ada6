// One order on every screen: whatever the order in which messages arrive (DESIGN §6).

import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { ready } from '../../../src/crypto/sodium.ts';
import { messageOrder, outboxOrder } from '../../../src/protocol/room/order.ts';
import type { RoomMessage } from '../../../src/wire/message.ts';
import { ANA, BEN, CEM, entries, makeRoom, message, NOON } from './people.ts';

beforeAll(ready);

/** Few stamps and senders, so that ties are common. */
const conversation = fc
  .uniqueArray(
    fc.record({
      sender: fc.constantFrom(ANA, BEN, CEM),
      seq: fc.integer({ min: 1, max: 300 }),
      hlc: fc.oneof(
        fc.integer({ min: NOON - 2, max: NOON + 2 }),
        fc.constantFrom(0, 15, 16, 2 ** 48 - 1),
      ),
    }),
    { selector: ({ sender, seq }) => `${sender[0]}-${seq}`, minLength: 2, maxLength: 40 },
  )
  .map((fields) => fields.map(message));

function screen(messages: readonly RoomMessage[]): string[] {
  const room = makeRoom();
  const shown = messages.flatMap((m) =>
    entries(room.handle({ kind: 'deliver', message: m }, NOON)),
  );
  return shown.sort((a, b) => (a.order < b.order ? -1 : 1)).map(({ id }) => id);
}

test('any permutation of deliveries ends in the same order', () => {
  fc.assert(
    fc.property(
      conversation.chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      ),
      ([one, other]) => {
        expect(screen(other)).toEqual(screen(one));
      },
    ),
  );
});

test('keys compare as (HLC, sender, seq) do, and the outbox comes last', () => {
  fc.assert(
    fc.property(conversation, ([a, b]) => {
      if (a === undefined || b === undefined) return;
      const byNumbers = a.hlc - b.hlc || (a.sender[0] ?? 0) - (b.sender[0] ?? 0) || a.seq - b.seq;
      expect(messageOrder(a) < messageOrder(b)).toBe(byNumbers < 0);
      expect(messageOrder(a) < outboxOrder(1)).toBe(true);
    }),
  );
  expect(outboxOrder(9) < outboxOrder(10)).toBe(true);
  expect(outboxOrder(255) < outboxOrder(Number.MAX_SAFE_INTEGER)).toBe(true);
});
