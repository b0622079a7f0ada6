// Attack: a member fills the memory by what changes lines instead of by lines: long words edited into
// short ones, edits without end, choices taken back at once, and by strangers who come and go.

import { beforeAll, expect, test } from 'vitest';
import { ready } from '../../src/crypto/sodium.ts';
import type { Entry, RoomInput, RoomOutput } from '../../src/protocol/room/contract.ts';
import { MAX_EDITS_PER_LINE } from '../../src/protocol/room/lines.ts';
import { MAX_PENDING_BYTES, Pending } from '../../src/protocol/room/pending.ts';
import { MAX_CHOICES_PER_LINE, Reactions } from '../../src/protocol/room/reactions.ts';
import { MAX_KEPT_BYTES, Transcript } from '../../src/protocol/room/transcript.ts';
import { encodeSpeech, MAX_TEXT_BYTES, SPEECH_KIND } from '../../src/wire/speech.ts';
import {
  ANA,
  BEN,
  deliver,
  entries,
  makeRoom,
  members,
  message,
  NOON,
  write,
} from '../protocol/room/people.ts';
import { PLAIN_ENTRY } from '../support/entries.ts';

beforeAll(ready);

const LONG = 'x'.repeat(MAX_TEXT_BYTES);
const BODY = encodeSpeech({ kind: 'edit', seq: 1, text: LONG });

test('short lines that are edited into long ones make room like long ones', () => {
  const room = makeRoom();
  room.handle(members(ANA), NOON);
  const lines = Math.ceil(MAX_KEPT_BYTES / (2 * LONG.length)) + 1;
  for (let seq = 1; seq <= lines; seq++) room.handle(deliver({ seq }), NOON);
  const removed: RoomOutput[] = [];
  for (let seq = 1; seq <= lines; seq++) {
    const outputs = room.handle(edit(lines + seq, seq), NOON);
    removed.push(...outputs.filter(({ kind }) => kind === 'removed'));
  }
  expect(removed[0]).toEqual({ kind: 'removed', entry: idOf(1), reason: 'oldest' });
});

test('edits and choices that show nothing weigh something', () => {
  const transcript = new Transcript();
  for (const id of ['a', 'b']) transcript.add(entry(id), { author: ANA, seq: 1 });
  expect(transcript.beyond()).toEqual([]);
  transcript.change('b', {}, { choices: MAX_KEPT_BYTES / 256 });
  expect(transcript.beyond()).toEqual(['a', 'b']);
  transcript.change('b', {}, { choices: 0 });
  expect(transcript.beyond()).toEqual([]);
});

test('a line has a limit of choices, whoever comes and goes', () => {
  const reactions = new Reactions();
  const choose = (i: number) => {
    const member = new Uint8Array(16).fill(i >> 8).fill(i, 8);
    return reactions.choose({ member, emoji: '👍', on: i % 2 === 0, stamp: 1 });
  };
  for (let i = 0; i < MAX_CHOICES_PER_LINE; i++) expect(choose(i)).toBe(true);
  expect([choose(MAX_CHOICES_PER_LINE), reactions.size]).toEqual([false, MAX_CHOICES_PER_LINE]);
});

test('edits of lines that do not come have a limit of bytes, and leave it as they came', () => {
  const pending = new Pending();
  const add = (author: number, seq: number) => {
    const by = { author: new Uint8Array(16).fill(author), seq };
    const target = { ...by, seq: 1_000 + seq };
    return pending.add(
      { what: { kind: 'edit', text: LONG }, target, by, privateWith: undefined },
      NOON,
    );
  };
  const fit = Math.floor(MAX_PENDING_BYTES / (2 * LONG.length));
  const taken = Array.from({ length: fit + 1 }, (_, i) => add(i % 8, i + 1));
  expect(taken.indexOf(false)).toBe(fit);
  expect(pending.take({ author: new Uint8Array(16), seq: 1_001 })).toHaveLength(1);
  expect([add(0, 1), add(0, 2_000)]).toEqual([true, false]);
});

test('one edit more than others keep is not shown here either', () => {
  const room = makeRoom();
  room.handle(members(BEN), NOON);
  room.handle(write('w1'), NOON);
  for (let i = 1; i <= MAX_EDITS_PER_LINE; i++) {
    const outputs = room.handle({ kind: 'edit', entry: 'w1', text: `edit ${i}` }, NOON);
    expect(entries(outputs).at(-1)?.text).toBe(`edit ${i}`);
  }
  expect(room.handle({ kind: 'edit', entry: 'w1', text: 'one more' }, NOON)).toEqual([
    { kind: 'dropped', reason: 'edit-limit' },
  ]);
});

/** As the overlay hands it up; only what is signed is left out. */
function edit(seq: number, target: number): RoomInput {
  const body = BODY.slice();
  new DataView(body.buffer).setUint32(0, target);
  return { kind: 'deliver', message: { ...message({ seq, kind: SPEECH_KIND.edit }), body } };
}

function entry(id: string): Entry {
  const said = { text: '', author: ANA, own: false, writtenAt: NOON } as const;
  return { ...PLAIN_ENTRY, ...said, id, order: id, state: { kind: 'received' } };
}

function idOf(seq: number): string {
  return `${'aa'.repeat(16)}-${seq.toString(16).padStart(8, '0')}`;
}
