// Frozen vectors: the same person saying the same things at the same times makes the same bytes,
// in this release and in every later one that speaks this version (test/vectors/room.json).

import { beforeAll, expect, test } from 'vitest';
import { toHex } from '../../../src/base/bytes.ts';
import { ready } from '../../../src/crypto/sodium.ts';
import type { Lifetime } from '../../../src/wire/lifetime.ts';
import vectors from '../../vectors/room.json' with { type: 'json' };
import { ANA, deliver, entries, makeRoom, members, published, ROOM_ID, self } from './people.ts';

beforeAll(ready);

test('the inputs are those of the file', () => {
  const { roomId, seedS, seedG, sender, heard } = vectors;
  expect([roomId, sender, heard.sender]).toEqual([ROOM_ID, self().id, ANA].map(toHex));
  expect([seedS, seedG]).toEqual(['01'.repeat(32), '02'.repeat(32)]);
});

test('every message, byte for byte, and where it stands', () => {
  const room = makeRoom();
  const { heard } = vectors;
  room.handle(members(ANA), vectors.heard.at);
  room.handle(deliver({ hlc: heard.hlc, seq: heard.seq, text: heard.text }), heard.at);
  for (const { at, text, lifetime, message, order } of vectors.messages) {
    const outputs = room.handle(
      { kind: 'write', entry: `at ${order}`, text, lifetime: lifetime as Lifetime },
      at,
    );
    expect(published(outputs).map(({ bytes }) => toHex(bytes))).toEqual([message]);
    expect(entries(outputs).map((entry) => entry.order)).toEqual([order]);
  }
});
