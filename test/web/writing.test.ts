// What is being written: each place has its own draft, and nothing of what is gone stays in any.

import { describe, expect, test } from 'vitest';
import type { Entry } from '../../src/browser.ts';
import { choicesWithin, isShorter, OFF } from '../../src/web/state/lifetimes.ts';
import { Writing } from '../../src/web/state/writing.svelte.ts';
import { PLAIN_ENTRY } from '../support/entries.ts';
import { memberId } from './fake-room.ts';

const ANA = memberId(2);
const BEN = memberId(3);
const HOUR = { kind: 'after-sending', ms: 3_600_000 } as const;
const MINUTES = { kind: 'after-sending', ms: 300_000 } as const;
const SECONDS = { kind: 'after-reading', ms: 30_000 } as const;
const LEAVING = { kind: 'until-author-leaves' } as const;

function entry(id: string, more: Partial<Entry> = {}): Entry {
  const rest = { author: ANA, own: false, text: `words of ${id}`, order: id, writtenAt: 0 };
  return { ...PLAIN_ENTRY, ...rest, id, state: { kind: 'received' }, ...more };
}

function written(text: string): Writing {
  const writing = new Writing();
  writing.text = text;
  return writing;
}

describe('drafts', () => {
  test('after an edit whose message vanished the draft waits to be seen, or for the next choice', () => {
    const choices: ((writing: Writing) => void)[] = [
      () => {},
      (writing) => writing.reply(entry('e2')),
      (writing) => writing.writeTo(BEN),
      (writing) => writing.edit(entry('e3', { own: true })),
      (writing) => writing.stepBack(),
    ];
    const waits = choices.map((choose) => {
      const writing = written('half a thought');
      writing.edit(entry('e1', { own: true }));
      writing.forget('e1');
      choose(writing);
      return writing.interrupted;
    });
    expect(waits).toEqual([true, false, false, false, false]);
  });

  test('editing keeps what was being written, and gives it back', () => {
    const writing = written('half a thought');
    writing.edit(entry('e1', { own: true }));
    const during = [writing.editing, writing.text];
    writing.cancelEdit();
    expect([during, writing.editing, writing.text]).toEqual([
      ['e1', 'words of e1'],
      undefined,
      'half a thought',
    ]);
  });

  test('from one edit to the next: the draft of before both comes back', () => {
    const writing = written('half a thought');
    writing.edit(entry('e1', { own: true }));
    writing.edit(entry('e2', { own: true }));
    const second = writing.text;
    writing.cancelEdit();
    expect([second, writing.text]).toEqual(['words of e2', 'half a thought']);
  });

  test('to one person: what was written goes along, and what was private stays private', () => {
    const writing = written('for all?');
    writing.writeTo(ANA);
    const carried = writing.text;
    writing.text = 'only for Ana';
    writing.writeTo(undefined);
    const open = writing.text;
    writing.writeTo(BEN);
    const ben = writing.text;
    writing.writeTo(ANA);
    expect([carried, open, ben, writing.text]).toEqual(['for all?', '', '', 'only for Ana']);
  });

  test('are 32 at most beside the one in the field', () => {
    const writing = new Writing();
    for (let seed = 2; seed < 36; seed++) {
      writing.writeTo(memberId(seed));
      writing.text = `to ${seed}`;
    }
    const first = [3, 2].map((seed) => {
      writing.writeTo(memberId(seed));
      return writing.text;
    });
    expect(first).toEqual(['to 3', '']);
  });
});

describe('answering', () => {
  test('is in the same company as what is answered', () => {
    const writing = written('a draft');
    writing.reply(entry('e1', { privateWith: ANA }));
    const private_ = writing.take();
    writing.reply(entry('e2'));
    expect([private_, writing.replyTo]).toEqual([
      { text: '', options: { lifetime: OFF, replyTo: 'e1', to: ANA } },
      'e2',
    ]);
  });

  test('ends with what is sent; who it is for and how long it lives stay', () => {
    const writing = new Writing();
    writing.writeTo(ANA);
    writing.chooseLifetime(SECONDS);
    writing.reply(entry('e1'));
    writing.text = 'yes';
    const taken = writing.take();
    expect([taken, writing.text, writing.replyTo, writing.to, writing.lifetime]).toEqual([
      { text: 'yes', options: { lifetime: SECONDS, replyTo: 'e1', to: ANA } },
      '',
      undefined,
      ANA,
      SECONDS,
    ]);
  });

  test('to all ends with an answer that was begun in private', () => {
    const writing = new Writing();
    writing.reply(entry('e1', { privateWith: ANA }));
    writing.writeTo(undefined);
    expect([writing.to, writing.replyTo]).toEqual([undefined, undefined]);
  });
});

test('Escape takes back one thing at a time', () => {
  const writing = new Writing();
  writing.writeTo(ANA);
  writing.reply(entry('e1'));
  writing.edit(entry('e2', { own: true }));
  const steps = [1, 2, 3, 4].map(() => {
    const did = writing.stepBack();
    return [did, writing.editing, writing.replyTo, writing.to];
  });
  expect(steps).toEqual([
    [true, undefined, 'e1', ANA],
    [true, undefined, undefined, ANA],
    [true, undefined, undefined, undefined],
    [false, undefined, undefined, undefined],
  ]);
});

describe('refused words come back', () => {
  test('to the place where they were written', () => {
    const writing = new Writing();
    writing.giveBack('secret', { to: ANA });
    const open = writing.text;
    writing.writeTo(ANA);
    expect([open, writing.text]).toEqual(['', 'secret']);
  });

  test('but not over what was written since', () => {
    const writing = written('new words');
    writing.giveBack('old words', {});
    expect(writing.text).toBe('new words');
  });
});

describe('what is gone', () => {
  test('is edited no more, and its words are in no draft', () => {
    const writing = written('mine');
    writing.edit(entry('e1', { own: true }));
    writing.forget('e1');
    expect([writing.editing, writing.text]).toEqual([undefined, 'mine']);
  });

  test('is answered no more, and what was being answered stays written', () => {
    const writing = written('mine');
    writing.reply(entry('e1'));
    writing.forget('e1');
    expect([writing.replyTo, writing.text]).toEqual([undefined, 'mine']);
  });
});

describe('how long it lives', () => {
  test('as the room has it, or shorter, and never longer', () => {
    const writing = new Writing();
    const seen = [writing.lifetime];
    for (const room of [HOUR, LEAVING]) {
      writing.followRoom(room);
      seen.push(writing.lifetime);
    }
    writing.chooseLifetime(HOUR);
    seen.push(writing.lifetime);
    writing.followRoom(MINUTES);
    seen.push(writing.lifetime);
    expect(seen).toEqual([OFF, HOUR, LEAVING, HOUR, MINUTES]);
  });

  test('what can be chosen within what the room has', () => {
    expect([choicesWithin(OFF), choicesWithin(MINUTES), choicesWithin(LEAVING)]).toEqual([
      [OFF, LEAVING, HOUR, MINUTES, SECONDS],
      [MINUTES, SECONDS],
      [LEAVING, HOUR, MINUTES, SECONDS],
    ]);
  });

  test('from the longest to the shortest', () => {
    const [order] = [choicesWithin(OFF)];
    const pairs = order.slice(1).map((shorter, at) => isShorter(shorter, order[at] ?? OFF));
    expect(pairs).toEqual([true, true, true, true]);
  });
});
