// What is gone leaves nothing behind: every place of the app's state that could hold an entry is made
// to hold one, and then the entry itself is looked for, with the garbage collector's own eyes.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { flushSync } from 'svelte';
import { describe, expect, test, vi } from 'vitest';
import type { Entry } from '../../src/browser.ts';
import { Conversation } from '../../src/web/state/conversation.svelte.ts';
import { Settings } from '../../src/web/state/settings.svelte.ts';
import { FakeRoom, member } from './fake-room.ts';
import { page, settled } from './page.ts';
import { open, watch } from './watch.svelte.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What is referred to weakly lives at least until the present job is done. */
async function collected(): Promise<void> {
  await new Promise((done) => setImmediate(done));
  collect();
}

function bench() {
  const room = new FakeRoom();
  room.meet(member(2));
  const conversation = new Conversation(room, new Settings());
  return { room, conversation, writing: conversation.writing };
}

type Bench = ReturnType<typeof bench>;

/** Says something, does this with it, lets it go; whether any of it can still be reached. */
async function lives(use: (entry: Entry, what: Bench) => void, what = bench()): Promise<boolean> {
  const { room } = what;
  const say = () => {
    const entry = room.say({ own: true, text: 'a secret', author: room.id });
    page.frame();
    use(entry, what);
    flushSync();
    page.frame();
    const weak = new WeakRef(entry);
    room.remove(entry.id, 'vanished');
    page.frame();
    flushSync();
    return weak;
  };
  const weak = say();
  await settled();
  await collected();
  return weak.deref() !== undefined;
}

test('the eyes can see: what is kept is found', async () => {
  const kept: Entry[] = [];
  expect(await lives((entry) => void kept.push(entry))).toBe(true);
});

describe('nothing is left', () => {
  test('of what was only said', async () => {
    expect(await lives(() => {})).toBe(false);
  });

  test('in lines that somebody looks at, or looked at', async () => {
    const what = bench();
    watch(() => what.conversation.transcript.lines.length);
    const { close } = open(() => what.conversation.transcript.queue.length);
    expect(await lives(close, what)).toBe(false);
  });

  test('in lines that nobody looks at any more', async () => {
    const what = bench();
    const { close } = open(() => what.conversation.transcript.lines.map(({ id }) => id));
    expect(await lives(() => close(), what)).toBe(false);
  });

  test('of what waited to be sent', async () => {
    const use = (entry: Entry, { room }: Bench) => {
      room.change({ ...entry, state: { kind: 'waiting' } });
    };
    expect(await lives(use)).toBe(false);
  });

  test('of what was being answered, or was answered and is quoted', async () => {
    const use = (entry: Entry, { room, writing, conversation }: Bench) => {
      writing.reply(entry);
      room.say({ text: 'indeed', replyTo: entry.id });
      page.frame();
      flushSync();
      expect(conversation.transcript.lines.at(-1)).toMatchObject({ quoted: { text: 'a secret' } });
    };
    expect(await lives(use)).toBe(false);
  });

  test('of what was being given other words: not even in the drafts', async () => {
    const what = bench();
    const gone = await lives((entry, { writing }) => {
      writing.text = 'something else';
      writing.edit(entry);
    }, what);
    expect([gone, what.writing.text, what.writing.editing]).toEqual([
      false,
      'something else',
      undefined,
    ]);
  });

  test('of what was read, new, and counted while the page was hidden', async () => {
    const what = bench();
    const gone = await lives((entry, { conversation, room }) => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      page.hide();
      room.say({ text: 'unseen' });
      conversation.seen([entry.id]);
      page.show();
      vi.runAllTimers();
    }, what);
    expect(gone).toBe(false);
  });
});

test('a deleted one leaves who deleted it, and where, and none of its words', async () => {
  const { room, conversation } = bench();
  room.say({ text: 'before' });
  const entry = room.say({ text: 'a secret', author: member(2).id });
  page.frame();
  room.remove(entry.id, 'deleted');
  page.frame();
  const [, mark] = conversation.transcript.lines;
  expect(mark).toEqual({
    kind: 'mark',
    id: 'mark-1',
    mark: { id: 'mark-1', kind: 'deleted', member: member(2).id, after: 'entry-1' },
  });
});
