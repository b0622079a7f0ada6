// One room as its screen shows it: comings and goings told once, bursts drawn at once, and what
// came in unseen.

import { flushSync } from 'svelte';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Conversation, nextFrame } from '../../src/web/state/conversation.svelte.ts';
import { markText } from '../../src/web/state/mark-text.ts';
import { Settings } from '../../src/web/state/settings.svelte.ts';
import { text } from '../../src/web/state/text.ts';
import { FakeRoom, member, memberId, sent, tracker } from './fake-room.ts';
import { page } from './page.ts';
import { watch } from './watch.svelte.ts';

const ANA = member(2, { since: 0 });
const BEN = member(3, { since: 0 });

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
});

function bench(room = new FakeRoom()) {
  const settings = new Settings();
  return { room, settings, conversation: new Conversation(room, settings) };
}

/** The lines: what was said, and `came 2` for a mark about the second person. */
function drawn({ transcript }: Conversation): string[] {
  return transcript.lines.map((line) => {
    if (line.kind === 'said') return line.entry.text;
    if (line.kind === 'new') return 'new';
    const seed = [2, 3].find((one) => memberId(one)[0] === line.mark.member?.[0]);
    return `${line.mark.kind} ${seed}`;
  });
}

test('who and what is there already is shown at once, without a mark', () => {
  const room = new FakeRoom();
  room.meet(ANA);
  room.say({ text: 'hello' });
  room.track(tracker('one.example', 'working'));
  const { conversation } = bench(room);
  const { people, connection, hadCompany, aloneSince, emblem } = conversation;
  expect({
    lines: drawn(conversation),
    here: people.here,
    trackers: connection.trackers,
    hadCompany,
    aloneSince,
    emblem,
  }).toEqual({
    lines: ['hello'],
    here: [ANA],
    trackers: room.trackers,
    hadCompany: true,
    aloneSince: undefined,
    emblem: room.emblem,
  });
});

describe('marks', () => {
  test('come, go, come back: each once, whatever else changes about them', () => {
    const { room, conversation } = bench();
    room.meet(ANA);
    room.meet({ ...ANA, nickname: 'Ana' });
    room.meet({ ...ANA, reach: 'reconnecting' });
    room.meet({ ...ANA, reach: 'through' });
    page.frame();
    room.lose(ANA, 'lost');
    page.frame();
    room.meet(ANA);
    room.meet(BEN);
    page.frame();
    room.meet({ ...BEN, path: 'relay' });
    room.lose(BEN, 'left');
    page.frame();
    expect(drawn(conversation)).toEqual(['came 2', 'lost 2', 'back 2', 'came 3', 'left 3']);
  });

  test('that a name proves nothing is said, be it made up or chosen, until its owner is verified', () => {
    const { room, conversation } = bench();
    const mark = { id: 'm', kind: 'came', member: ANA.id, after: undefined } as const;
    const said = () => markText(mark, conversation);
    room.meet(ANA);
    const nameless = said();
    room.meet({ ...ANA, nickname: 'Ana' });
    page.frame();
    const named = said();
    room.verified = [ANA.id];
    room.tell({ type: 'verification', id: ANA.id, state: { kind: 'verified', awaited: false } });
    page.frame();
    const { name, madeUp } = conversation.people.person(ANA.id);
    expect([nameless, named, said()]).toEqual([
      text.person.cameNameless(madeUp),
      text.person.came(name),
      text.person.cameVerified(name),
    ]);
  });

  test('all of one burst, in their order', () => {
    const { room, conversation } = bench();
    room.meet(ANA);
    room.lose(ANA, 'lost');
    room.meet(ANA);
    room.lose(ANA, 'left');
    page.frame();
    expect(drawn(conversation)).toEqual(['came 2', 'lost 2', 'back 2', 'left 2']);
  });

  test('stand between what was said before and after, in one burst', () => {
    const { room, conversation } = bench();
    room.meet(ANA);
    room.say({ text: 'hello' });
    room.say({ text: 'bye' });
    room.lose(ANA, 'left');
    room.say({ text: 'too late', own: true, state: { kind: 'waiting' } });
    room.meet(ANA);
    page.frame();
    expect(drawn(conversation)).toEqual(['came 2', 'hello', 'bye', 'left 2', 'back 2', 'too late']);
  });

  test('whoever was here before this screen comes back, and is not new', () => {
    const room = new FakeRoom();
    room.meet(ANA);
    const { conversation } = bench(room);
    room.lose(ANA, 'lost');
    room.meet(ANA);
    page.frame();
    expect(drawn(conversation)).toEqual(['lost 2', 'back 2']);
  });

  test('somebody’s coming ends the trouble of no path', () => {
    const { room, conversation } = bench();
    room.notice({ code: 'no-path' });
    const before = conversation.connection.trouble?.dismiss;
    room.meet(ANA);
    room.lose(ANA, 'left');
    page.frame();
    expect([before, conversation.connection.trouble]).toEqual(['no-path', undefined]);
  });
});

describe('bursts', () => {
  test('a hundred events are one frame and one drawing', () => {
    const { room, conversation } = bench();
    const seen = watch(() => conversation.transcript.entries.length);
    for (let number = 0; number < 100; number++) room.say({ text: 'hello' });
    flushSync();
    const before = [page.frames.length, [...seen]];
    page.frame();
    flushSync();
    expect([before, page.frames.length, seen]).toEqual([[1, [0]], 0, [0, 100]]);
  });

  test('a crowd that comes at once, likewise', () => {
    const { room } = bench();
    for (let seed = 2; seed < 50; seed++) room.meet(member(seed));
    for (let seed = 2; seed < 50; seed++) room.lose(member(seed), 'left');
    expect(page.frames.length).toBe(1);
  });

  test('the next event after a frame asks for the next frame', () => {
    const { room } = bench();
    const frames = [1, 2, 3].map(() => {
      room.say({ text: 'hello' });
      const waiting = page.frames.length;
      page.frame();
      return waiting;
    });
    expect(frames).toEqual([1, 1, 1]);
  });

  test('what was removed and what changed is drawn, too', () => {
    const { room, conversation } = bench();
    const entry = room.say({ text: 'hello', own: true, state: { kind: 'waiting' } });
    const other = room.say({ text: 'again', own: true, state: { kind: 'waiting' } });
    page.frame();
    conversation.withdraw(other.id);
    room.change({ ...entry, state: sent(1, 2) });
    page.frame();
    expect(conversation.transcript.entries).toEqual([{ ...entry, state: sent(1, 2) }]);
    expect(room.asked).toEqual([`withdraw ${other.id}`]);
  });

  test('a hidden page has no frames: it draws four times a second', async () => {
    const { room, conversation } = bench();
    page.hide();
    room.say({ text: 'hello' });
    await vi.advanceTimersByTimeAsync(249);
    const before = drawn(conversation);
    await vi.advanceTimersByTimeAsync(1);
    expect([before, drawn(conversation), page.frames]).toEqual([[], ['hello'], []]);
  });

  test('nextFrame waits for the frame of a page in view', () => {
    const draw = vi.fn();
    nextFrame(draw);
    const before = draw.mock.calls.length;
    page.frame();
    expect([before, draw.mock.calls.length, vi.getTimerCount()]).toEqual([0, 1, 0]);
  });
});

describe('unread', () => {
  test('counts what others said while the page is hidden, and nothing else', () => {
    const { room, conversation } = bench();
    room.say({ text: 'seen' });
    page.hide();
    room.say({ text: 'unseen' });
    room.say({ text: 'unseen' });
    const own = room.say({ text: 'mine', own: true, state: { kind: 'waiting' } });
    room.change({ ...own, state: sent(1, 1) });
    room.meet(ANA);
    room.track(tracker('one.example', 'working'));
    room.tell({ type: 'removed', id: own.id, reason: 'withdrawn' });
    page.show();
    room.say({ text: 'seen' });
    const counted = conversation.unread;
    conversation.read();
    expect([counted, conversation.unread]).toEqual([2, 0]);
  });
});

describe('new since the reader looked', () => {
  test('a change of what is there is no news; what vanished unseen is not counted', () => {
    const { room, conversation } = bench();
    const old = room.say({ text: 'old' });
    page.hide();
    room.change({ ...old, edited: true });
    const first = room.say({ text: 'first' });
    room.say({ text: 'second' });
    room.remove(first.id, 'vanished');
    vi.runAllTimers();
    expect([conversation.unread, drawn(conversation)]).toEqual([1, ['old', 'new', 'second']]);
  });

  test('the line stays after a look, moves with the next absence, and goes with own words', () => {
    const { room, conversation } = bench();
    const away = (text: string) => {
      page.hide();
      room.say({ text });
      vi.runAllTimers();
      page.show();
      conversation.read();
      return drawn(conversation);
    };
    room.say({ text: 'old' });
    page.frame();
    const seen = [away('one'), away('two')];
    void conversation.send('mine');
    page.frame();
    expect([...seen, drawn(conversation)]).toEqual([
      ['old', 'new', 'one'],
      ['old', 'one', 'new', 'two'],
      ['old', 'one', 'two', 'mine'],
    ]);
  });
});

describe('reading', () => {
  test('is told to the room once for each, and to authors only if that is wished', () => {
    const { room, settings, conversation } = bench();
    const [one, two] = [room.say({ text: 'one' }), room.say({ text: 'two' })];
    conversation.seen([one.id, 'unknown']);
    settings.tellRead = true;
    conversation.seen([one.id, two.id]);
    conversation.seen([one.id, two.id]);
    expect(room.asked).toEqual(['read entry-1 false', 'read entry-2 true']);
  });
});

describe('writing', () => {
  test('who writes is called by name, until they go', () => {
    const { room, conversation } = bench();
    room.meet({ ...ANA, nickname: 'Ana' });
    room.meet(BEN);
    page.frame();
    const typing = (id: Uint8Array) => room.tell({ type: 'typing', id, typing: true } as never);
    typing(ANA.id);
    typing(BEN.id);
    const both = conversation.typing;
    room.lose(BEN, 'left');
    expect([both, conversation.typing]).toEqual([
      ['Ana (Candid Fox)', 'Noble Jackdaw'],
      ['Ana (Candid Fox)'],
    ]);
  });

  test('the room’s own lifetime is followed', () => {
    const { room, conversation } = bench();
    const lifetime = { kind: 'after-sending', ms: 60_000 };
    room.tell({ type: 'settings', locked: false, lifetime, by: ANA.id } as never);
    expect(conversation.writing.lifetime).toEqual(lifetime);
  });

  test('a page that hides before its next frame draws all the same', () => {
    const { room, conversation } = bench();
    const entry = room.say({ text: 'hello' });
    page.frame();
    room.remove(entry.id, 'vanished');
    page.hide();
    vi.advanceTimersByTime(250);
    expect([drawn(conversation), page.frames.length]).toEqual([[], 1]);
  });
});

describe('alone', () => {
  test('from the start, from the last one’s going, and never in company', async () => {
    const { room, conversation } = bench();
    const seen = [[conversation.aloneSince, conversation.hadCompany]];
    const later = async (ms: number, change: () => void) => {
      await vi.advanceTimersByTimeAsync(ms);
      change();
      page.frame();
      seen.push([conversation.aloneSince, conversation.hadCompany]);
    };
    await later(500, () => room.track(tracker('one.example', 'working')));
    await later(500, () => room.meet(ANA));
    await later(500, () => room.meet(BEN));
    await later(500, () => room.lose(ANA, 'left'));
    await later(500, () => room.lose(BEN, 'lost'));
    await later(500, () => room.say({ text: 'anybody?' }));
    expect(seen).toEqual([
      [1_000, false],
      [1_000, false],
      [undefined, true],
      [undefined, true],
      [undefined, true],
      [3_500, true],
      [3_500, true],
    ]);
  });

  test('company that came and went within one frame was company', () => {
    const { room, conversation } = bench();
    room.meet(ANA);
    room.lose(ANA, 'left');
    page.frame();
    expect([conversation.aloneSince, conversation.hadCompany]).toEqual([1_000, true]);
  });
});

describe('asks of the room', () => {
  test('to send, to take back, to rename, to meet elsewhere, to try again', () => {
    const { room, settings, conversation } = bench();
    void conversation.send('hello');
    conversation.withdraw('entry-1');
    conversation.rename('Ana');
    conversation.useTrackers(['wss://own.example', 'wss://two.example']);
    conversation.retry();
    expect([room.asked, settings.nickname, conversation.me.chosen]).toEqual([
      [
        'send hello',
        'withdraw entry-1',
        'rename Ana',
        'trackers wss://own.example wss://two.example',
        'nudge',
      ],
      'Ana',
      'Ana',
    ]);
  });

  test('a meeting point that was taken from the list is no longer shown', () => {
    const { room, conversation } = bench();
    room.track(tracker('one.example', 'working'), tracker('two.example', 'silent'));
    page.frame();
    conversation.useTrackers(['wss://two.example']);
    const one = conversation.connection.trackers;
    conversation.useTrackers([]);
    expect([one, conversation.connection.trackers]).toEqual([
      [tracker('two.example', 'silent')],
      [],
    ]);
  });

  test('to send what it refuses: whoever sent it hears why', async () => {
    const { room, conversation } = bench();
    const refusal = new Error('too long');
    vi.spyOn(room, 'send').mockRejectedValueOnce(refusal);
    await expect(conversation.send('hello')).rejects.toBe(refusal);
  });

  test('to leave: nobody listens any more', async () => {
    const { room, conversation } = bench();
    const before = room.listeners;
    await conversation.leave();
    room.say({ text: 'too late' });
    expect([before, room.listeners, room.asked, page.frames]).toEqual([1, 0, ['leave'], []]);
  });
});
