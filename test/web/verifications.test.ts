// Who is being verified on the screen: what others may put there, and what one's own taps become.

import { beforeEach, expect, test } from 'vitest';
import { Verifications } from '../../src/web/state/verifications.svelte.ts';
import { FakeRoom, memberId } from './fake-room.ts';

const ANA = memberId(2);
const BEN = memberId(3);

const asked = { type: 'verification', id: ANA, state: { kind: 'asked' } } as const;
const comparing = {
  type: 'verification',
  id: ANA,
  state: { kind: 'comparing', emoji: [1, 2, 3, 4, 5, 6, 7], theySaySame: false },
} as const;

let room: FakeRoom;
let verifications: Verifications;

beforeEach(() => {
  room = new FakeRoom();
  verifications = new Verifications(room);
});

const shown = () => verifications.shown?.step.kind;

test('who asks is told of, and opens nothing', () => {
  verifications.hear(asked);
  expect([shown(), verifications.asking.map(({ id }) => id)]).toEqual([undefined, [ANA]]);
  verifications.decline(ANA);
  expect([verifications.asking, room.asked]).toEqual([[], [`verify ${ANA[0]} cancel`]]);
});

test('opening agrees with who has asked, shows what runs, and asks only where nothing does', () => {
  verifications.hear(asked);
  verifications.open(ANA);
  expect([shown(), room.asked]).toEqual(['exchanging', [`verify ${ANA[0]} begin`]]);
  verifications.hear(comparing);
  verifications.open(ANA);
  verifications.act('same');
  verifications.open(BEN);
  expect([shown(), room.asked]).toEqual([
    'waiting',
    [`verify ${ANA[0]} begin`, `verify ${ANA[0]} compared true`, `verify ${BEN[0]} begin`],
  ]);
});

test('an end that nobody looks at is no matter; a mismatch there is, whoever looks', () => {
  verifications.hear(asked);
  verifications.hear({ ...asked, state: { kind: 'failed', reason: 'timeout' } });
  expect([shown(), verifications.asking]).toEqual([undefined, []]);
  verifications.hear({ ...asked, state: { kind: 'failed', reason: 'mismatch-there' } });
  expect(shown()).toBe('failed');
  verifications.act('close');
  expect(shown()).toBeUndefined();
});

test('no question takes the place of what alarms: it waits beside the conversation', () => {
  const mismatch = { kind: 'failed', reason: 'mismatch-there' } as const;
  verifications.open(ANA);
  verifications.hear(comparing);
  for (const state of [mismatch, asked.state]) verifications.hear({ ...asked, state });
  const before = [verifications.shown?.step, verifications.asking.map(({ id }) => id)];
  verifications.act('close');
  expect([before, shown(), verifications.asking.map(({ id }) => id)]).toEqual([
    [mismatch, [ANA]],
    undefined,
    [ANA],
  ]);
});

test('an alarm leads back to the one that was on the screen before', () => {
  verifications.hear({ ...comparing, id: BEN });
  verifications.open(BEN);
  verifications.hear({ ...asked, state: { kind: 'failed', reason: 'unfit' } });
  const before = verifications.shown?.id;
  verifications.act('close');
  expect([before, verifications.shown?.id, shown()]).toEqual([ANA, BEN, 'comparing']);
});

test('a mismatch stays to be seen when its dialog is closed, until they are verified after all', () => {
  const doubted = () => [ANA, BEN].map((id) => verifications.isDoubted(id));
  verifications.hear({ ...asked, state: { kind: 'failed', reason: 'timeout' } });
  expect(doubted()).toEqual([false, false]);
  verifications.hear({ ...asked, state: { kind: 'failed', reason: 'mismatch' } });
  verifications.act('close');
  expect(doubted()).toEqual([true, false]);
  verifications.hear({ ...asked, state: { kind: 'verified', awaited: true } });
  expect(doubted()).toEqual([false, false]);
});

test('that the other one says so, too, is told to whoever still looks, and is nothing to anybody else', () => {
  const confirmed = { ...asked, state: { kind: 'confirmed' } } as const;
  verifications.hear(confirmed);
  verifications.hear(asked);
  verifications.open(ANA);
  verifications.hear(confirmed);
  const before = shown();
  verifications.hear({ ...asked, state: { kind: 'verified', awaited: true } });
  verifications.hear(confirmed);
  const after = shown();
  verifications.act('close');
  verifications.hear(confirmed);
  expect([before, after, shown()]).toEqual(['exchanging', 'confirmed', undefined]);
});

test('putting it off ends it, on both sides', () => {
  verifications.open(ANA);
  verifications.act('later');
  verifications.act('later');
  expect([shown(), room.asked]).toEqual([
    undefined,
    [`verify ${ANA[0]} begin`, `verify ${ANA[0]} cancel`],
  ]);
});
