// Vanished means vanished: each way to end, late arrivals included, and what the overlay must forget.

import { beforeAll, describe, expect, test } from 'vitest';
import { MINUTE_MS, SECOND_MS } from '../../../src/base/time.ts';
import { ready } from '../../../src/crypto/sodium.ts';
import { GIVEN_UP_MS, MAX_LOST_MEMBERS } from '../../../src/protocol/room/company.ts';
import type { Lifetime } from '../../../src/wire/lifetime.ts';
import { Gathering, type Guest, idOn } from './pair.ts';
import { ANA, BEN, crowd, deliver, entries, makeRoom, members, NOON, write } from './people.ts';

beforeAll(ready);

const FIVE_MINUTES: Lifetime = { kind: 'after-sending', ms: 5 * MINUTE_MS };
const READ_30_S: Lifetime = { kind: 'after-reading', ms: 30 * SECOND_MS };
const ANA_1 = `${'aa'.repeat(16)}-00000001`;

function two(): { party: Gathering; ana: Guest; ben: Guest } {
  const party = new Gathering(2);
  const [ana, ben] = party.guests;
  if (!ana || !ben) throw new Error('two guests');
  return { party, ana, ben };
}

function vanished(entry: string, author: Uint8Array, ...seqs: readonly number[]) {
  return [
    { kind: 'removed', entry, reason: 'vanished' },
    ...seqs.map((seq) => ({ kind: 'forget', author, seq })),
  ];
}

describe('after sending', () => {
  test('it goes from both screens at the same time, edits included', () => {
    const { party, ana, ben } = two();
    party.does(ana, { ...write('w1', 'psst'), lifetime: FIVE_MINUTES });
    party.does(ana, { kind: 'edit', entry: 'w1', text: 'pssst' }, NOON + MINUTE_MS);
    const end = NOON + 5 * MINUTE_MS;
    expect([ana.room.deadline, ben.room.deadline]).toEqual([end, end]);
    party.wake(end - 1);
    expect([ana.texts, ben.texts]).toEqual([['pssst'], ['pssst']]);
    party.wake(end);
    const author = ana.identity.id;
    expect([ana.takeTold(), ben.takeTold()]).toEqual([
      vanished('w1', author, 1, 2),
      vanished(idOn(ana, 1), author, 1, 2),
    ]);
    expect([ana.texts, ben.texts, ana.room.deadline]).toEqual([[], [], undefined]);
  });

  test('a late arrival has only the rest, or is not shown at all', () => {
    const room = makeRoom();
    const late = (seq: number, age: number) =>
      room.handle(deliver({ seq, hlc: NOON - age, lifetime: FIVE_MINUTES }), NOON);
    expect(entries(late(1, 4 * MINUTE_MS)).map(({ goneAt }) => goneAt)).toEqual([NOON + MINUTE_MS]);
    expect(late(2, 5 * MINUTE_MS)).toEqual([
      { kind: 'dropped', reason: 'message-expired' },
      { kind: 'forget', author: ANA, seq: 2 },
    ]);
  });

  test('a clock years ahead gives nobody more time', () => {
    const room = makeRoom();
    const [entry] = entries(
      room.handle(deliver({ hlc: NOON + 2 ** 40, lifetime: FIVE_MINUTES }), NOON),
    );
    expect(entry?.goneAt).toBe(NOON + 5 * MINUTE_MS);
  });
});

describe('after reading', () => {
  test('it waits for the eyes of each reader; at its author it counts from sending', () => {
    const { party, ana, ben } = two();
    party.does(ana, { ...write('w1', 'psst'), lifetime: READ_30_S });
    const id = idOn(ana, 1);
    expect([ana.screen.get('w1')?.goneAt, ben.screen.get(id)?.goneAt]).toEqual([
      NOON + 30_000,
      undefined,
    ]);
    party.wake(NOON + MINUTE_MS);
    expect([ana.texts, ben.texts]).toEqual([[], ['psst']]);
    ben.do({ kind: 'read', entries: [id], tell: false }, NOON + 2 * MINUTE_MS);
    const goneAt = NOON + 2 * MINUTE_MS + 30_000;
    expect(ben.screen.get(id)?.goneAt).toBe(goneAt);
    ben.do({ kind: 'read', entries: [id], tell: false }, NOON + 2 * MINUTE_MS + 20_000);
    expect(ben.room.deadline).toBe(goneAt);
    ben.wake(goneAt);
    expect([ben.texts, ben.takeTold()]).toEqual([[], vanished(id, ana.identity.id, 1)]);
  });
});

describe('until its author leaves', () => {
  const theirs = { lifetime: { kind: 'until-author-leaves' } } as const;

  test('BYE takes it, and nothing of anybody else', () => {
    const room = makeRoom();
    room.handle(members(ANA, BEN), NOON);
    room.handle(deliver(theirs), NOON);
    room.handle(deliver({ seq: 2 }), NOON);
    room.handle(deliver({ ...theirs, sender: BEN }), NOON);
    expect(room.handle({ kind: 'left', member: ANA }, NOON)).toEqual(vanished(ANA_1, ANA, 1));
  });

  test('who is lost for long counts as having left; who comes back does not', () => {
    const room = makeRoom();
    room.handle(members(ANA), NOON);
    room.handle(deliver(theirs), NOON);
    room.handle(members(), NOON + 1);
    room.handle(members(ANA), NOON + 2);
    expect(room.wake(NOON + GIVEN_UP_MS + 1)).toEqual([]);
    const lostAt = NOON + 2 * GIVEN_UP_MS;
    room.handle(members(), lostAt);
    expect(room.deadline).toBe(lostAt + GIVEN_UP_MS);
    expect(room.wake(lostAt + GIVEN_UP_MS)).toEqual(vanished(ANA_1, ANA, 1));
  });

  test('of very many lost, the one lost longest is given up first', () => {
    const room = makeRoom();
    room.handle(members(ANA), NOON);
    room.handle(deliver(theirs), NOON);
    room.handle(crowd(MAX_LOST_MEMBERS), NOON + 1);
    room.handle(members(), NOON + 2);
    expect(room.wake(NOON + 3)).toEqual(vanished(ANA_1, ANA, 1));
  });
});
