// Who is writing, and what the others are told of us.

import { beforeEach, expect, test, vi } from 'vitest';
import { Typing } from '../../src/web/state/typing.svelte.ts';
import { memberId } from './fake-room.ts';

const ANA = memberId(2);
const BEN = memberId(3);

let told: boolean[];
let typing: Typing;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  told = [];
  typing = new Typing((on) => told.push(on));
});

test('those who write, in the order in which they began, each once', () => {
  typing.hear(ANA, true);
  typing.hear(BEN, true);
  typing.hear(ANA, true);
  const both = typing.members;
  typing.hear(BEN, false);
  typing.hear(BEN, false);
  expect([both, typing.members]).toEqual([[BEN, ANA], [ANA]]);
});

test('a hundred keys are told once, and a pause of five seconds once', async () => {
  for (let key = 0; key < 100; key++) {
    typing.note(true);
    await vi.advanceTimersByTimeAsync(4_999);
  }
  const during = [...told];
  await vi.advanceTimersByTimeAsync(1);
  typing.note(true);
  expect([during, told]).toEqual([[true], [true, false, true]]);
});

test('an emptied field and a sent message end it, and leave no timer', () => {
  typing.note(true);
  typing.note(false);
  typing.note(false);
  typing.note(true);
  typing.rest();
  typing.rest();
  expect([told, vi.getTimerCount()]).toEqual([[true, false, true, false], 0]);
});
