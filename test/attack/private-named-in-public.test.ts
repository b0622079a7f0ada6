// Attack (by a slip of one's own screen): an answer to a private message that goes to others would name
// that message, and so tell them who wrote in private to whom.

import { beforeAll, expect, test } from 'vitest';
import { ready } from '../../src/crypto/sodium.ts';
import { Gathering, type Guest, idOn } from '../protocol/room/pair.ts';
import { write } from '../protocol/room/people.ts';

beforeAll(ready);

test('only whom it is between sees what is answered', () => {
  const party = new Gathering(3);
  const [ana, ben, cem] = party.guests as [Guest, Guest, Guest];
  party.does(ana, { ...write('a1', 'psst'), to: ben.identity.id });
  const replyTo = idOn(ana, 1);
  party.does(ben, { ...write('b1', 'to all'), replyTo });
  party.does(ben, { ...write('b2', 'to Cem'), replyTo, to: cem.identity.id });
  party.does(ben, { ...write('b3', 'to Ana'), replyTo, to: ana.identity.id });
  const answers = (guest: Guest) =>
    [...guest.screen.values()]
      .filter(({ text }) => text.startsWith('to '))
      .map(({ text, replyTo }) => [text, replyTo]);
  expect([answers(ana), answers(cem)]).toEqual([
    [
      ['to all', undefined],
      ['to Ana', 'a1'],
    ],
    [
      ['to all', undefined],
      ['to Cem', undefined],
    ],
  ]);
});

test('also when both still wait to be sent', () => {
  const party = new Gathering(2);
  const [ana, ben] = party.guests as [Guest, Guest];
  ana.do({ kind: 'members', members: new Map() });
  ana.do({ ...write('a1', 'psst'), to: ben.identity.id });
  ana.do({ ...write('a2', 'to all'), replyTo: 'a1' });
  expect(ana.screen.get('a2')?.replyTo).toBeUndefined();
});
