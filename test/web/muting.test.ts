// Who is muted is not heard of here in any way, but for what would be a danger not to know.

import { beforeEach, expect, test, vi } from 'vitest';
import { Conversation } from '../../src/web/state/conversation.svelte.ts';
import { Notifier } from '../../src/web/state/notify.ts';
import { Settings } from '../../src/web/state/settings.svelte.ts';
import { two } from './app-bench.ts';
import { FakeRoom, member } from './fake-room.ts';
import { page } from './page.ts';

const ANA = member(2, { since: 0 });
const BEN = member(3, { since: 0 });

// No key is made by mere waiting.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] });
});

/** In a room with two, of whom the first is muted. */
function bench() {
  const room = new FakeRoom();
  room.meet(ANA);
  room.meet(BEN);
  const conversation = new Conversation(room, new Settings());
  conversation.people.mute(ANA.id, true);
  return { room, conversation };
}

test('what they say behind a hidden page is neither counted nor told, and marks nothing as new', () => {
  const told = vi.spyOn(Notifier.prototype, 'tell');
  const { room, conversation } = bench();
  page.hide();
  const seen = [ANA, BEN].map(({ id: author }) => {
    const { id } = room.say({ author, text: 'hello' });
    return [conversation.unread, told.mock.calls.length, conversation.transcript.newFrom === id];
  });
  told.mockRestore();
  expect(seen).toEqual([
    [0, 0, false],
    [1, 1, true],
  ]);
});

test('what they said does not become news when it changes after all', () => {
  const { room, conversation } = bench();
  page.hide();
  const entry = room.say({ author: ANA.id, text: 'hello' });
  conversation.people.mute(ANA.id, false);
  room.change({ ...entry, edited: true });
  expect(conversation.unread).toBe(0);
});

test('what they say below what one reads is not counted', () => {
  const { room, conversation } = bench();
  room.say({ author: BEN.id, text: 'read' });
  room.say({ author: ANA.id, text: 'muted' });
  room.say({ author: BEN.id, text: 'below' });
  page.frame();
  const counted = conversation.below(1);
  conversation.people.mute(ANA.id, false);
  expect([counted, conversation.below(1)]).toEqual([1, 2]);
});

test('what they say in a room that is not shown is not counted', async () => {
  const { stays, rooms } = await two();
  stays[0].conversation?.people.mute(ANA.id, true);
  rooms[0].say({ author: ANA.id, text: 'muted' });
  rooms[0].say({ author: BEN.id, text: 'heard' });
  expect(stays[0].unread).toBe(1);
});

test('that they write is not told', () => {
  const { room, conversation } = bench();
  for (const { id } of [ANA, BEN]) room.tell({ type: 'typing', id, typing: true });
  expect(conversation.typing).toEqual([conversation.people.person(BEN.id).name]);
});

test('their asking to be verified waits until they are not muted any more', () => {
  const { room, conversation } = bench();
  const asking = () => conversation.asking.map(({ id }) => id);
  room.tell({ type: 'verification', id: ANA.id, state: { kind: 'asked' } });
  const before = asking();
  conversation.people.mute(ANA.id, false);
  expect([before, asking()]).toEqual([[], [ANA.id]]);
});

test('that somebody may be in between is shown all the same', () => {
  const { room, conversation } = bench();
  const state = { kind: 'failed', reason: 'mismatch-there' } as const;
  room.tell({ type: 'verification', id: ANA.id, state });
  expect(conversation.verifications.shown?.step).toEqual(state);
});
