// Attack: strangers come, say a line each, and leave. Whoever then reads all of these lines at once must
// neither fail for telling so many authors, nor remember for ever what it told them.

import { beforeAll, expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { ready } from '../../src/crypto/sodium.ts';
import { TELL_AFTER_MS } from '../../src/protocol/room/reading.ts';
import { MAX_READ_ENTRIES, parseSpeech } from '../../src/wire/speech.ts';
import {
  ANA,
  deliver,
  entries,
  makeRoom,
  members,
  NOON,
  published,
} from '../protocol/room/people.ts';

beforeAll(ready);

const STRANGERS = Array.from({ length: MAX_READ_ENTRIES + 6 }, (_, i) =>
  new Uint8Array(16).fill(i),
);

function visited(goodbye: boolean) {
  const room = makeRoom();
  const ids = STRANGERS.flatMap((sender) => {
    room.handle(members(sender), NOON);
    const lines = entries(room.handle(deliver({ sender }), NOON));
    if (goodbye) room.handle({ kind: 'left', member: sender }, NOON);
    return lines.map(({ id }) => id);
  });
  room.handle(members(ANA), NOON);
  room.handle({ kind: 'read', entries: ids, tell: true }, NOON);
  return published(room.wake(NOON + TELL_AFTER_MS)).map(({ kind, body }) => {
    const speech = parseSpeech(kind, body);
    return speech.ok && speech.value.kind === 'read'
      ? speech.value.upTo.map(({ author }) => toHex(author))
      : undefined;
  });
}

test('more authors than one message names are told in two', () => {
  const told = visited(false);
  expect(told.map((authors) => authors?.length)).toEqual([MAX_READ_ENTRIES, 6]);
  expect(told.flat()).toEqual(STRANGERS.map(toHex));
});

test('whoever left is told nothing', () => {
  expect(visited(true)).toEqual([]);
});
