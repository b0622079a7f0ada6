// Attack: somebody who knows the phrase writes into every slot of the mailbox under the highest number
// that there is, so that whoever writes on from there comes to none.

import '../support/ready.ts';
import { expect, test } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../src/base/time.ts';
import { activeHours, MAILBOX_SLOTS, MailboxHour } from '../../src/crypto/mailbox.ts';
import type { RendezvousInput, RendezvousOutput } from '../../src/protocol/rendezvous/contract.ts';
import { Rendezvous } from '../../src/protocol/rendezvous/rendezvous.ts';
import { isAhead, MAX_SEQ } from '../../src/wire/bep44.ts';
import { encodeDescription } from '../../src/wire/description.ts';
import { encodeSlot } from '../../src/wire/mailbox.ts';
import { description, idOf, KEYS, NOON, UnlikeRandom } from '../protocol/rendezvous/bench.ts';

test('nobody writes on from a number of a time to come, and everybody can leave', () => {
  const random = new UnlikeRandom(1);
  const machine = new Rendezvous({ keys: KEYS, self: idOf('me'), trackers: [], random });
  const made: RendezvousOutput[] = [];
  let now = NOON;
  const tell = (input: RendezvousInput) => made.push(...machine.handle(input, now));
  const offer = () => {
    for (const output of made.splice(0)) {
      if (output.kind === 'dht' && output.command.kind === 'put')
        written.push(output.command.item.seq);
      if (output.kind !== 'want-offer') continue;
      const record = encodeDescription(description('me', now, { attempt: output.attempt }));
      tell({ kind: 'offer-ready', attempt: output.attempt, record });
    }
  };
  const written: number[] = [];
  tell({ kind: 'start' });
  tell({ kind: 'dht', event: { kind: 'health', health: 'working' } });
  for (const hour of activeHours(now)) {
    for (let index = 0; index < MAILBOX_SLOTS; index++) {
      const place = new MailboxHour(KEYS, hour).slot(index);
      const item = encodeSlot([], { place, seq: MAX_SEQ, nonce: new Uint8Array(24) });
      tell({ kind: 'dht', event: { kind: 'item', target: place.target, item } });
    }
  }
  while (now < NOON + MINUTE_MS) {
    now += SECOND_MS;
    made.push(...machine.wake(now));
    offer();
  }
  tell({ kind: 'stop' });
  offer();
  expect(written.length).toBeGreaterThan(0);
  expect(written.filter((seq) => isAhead(seq, now))).toEqual([]);
});
