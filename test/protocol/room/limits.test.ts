// Everything has a limit, and here each is reached: the outbox by count and by bytes, the kept
// lines by count and by bytes.

import { beforeAll, describe, expect, test } from 'vitest';
import { ready } from '../../../src/crypto/sodium.ts';
import type { Entry } from '../../../src/protocol/room/contract.ts';
import { MAX_OUTBOX_BYTES, MAX_OUTBOX_ENTRIES, Outbox } from '../../../src/protocol/room/outbox.ts';
import {
  MAX_KEPT_BYTES,
  MAX_KEPT_ENTRIES,
  Transcript,
} from '../../../src/protocol/room/transcript.ts';
import { LIFETIME_OFF } from '../../../src/wire/lifetime.ts';
import { PLAIN_ENTRY } from '../../support/entries.ts';
import { ANA, makeRoom, NOON, states, write } from './people.ts';

beforeAll(ready);

describe('the outbox', () => {
  test('refuses one entry too many, and takes one again when one is taken back', () => {
    const room = makeRoom();
    for (let i = 1; i <= MAX_OUTBOX_ENTRIES; i++) room.handle(write(`w${i}`, 'x'), NOON);
    expect(room.handle(write('late', 'x'), NOON)).toEqual([
      { kind: 'dropped', reason: 'outbox-full' },
      { kind: 'refused', entry: 'late', reason: 'outbox-full' },
    ]);
    room.handle({ kind: 'withdraw', entry: 'w1' }, NOON);
    expect(states(room.handle(write('late', 'x'), NOON))).toEqual(['late waiting']);
  });

  test('refuses one byte too many, and what is sent makes room', () => {
    const outbox = new Outbox();
    const add = (id: string, size: number) =>
      outbox.add({ ...DRAFT, id, speech: { kind: 2, body: new Uint8Array(size) } }, NOON)?.id;
    const half = MAX_OUTBOX_BYTES / 2;
    expect([add('a', half), add('b', half), add('c', 1)]).toEqual(['a', 'b', undefined]);
    expect(outbox.shift()?.id).toBe('a');
    expect([add('c', half), add('d', 1)]).toEqual(['c', undefined]);
    expect([outbox.shift()?.id, outbox.shift()?.id, outbox.shift(), outbox.isEmpty]).toEqual([
      'b',
      'c',
      undefined,
      true,
    ]);
  });
});

describe('the kept lines', () => {
  const entry = (id: string, text = ''): Entry => ({
    ...PLAIN_ENTRY,
    id,
    author: ANA,
    own: false,
    text,
    order: id,
    writtenAt: NOON,
    state: { kind: 'received' },
  });

  test('by count: the oldest arrival makes room', () => {
    const transcript = new Transcript();
    for (let i = 1; i <= MAX_KEPT_ENTRIES; i++)
      expect(transcript.add(entry(`e${i}`), { author: ANA, seq: i })).toEqual([]);
    expect(transcript.add(entry('one more'), LAST)).toEqual(['e1']);
    expect(transcript.remove('e1')?.entry.id).toBe('e1');
    expect(transcript.get('e1')).toBeUndefined();
    expect(transcript.change('e1', { edited: true })).toBeUndefined();
  });

  test('by bytes: as many of the oldest as it takes', () => {
    const transcript = new Transcript();
    const quarter = 'x'.repeat(MAX_KEPT_BYTES / 8 - 768);
    const added = ['a', 'b', 'c', 'd', 'e'].map((id) => transcript.add(entry(id, quarter), LAST));
    expect(added).toEqual([[], [], [], [], ['a']]);
    transcript.remove('a');
    expect(transcript.add(entry('f', quarter + quarter), LAST)).toEqual(['b', 'c']);
  });

  test('a changed state keeps its place in the queue', () => {
    const transcript = new Transcript();
    for (let i = 1; i <= MAX_KEPT_ENTRIES; i++)
      transcript.add(entry(`e${i}`), { author: ANA, seq: i });
    transcript.change('e1', { state: { kind: 'sent', reached: 1, of: 1, read: 0 } });
    expect(transcript.add(entry('one more'), LAST)).toEqual(['e1']);
  });

  test('the room says what it removed', () => {
    const room = makeRoom();
    const sender = (i: number) => new Uint8Array(16).fill(i >> 8).fill(i, 8);
    const kinds = (i: number) =>
      room
        .handle({ kind: 'deliver', message: { ...BASE, sender: sender(i), seq: i } }, NOON)
        .map((o) => o.kind);
    for (let i = 1; i <= MAX_KEPT_ENTRIES; i++) kinds(i);
    expect(kinds(MAX_KEPT_ENTRIES + 1)).toEqual(['entry', 'removed']);
  });
});

const DRAFT = { lifetime: LIFETIME_OFF, to: undefined, about: undefined };
const LAST = { author: ANA, seq: MAX_KEPT_ENTRIES + 1 };

const BASE = {
  kind: 1,
  generation: 0,
  previous: new Uint8Array(16),
  hlc: NOON,
  lifetime: LIFETIME_OFF,
  body: Uint8Array.of(0, 0x78),
  bytes: new Uint8Array(),
};
