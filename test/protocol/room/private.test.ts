// What is said to one member: read by that one, carried by all, and no more to anybody else.

import { beforeAll, describe, expect, test } from 'vitest';
import { ready } from '../../../src/crypto/sodium.ts';
import { GIVEN_UP_MS } from '../../../src/protocol/room/company.ts';
import { TELL_AFTER_MS } from '../../../src/protocol/room/reading.ts';
import { Gathering, type Guest, identityOf, idOn } from './pair.ts';
import { ANA, company, makeRoom, members, NOON, states, write } from './people.ts';

beforeAll(ready);

/** What the pace lets through at once in a small room (DESIGN §6). */
const BURST = 2_000;

const takenBack = (entry: string) => [
  { kind: 'dropped', reason: 'member-gone' },
  { kind: 'refused', entry, reason: 'member-gone' },
  { kind: 'removed', entry, reason: 'withdrawn' },
];

function three(): { party: Gathering; ana: Guest; ben: Guest; cem: Guest } {
  const party = new Gathering(3);
  const [ana, ben, cem] = party.guests;
  if (!ana || !ben || !cem) throw new Error('three guests');
  return { party, ana, ben, cem };
}

describe('words between two', () => {
  test('reach that one, marked as such, and count nobody else', () => {
    const { party, ana, ben, cem } = three();
    party.does(ana, { ...write('w1', 'only you'), to: ben.identity.id });
    const there = ben.screen.get(idOn(ana, 1));
    expect([there?.text, there?.privateWith]).toEqual(['only you', ana.identity.id]);
    const here = ana.screen.get('w1');
    expect([here?.privateWith, here?.state]).toEqual([
      ben.identity.id,
      { kind: 'sent', reached: 1, of: 1, read: 0 },
    ]);
    expect([cem.texts, cem.takeTold()]).toEqual([[], []]);
  });

  test('carry nothing of their length but a class, nor for whom they are', () => {
    const { party, ana, ben, cem } = three();
    party.does(ana, { ...write('w1', 'no'), to: ben.identity.id });
    party.does(ana, { ...write('w2', 'certainly not, never'), to: cem.identity.id });
    const [one, two] = ana.sent;
    expect([one?.body.length, two?.body.length]).toEqual([136, 136]);
    const bodies = Buffer.concat(
      [one?.body ?? [], two?.body ?? []].map((body) => Buffer.from(body)),
    );
    for (const { id } of [ben.identity, cem.identity])
      expect(bodies.includes(Buffer.from(id))).toBe(false);
  });

  test('are edited, answered, reacted to, read and deleted between the two', () => {
    const { party, ana, ben, cem } = three();
    const id = idOn(ana, 1);
    party.does(ana, { ...write('w1', 'a'), to: ben.identity.id });
    party.does(ana, { kind: 'edit', entry: 'w1', text: 'b' });
    party.does(ben, { kind: 'react', entry: id, emoji: '👍', on: true });
    party.does(ben, { kind: 'read', entries: [id], tell: true });
    party.wake(NOON + TELL_AFTER_MS);
    expect(ana.screen.get('w1')).toMatchObject({
      text: 'b',
      reactions: [{ emoji: '👍', by: [ben.identity.id] }],
      state: { kind: 'sent', reached: 1, of: 1, read: 1 },
    });
    party.does(ana, { kind: 'delete', entry: 'w1' });
    expect([ben.texts, cem.texts, cem.takeTold()]).toEqual([[], [], []]);
    const everything = [...ana.sent, ...ben.sent];
    expect(everything.map(({ kind }) => kind)).toEqual(everything.map(() => 6));
  });

  test('can’t be passed on as somebody else’s, or to somebody else', () => {
    const { party, ana, ben, cem } = three();
    party.does(ana, { ...write('w1', 'only you'), to: ben.identity.id });
    const [message] = ana.sent;
    if (!message) throw new Error('a message');
    const stolen = { ...message, sender: cem.identity.id };
    expect(ben.room.handle({ kind: 'deliver', message: stolen }, NOON)).toEqual([]);
    const flipped = { ...message, seq: 2, body: message.body.slice() };
    flipped.body[90] = (flipped.body[90] ?? 0) ^ 1;
    expect(ben.room.handle({ kind: 'deliver', message: flipped }, NOON)).toEqual([]);
  });

  test('a change that was said to all does not touch them', () => {
    const { party, ana, ben } = three();
    party.does(ana, { ...write('w1', 'only you'), to: ben.identity.id });
    const change = ana.room.handle({ kind: 'react', entry: 'w1', emoji: '👍', on: true }, NOON);
    expect(change.map(({ kind }) => kind)).toEqual(['entry', 'publish']);
    party.does(ben, write('w2', 'to all'));
    party.does(ana, { kind: 'react', entry: idOn(ben, 1), emoji: '👎', on: true });
    const open = ana.sent.at(-1);
    expect(open?.kind).toBe(4);
  });
});

describe('whom they are for', () => {
  test('somebody who is not here: refused', () => {
    const room = makeRoom();
    expect(room.handle({ ...write('w1'), to: ANA }, NOON)).toEqual([
      { kind: 'dropped', reason: 'member-gone' },
      { kind: 'refused', entry: 'w1', reason: 'member-gone' },
    ]);
  });

  test('somebody who leaves while they wait: taken back, and said', () => {
    const room = makeRoom();
    room.handle(members(ANA), NOON);
    room.handle(members(), NOON);
    expect(states(room.handle({ ...write('w1'), to: ANA }, NOON))).toEqual(['w1 waiting']);
    expect(room.handle({ kind: 'left', member: ANA }, NOON)).toEqual(takenBack('w1'));
    expect(room.handle(members(new Uint8Array(16).fill(1)), NOON)).toEqual([]);
  });

  test('somebody who leaves while the pace holds them back, and a note: both are said at once', () => {
    const { ana, ben } = three();
    const { id: to } = ben.identity;
    ana.do(company(ben.identity));
    for (let i = 0; i < BURST; i++) ana.do(write(`w${i}`));
    ana.do({ kind: 'note', note: 'n1', to, topic: 'move', body: new Uint8Array(32) });
    ana.do({ ...write('private'), to });
    expect([ana.sent.length, ana.screen.get('private')?.state]).toEqual([
      BURST,
      { kind: 'waiting' },
    ]);
    expect(ana.takeTold()).toEqual([]);
    ana.do({ kind: 'left', member: to });
    expect(ana.takeTold()).toEqual([
      { kind: 'dropped', reason: 'member-gone' },
      { kind: 'noted', note: 'n1', isHeld: false },
      ...takenBack('private'),
    ]);
  });

  test('somebody who is lost: they wait until that one is back, or is given up', () => {
    const room = makeRoom();
    const ben = identityOf(2);
    room.handle(company(ben), NOON);
    room.handle(members(), NOON);
    room.handle({ ...write('w1'), to: ben.id }, NOON);
    expect(room.wake(NOON + GIVEN_UP_MS - 1)).toEqual([]);
    expect(states(room.handle(company(ben), NOON + GIVEN_UP_MS - 1))).toEqual(['w1 0/1']);
    room.handle(members(), NOON);
    room.handle({ ...write('w2'), to: ben.id }, NOON);
    expect(room.wake(NOON + GIVEN_UP_MS)).toEqual(takenBack('w2'));
  });

  test('somebody who was given up and comes back: what was deleted meanwhile goes there, too', () => {
    const room = makeRoom();
    const ben = identityOf(2);
    room.handle(company(ben), NOON);
    room.handle({ ...write('w1'), to: ben.id }, NOON);
    room.handle(members(), NOON);
    room.handle({ kind: 'delete', entry: 'w1' }, NOON);
    expect(room.wake(NOON + GIVEN_UP_MS)).toEqual([]);
    const back = room.handle(company(ben), NOON + GIVEN_UP_MS);
    expect(back.map(({ kind }) => kind)).toEqual(['publish']);
  });
});

test('a note is told, and shown to nobody', () => {
  const { party, ana, ben, cem } = three();
  const body = Uint8Array.of(1, 2, 3);
  party.does(ana, { kind: 'note', note: 'n1', to: ben.identity.id, topic: 'used', body });
  expect([ben.takeTold(), cem.takeTold(), ben.texts]).toEqual([
    [{ kind: 'note', from: ana.identity.id, topic: 'used', body }],
    [],
    [],
  ]);
  expect(ana.takeTold()).toEqual([{ kind: 'noted', note: 'n1', isHeld: true }]);
  const nobody = { kind: 'note', note: 'n2', to: ANA, topic: 'used', body } as const;
  expect(ana.room.handle(nobody, NOON)).toEqual([
    { kind: 'dropped', reason: 'member-gone' },
    { kind: 'noted', note: 'n2', isHeld: false },
  ]);
});

test('a note to somebody who leaves before it is held is told as lost', () => {
  const { ana, ben, cem } = three();
  const note = { kind: 'note', to: ben.identity.id, topic: 'used', body: ANA } as const;
  ana.do({ ...note, note: 'n1' });
  const isHeld = false;
  ana.do({ kind: 'left', member: ben.identity.id });
  expect(ana.takeTold()).toEqual([{ kind: 'noted', note: 'n1', isHeld }]);
  ana.do(members());
  ana.do({ ...note, to: cem.identity.id, note: 'n2' });
  ana.do({ kind: 'left', member: cem.identity.id });
  expect(ana.takeTold()).toEqual([
    { kind: 'dropped', reason: 'member-gone' },
    { kind: 'noted', note: 'n2', isHeld },
  ]);
  ana.do(members(ANA));
  expect(ana.takeTold()).toEqual([]);
});
