// Attack: words of a line that has gone are kept alive elsewhere: in edits that come after the end, in
// edits of what never comes, in the store after the line made room for others, in the goodbye's wake.

import { beforeAll, expect, test } from 'vitest';
import { MINUTE_MS } from '../../src/base/time.ts';
import { ready } from '../../src/crypto/sodium.ts';
import { PENDING_MS } from '../../src/protocol/room/pending.ts';
import type { MessageFields } from '../../src/wire/message.ts';
import type { Speech } from '../../src/wire/speech.ts';
import { encodeSpeech, SPEECH_KIND } from '../../src/wire/speech.ts';
import { ANA, deliver, entries, makeRoom, members, NOON } from '../protocol/room/people.ts';

beforeAll(ready);

const EDIT: Speech = { kind: 'edit', seq: 1, text: 'still here' };
const DELETE: Speech = { kind: 'delete', seq: 1 };
const UNTIL_LEFT = { lifetime: { kind: 'until-author-leaves' } } as const;

function hearer() {
  const room = makeRoom();
  room.handle(members(ANA), NOON);
  return room;
}

function said(speech: Speech, fields: Partial<MessageFields>) {
  return deliver({ ...fields, kind: SPEECH_KIND[speech.kind], body: encodeSpeech(speech) });
}

const forget = (seq: number) => ({ kind: 'forget', author: ANA, seq });
const dropped = (reason: string) => ({ kind: 'dropped', reason });

test('an edit after the deletion is forgotten at once', () => {
  const room = hearer();
  room.handle(deliver({}), NOON);
  room.handle(said(DELETE, { seq: 3 }), NOON);
  expect(room.handle(said(EDIT, { seq: 2 }), NOON)).toEqual([dropped('change-late'), forget(2)]);
  expect(room.deadline).toBeUndefined();
});

test('a deleted text that is delivered again is not shown again', () => {
  const room = hearer();
  room.handle(deliver({}), NOON);
  room.handle(said(DELETE, { seq: 2 }), NOON);
  expect(room.handle(deliver({}), NOON)).toEqual([dropped('message-twice'), forget(1)]);
});

test('an edit of a text that never comes is forgotten when it has waited', () => {
  const room = hearer();
  expect(room.handle(said(EDIT, { seq: 2 }), NOON)).toEqual([]);
  expect(room.wake(NOON + PENDING_MS)).toEqual([forget(2)]);
});

test('an edit that waits for a text whose time is up goes with it', () => {
  const room = hearer();
  room.handle(said(EDIT, { seq: 2 }), NOON);
  const lifetime = { kind: 'after-sending', ms: MINUTE_MS } as const;
  const late = deliver({ seq: 1, hlc: NOON - MINUTE_MS, lifetime });
  expect(room.handle(late, NOON)).toEqual([dropped('message-expired'), forget(1), forget(2)]);
});

test('deletion, edit, text: nothing is shown in the end, and no words are kept', () => {
  const room = hearer();
  room.handle(said(DELETE, { seq: 3 }), NOON);
  room.handle(said(EDIT, { seq: 2 }), NOON);
  const outputs = room.handle(deliver({ seq: 1 }), NOON);
  const forgotten = outputs.filter(({ kind }) => kind === 'forget');
  expect([entries(outputs), forgotten]).toEqual([[], [forget(1), forget(2)]]);
});

test('a deletion reaches the bytes of a text that has no line here', () => {
  expect(hearer().handle(said(DELETE, { seq: 2 }), NOON)).toEqual([forget(1)]);
});

test('what was to be seen until its author leaves is not shown after the goodbye', () => {
  const room = hearer();
  room.handle({ kind: 'members', members: new Map() }, NOON);
  room.handle({ kind: 'left', member: ANA }, NOON);
  expect(room.handle(deliver(UNTIL_LEFT), NOON)).toEqual([dropped('message-expired'), forget(1)]);
  room.handle(members(ANA), NOON);
  expect(entries(room.handle(deliver({ ...UNTIL_LEFT, seq: 2 }), NOON))).toHaveLength(1);
});
