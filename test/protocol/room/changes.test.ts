// Edits, deletions, reactions and answers: on every screen the same, and nothing for those who may not.

import { beforeAll, describe, expect, test } from 'vitest';
import { MINUTE_MS } from '../../../src/base/time.ts';
import { ready } from '../../../src/crypto/sodium.ts';
import { MAX_EDITS_PER_LINE } from '../../../src/protocol/room/lines.ts';
import { MAX_PENDING_PER_AUTHOR, PENDING_MS } from '../../../src/protocol/room/pending.ts';
import { MAX_EMOJI_PER_LINE, MAX_EMOJI_PER_MEMBER } from '../../../src/protocol/room/reactions.ts';
import { encodeSpeech, SPEECH_KIND, type Speech } from '../../../src/wire/speech.ts';
import { Gathering, type Guest, idOn } from './pair.ts';
import {
  ANA,
  BEN,
  deliver,
  entries,
  makeRoom,
  members,
  type message,
  NOON,
  write,
} from './people.ts';

beforeAll(ready);

function three(): { party: Gathering; ana: Guest; ben: Guest; cem: Guest } {
  const party = new Gathering(3);
  const [ana, ben, cem] = party.guests;
  if (!ana || !ben || !cem) throw new Error('three guests');
  return { party, ana, ben, cem };
}

/** A message of ANA, or of whoever is named, whose body is this. */
function said(speech: Speech, fields: Parameters<typeof message>[0] = {}) {
  return deliver({ kind: SPEECH_KIND[speech.kind], body: encodeSpeech(speech), ...fields });
}

describe('on every screen', () => {
  test('an edit takes the place of the words', () => {
    const { party, ana, ben, cem } = three();
    party.does(ana, write('w1', 'teh cat'));
    party.does(ana, { kind: 'edit', entry: 'w1', text: 'the cat' });
    for (const guest of [ana, ben, cem]) {
      const [entry] = [...guest.screen.values()];
      expect([entry?.text, entry?.edited]).toEqual(['the cat', true]);
      expect(guest.takeTold()).toEqual([]);
    }
  });

  test('a deletion takes it away, with every word of it', () => {
    const { party, ana, ben } = three();
    party.does(ana, write('w1', 'teh cat'));
    party.does(ana, { kind: 'edit', entry: 'w1', text: 'the cat' });
    party.does(ana, { kind: 'delete', entry: 'w1' });
    const author = ana.identity.id;
    const forgotten = [1, 2].map((seq) => ({ kind: 'forget', author, seq }));
    expect([ana.takeTold(), ben.takeTold()]).toEqual([
      [{ kind: 'removed', entry: 'w1', reason: 'deleted' }, ...forgotten],
      [{ kind: 'removed', entry: idOn(ana, 1), reason: 'deleted' }, ...forgotten],
    ]);
    expect([ana.texts, ben.texts]).toEqual([[], []]);
  });

  test('reactions gather under their emoji, and go again', () => {
    const { party, ana, ben, cem } = three();
    party.does(ana, write('w1', 'cake?'));
    const id = idOn(ana, 1);
    party.does(ben, { kind: 'react', entry: id, emoji: '🎂', on: true });
    party.does(cem, { kind: 'react', entry: id, emoji: '🎂', on: true });
    party.does(ana, { kind: 'react', entry: 'w1', emoji: '❤️', on: true });
    const shown = (guest: Guest) =>
      [...guest.screen.values()].flatMap(({ reactions }) =>
        reactions.map(({ emoji, by, own }) => `${emoji} ${by.length}${own ? ' own' : ''}`),
      );
    expect([shown(ana), shown(ben)]).toEqual([
      ['❤️ 1 own', '🎂 2'],
      ['❤️ 1', '🎂 2 own'],
    ]);
    party.does(ben, { kind: 'react', entry: id, emoji: '🎂', on: false });
    expect([shown(ana), shown(cem)]).toEqual([
      ['❤️ 1 own', '🎂 1'],
      ['❤️ 1', '🎂 1 own'],
    ]);
  });

  test('an answer names what it answers, by the name that it has there', () => {
    const { party, ana, ben, cem } = three();
    party.does(ana, write('w1', 'who comes?'));
    party.does(ben, { ...write('w1', 'I do'), replyTo: idOn(ana, 1) });
    const answered = (guest: Guest) => [...guest.screen.values()].map(({ replyTo }) => replyTo);
    expect([ana, ben, cem].map(answered)).toEqual([
      [undefined, 'w1'],
      [undefined, idOn(ana, 1)],
      [undefined, idOn(ana, 1)],
    ]);
  });
});

describe('before it is sent', () => {
  test('an edit changes what waits; a deletion takes it back', () => {
    const room = makeRoom();
    room.handle(write('w1', 'a'), NOON);
    const [entry] = entries(room.handle({ kind: 'edit', entry: 'w1', text: 'b' }, NOON));
    expect([entry?.text, entry?.edited, entry?.state]).toEqual(['b', false, { kind: 'waiting' }]);
    expect(room.handle({ kind: 'delete', entry: 'w1' }, NOON)).toEqual([
      { kind: 'removed', entry: 'w1', reason: 'withdrawn' },
    ]);
  });

  test('alone again, a change shows at once and leaves when somebody is back', () => {
    const room = makeRoom();
    room.handle(members(ANA), NOON);
    room.handle(write('w1', 'a'), NOON);
    room.handle(members(), NOON);
    const changed = room.handle({ kind: 'edit', entry: 'w1', text: 'b' }, NOON);
    expect(changed.map(({ kind }) => kind)).toEqual(['entry']);
    const back = room.handle(members(ANA), NOON);
    expect(back.map((o) => (o.kind === 'publish' ? o.message.kind : o.kind))).toEqual([2]);
  });
});

describe('what came too early', () => {
  test('waits for the line: a reaction, an edit, a deletion', () => {
    const room = makeRoom();
    const target = { author: ANA, seq: 5 };
    room.handle(said({ kind: 'reaction', target, emoji: '👍', on: true }, { sender: BEN }), NOON);
    room.handle(said({ kind: 'edit', seq: 5, text: 'new' }, { seq: 6 }), NOON);
    const [entry] = entries(room.handle(deliver({ seq: 5, text: 'old' }), NOON));
    expect([entry?.text, entry?.edited, entry?.reactions]).toEqual([
      'new',
      true,
      [{ emoji: '👍', by: [BEN], own: false }],
    ]);
    room.handle(said({ kind: 'delete', seq: 9 }, { seq: 10 }), NOON);
    const shown = room.handle(deliver({ seq: 9, text: 'gone' }), NOON);
    expect(shown.map(({ kind }) => kind)).toEqual(['removed', 'forget']);
  });

  test('an older edit does not undo a newer one', () => {
    const room = makeRoom();
    room.handle(deliver({ seq: 1, text: 'one' }), NOON);
    room.handle(said({ kind: 'edit', seq: 1, text: 'three' }, { seq: 3 }), NOON);
    expect(room.handle(said({ kind: 'edit', seq: 1, text: 'two' }, { seq: 2 }), NOON)).toEqual([]);
  });

  test('is bounded by author, and given up in time', () => {
    const room = makeRoom();
    const early = (seq: number, sender = ANA) =>
      room.handle(said({ kind: 'edit', seq: 10_000 + seq, text: 'x' }, { seq, sender }), NOON);
    for (let seq = 1; seq <= MAX_PENDING_PER_AUTHOR; seq++) expect(early(seq)).toEqual([]);
    const full = [
      { kind: 'dropped', reason: 'change-pending-full' },
      { kind: 'forget', author: ANA, seq: 99 },
    ];
    expect([early(99), early(1, BEN)]).toEqual([full, []]);
    expect(room.deadline).toBe(NOON + PENDING_MS);
    room.wake(NOON + PENDING_MS);
    expect([room.deadline, early(99)]).toEqual([undefined, []]);
  });
});

describe('hostile members', () => {
  test('nobody can edit or delete what another said', () => {
    const room = makeRoom();
    room.handle(deliver({ seq: 1, text: 'mine' }), NOON);
    // Said by BEN, `seq 1` names a message of BEN.
    const fields = { sender: BEN, seq: 2 };
    expect(room.handle(said({ kind: 'edit', seq: 1, text: 'theirs' }, fields), NOON)).toEqual([]);
    expect(room.handle(said({ kind: 'delete', seq: 1 }, fields), NOON)).toEqual([
      { kind: 'forget', author: BEN, seq: 1 },
    ]);
  });

  test('10,000 reactions to one line: a few stand, the rest is counted', () => {
    const room = makeRoom();
    room.handle(deliver({ seq: 1, text: 'x', sender: BEN }), NOON);
    const target = { author: BEN, seq: 1 };
    let dropped = 0;
    for (let i = 0; i < 10_000; i++) {
      const reaction = { kind: 'reaction', target, emoji: `e${i}`, on: true } as const;
      const outputs = room.handle(said(reaction, { seq: i + 1 }), NOON);
      if (outputs.some(({ kind }) => kind === 'dropped')) dropped += 1;
    }
    expect(10_000 - dropped).toBe(MAX_EMOJI_PER_MEMBER);
  });

  test('many members with many emoji stop at the limit of a line', () => {
    const room = makeRoom();
    room.handle(deliver({ seq: 1, text: 'x' }), NOON);
    let last: string[] = [];
    for (let i = 0; i < 20; i++) {
      for (let j = 0; j < MAX_EMOJI_PER_MEMBER; j++) {
        const reaction = {
          kind: 'reaction',
          target: { author: ANA, seq: 1 },
          emoji: `${i}.${j}`,
          on: true,
        } as const;
        const sender = new Uint8Array(16).fill(i + 1);
        const [entry] = entries(room.handle(said(reaction, { sender, seq: j + 1 }), NOON));
        if (entry) last = entry.reactions.map(({ emoji }) => emoji);
      }
    }
    expect(last.length).toBe(MAX_EMOJI_PER_LINE);
  });

  test('a line is edited only so often', () => {
    const room = makeRoom();
    room.handle(deliver({ seq: 1, text: 'x' }), NOON);
    const edit = (seq: number) =>
      room.handle(said({ kind: 'edit', seq: 1, text: `${seq}` }, { seq }), NOON);
    for (let seq = 2; seq <= MAX_EDITS_PER_LINE + 1; seq++) edit(seq);
    expect(edit(MAX_EDITS_PER_LINE + 2)).toEqual([
      { kind: 'dropped', reason: 'edit-limit' },
      { kind: 'forget', author: ANA, seq: MAX_EDITS_PER_LINE + 2 },
    ]);
  });

  test('what is not here can’t be changed by us either', () => {
    const room = makeRoom();
    room.handle(deliver({ seq: 1, text: 'x' }), NOON);
    const id = `${'aa'.repeat(16)}-00000001`;
    const reason = (outputs: ReturnType<typeof room.handle>) => outputs;
    expect(reason(room.handle({ kind: 'edit', entry: id, text: 'y' }, NOON))).toEqual([
      { kind: 'dropped', reason: 'entry-not-own' },
    ]);
    expect(reason(room.handle({ kind: 'delete', entry: id }, NOON))).toEqual([
      { kind: 'dropped', reason: 'entry-not-own' },
    ]);
    const react = { kind: 'react', entry: 'nothing', emoji: '👍', on: true } as const;
    expect(reason(room.handle(react, NOON + MINUTE_MS))).toEqual([
      { kind: 'dropped', reason: 'entry-unknown' },
    ]);
  });
});
