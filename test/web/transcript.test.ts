// The conversation as lines: who leads a group, where a day begins, where comings and goings stand.

import { describe, expect, test } from 'vitest';
import type { Entry } from '../../src/browser.ts';
import { type MarkKind, type Removals, Transcript } from '../../src/web/state/transcript.svelte.ts';
import { PLAIN_ENTRY } from '../support/entries.ts';
import { memberId } from './fake-room.ts';

const ME = memberId(1);
const ANA = memberId(2);
const BEN = memberId(3);

const NOON = new Date(2026, 2, 1, 12).getTime();
type Reason = Removals extends ReadonlyMap<string, infer R> ? R : never;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function line(id: string, more: Partial<Entry> = {}): Entry {
  return {
    ...PLAIN_ENTRY,
    id,
    author: ANA,
    own: false,
    text: id,
    order: id,
    writtenAt: NOON,
    state: { kind: 'received' },
    ...more,
  };
}

function waiting(id: string): Entry {
  return line(id, { author: ME, own: true, state: { kind: 'waiting' } });
}

function transcriptOf(...entries: readonly Entry[]): Transcript {
  const transcript = new Transcript();
  transcript.update(entries);
  return transcript;
}

function many(count: number, first = 1): Entry[] {
  return Array.from({ length: count }, (_, index) => line(`e${first + index}`));
}

/** Each line in a word: `e1` in a group, `e1+` leads one, `|e1+` begins a day, `came` is a mark. */
function drawn({ lines }: Transcript): string[] {
  return lines.map((one) => {
    if (one.kind === 'new') return 'new';
    return one.kind === 'mark'
      ? one.mark.kind
      : `${one.day ? '|' : ''}${one.id}${one.leads ? '+' : ''}`;
  });
}

function marked(transcript: Transcript, ...kinds: MarkKind[]): Transcript {
  for (const kind of kinds) transcript.mark(kind, ANA);
  return transcript;
}

test('a line holds its entry, and a mark whom it is about', () => {
  const entry = line('e1');
  const transcript = transcriptOf(entry);
  transcript.mark('left', BEN);
  const mark = { id: 'mark-1', kind: 'left', member: BEN, after: 'e1' };
  expect(transcript.lines).toEqual([
    { kind: 'said', id: 'e1', entry, leads: true, day: false },
    { kind: 'mark', id: 'mark-1', mark },
  ]);
});

test('empty until something is said, or somebody comes', () => {
  const transcript = new Transcript();
  const seen = [transcript.empty, transcriptOf(line('e1')).empty, marked(transcript, 'came').empty];
  expect(seen).toEqual([true, false, false]);
});

test('counts what waits to be sent', () => {
  expect(transcriptOf(line('e1'), waiting('e2'), waiting('e3')).waiting).toBe(2);
});

describe('groups', () => {
  test('one person’s messages within five minutes stand under one name', () => {
    const minutes = [0, 1, 5, 9.999, 15, 15];
    const entries = minutes.map((after, index) =>
      line(`e${index + 1}`, { writtenAt: NOON + after * MINUTE_MS }),
    );
    expect(drawn(transcriptOf(...entries))).toEqual(['e1+', 'e2', 'e3', 'e4', 'e5+', 'e6']);
  });

  test('another author leads another group', () => {
    const transcript = transcriptOf(
      line('e1'),
      line('e2', { author: BEN }),
      line('e3'),
      line('e4'),
      line('e5', { author: ME, own: true }),
    );
    expect(drawn(transcript)).toEqual(['e1+', 'e2+', 'e3+', 'e4', 'e5+']);
  });

  test('a mark between two messages parts them', () => {
    const transcript = transcriptOf(line('e1'));
    transcript.mark('came', BEN);
    transcript.update([line('e1'), line('e2'), line('e3')]);
    expect(drawn(transcript)).toEqual(['e1+', 'came', 'e2+', 'e3']);
  });
});

describe('days', () => {
  test('the first message of another day begins it and leads; the very first tells no day', () => {
    const late = new Date(2026, 2, 1, 23, 59).getTime();
    const transcript = transcriptOf(
      line('e1', { writtenAt: late }),
      line('e2', { writtenAt: late }),
      line('e3', { writtenAt: late + 2 * MINUTE_MS }),
      line('e4', { writtenAt: late + 3 * MINUTE_MS }),
      line('e5', { writtenAt: late + 48 * HOUR_MS }),
    );
    expect(drawn(transcript)).toEqual(['e1+', 'e2', '|e3+', 'e4', '|e5+']);
  });

  test('a mark between two days hides neither', () => {
    const transcript = transcriptOf(line('e1'));
    marked(transcript, 'left', 'back');
    transcript.update([line('e1'), line('e2', { writtenAt: NOON + 24 * HOUR_MS })]);
    expect(drawn(transcript)).toEqual(['e1+', 'left', 'back', '|e2+']);
  });
});

describe('marks', () => {
  test('stand where they were made, while the conversation goes on above and below', () => {
    const transcript = new Transcript();
    marked(transcript, 'came');
    transcript.update([line('e2')]);
    marked(transcript, 'lost', 'back');
    transcript.update([line('e1'), line('e2'), line('e3')]);
    marked(transcript, 'left');
    expect(drawn(transcript)).toEqual(['came', 'e1+', 'e2', 'lost', 'back', 'e3+', 'left']);
  });

  test('stand above what still waits to be sent', () => {
    const transcript = marked(transcriptOf(line('e1'), waiting('e2')), 'left');
    expect(drawn(transcript)).toEqual(['e1+', 'left', 'e2+']);
  });

  test('stand at the top while nothing but what waits is there', () => {
    expect(drawn(marked(transcriptOf(waiting('e1')), 'came'))).toEqual(['came', 'e1+']);
  });

  test('go with the message below which they stood', () => {
    const transcript = marked(transcriptOf(line('e1'), line('e2')), 'left');
    transcript.update([line('e1')]);
    expect(drawn(transcript)).toEqual(['e1+']);
  });

  test('are 500 at most, the oldest forgotten first', () => {
    const transcript = new Transcript();
    marked(transcript, 'came', ...Array.from({ length: 500 }, () => 'left' as const));
    const lines = drawn(transcript);
    expect([lines.length, lines.filter((kind) => kind === 'came')]).toEqual([500, []]);
  });
});

describe('the window', () => {
  test('the newest 300 are drawn, and the rest is counted', () => {
    const transcript = transcriptOf(...many(301));
    const lines = drawn(transcript);
    expect([lines.length, lines[0], lines.at(-1), transcript.earlier]).toEqual([
      300,
      'e2+',
      'e301',
      1,
    ]);
  });

  test('exactly 300 hide nothing', () => {
    const transcript = transcriptOf(...many(300));
    expect([transcript.lines.length, transcript.earlier]).toEqual([300, 0]);
  });

  test('earlier ones are shown 300 at a time, and the newest alone again', () => {
    const transcript = transcriptOf(...many(700));
    const seen = [transcript.earlier];
    transcript.showEarlier();
    seen.push(transcript.earlier);
    transcript.showEarlier();
    seen.push(transcript.earlier);
    expect([seen, transcript.lines[0]?.id]).toEqual([[400, 100, 0], 'e1']);
    transcript.showNewest();
    expect([transcript.earlier, transcript.lines[0]?.id]).toEqual([400, 'e401']);
  });

  test('a mark at the top is shown with the top, and one above the window not at all', () => {
    const transcript = marked(new Transcript(), 'came');
    transcript.update(many(1));
    marked(transcript, 'lost');
    transcript.update(many(301));
    const hidden = drawn(transcript).slice(0, 2);
    transcript.showEarlier();
    expect([hidden, drawn(transcript).slice(0, 4)]).toEqual([
      ['e2+', 'e3'],
      ['came', 'e1+', 'lost', 'e2+'],
    ]);
  });
});

describe('removals', () => {
  /** Removes these, for this reason, from what was there. */
  function without(transcript: Transcript, reason: Reason, ...ids: string[]): Transcript {
    const left = transcript.entries.filter(({ id }) => !ids.includes(id));
    transcript.update(left, new Map(ids.map((id) => [id, reason])));
    return transcript;
  }

  test('a deleted message leaves a mark in its place, above what stood below it', () => {
    const transcript = marked(transcriptOf(line('e1'), line('e2'), line('e3')), 'left');
    const marks = drawn(without(transcript, 'deleted', 'e3'));
    expect([marks, drawn(without(transcript, 'deleted', 'e1', 'e2'))]).toEqual([
      ['e1+', 'e2', 'deleted', 'left'],
      ['deleted', 'deleted', 'deleted', 'left'],
    ]);
  });

  test('a vanished one leaves nothing, and what stood below it stays', () => {
    const transcript = marked(transcriptOf(line('e1'), line('e2')), 'left', 'back');
    transcript.update([...transcript.entries, line('e3')]);
    expect(drawn(without(transcript, 'vanished', 'e2'))).toEqual(['e1+', 'left', 'back', 'e3+']);
    expect([transcript.hasVanished('e2'), transcript.hasVanished('e1')]).toEqual([true, false]);
  });

  test('the oldest of very many takes along what stood below it', () => {
    const transcript = marked(transcriptOf(line('e1')), 'left');
    transcript.update([...transcript.entries, line('e2')]);
    expect(drawn(without(transcript, 'oldest', 'e1'))).toEqual(['shortened', 'e2+']);
  });

  test('that the oldest made room is told once, at the top, whatever comes after', () => {
    const transcript = marked(new Transcript(), 'came');
    transcript.update([line('e1'), line('e2'), line('e3')]);
    without(transcript, 'oldest', 'e1');
    without(transcript, 'oldest', 'e2');
    marked(transcript, ...Array.from({ length: 500 }, () => 'left' as const));
    const lines = drawn(transcript);
    expect([lines.length, lines.slice(0, 3)]).toEqual([501, ['shortened', 'e3+', 'left']]);
  });

  test('an answer quotes what is there, and says when it is gone', () => {
    const asked = line('e1');
    const transcript = transcriptOf(asked, line('e2', { replyTo: 'e1' }));
    const quoted = () =>
      transcript.lines.map((one) => (one.kind === 'said' ? one.quoted : undefined));
    const before = quoted();
    without(transcript, 'vanished', 'e1');
    expect([before, quoted()]).toEqual([[undefined, asked], [undefined]]);
  });
});

describe('what is new', () => {
  test('begins with a line, but not at the very top; goes on with the next when that goes', () => {
    const transcript = transcriptOf(line('e1'), line('e2'), line('e3'));
    transcript.markNew('e1');
    const top = drawn(transcript);
    transcript.markNew('e2');
    const middle = drawn(transcript);
    transcript.update([line('e1'), line('e3')], new Map([['e2', 'vanished']]));
    const next = drawn(transcript);
    transcript.update([line('e1')], new Map([['e3', 'vanished']]));
    expect([top, middle, next, drawn(transcript), transcript.newFrom]).toEqual([
      ['e1+', 'e2', 'e3'],
      ['e1+', 'new', 'e2+', 'e3'],
      ['e1+', 'new', 'e3+'],
      ['e1+'],
      undefined,
    ]);
  });
});

test('a line that has not changed is the same line, and is not drawn again', () => {
  const entries = many(3);
  const transcript = transcriptOf(...entries);
  const before = transcript.lines;
  transcript.update([...entries, line('e4')]);
  const kept = before.map((one, at) => one === transcript.lines[at]);
  transcript.update([...entries.slice(0, 2), line('e3', { edited: true })]);
  expect([kept, before.map((one, at) => one === transcript.lines[at])]).toEqual([
    [true, true, true],
    [true, true, false],
  ]);
});

test('an earlier one is unfolded as far as is needed; one that is gone is not', () => {
  const transcript = transcriptOf(...many(1_000));
  const found = [transcript.reveal('e999'), transcript.earlier];
  found.push(transcript.reveal('e401'), transcript.earlier);
  found.push(transcript.reveal('e400'), transcript.earlier, transcript.reveal('gone'));
  expect(found).toEqual([true, 700, true, 400, true, 100, false]);
});
