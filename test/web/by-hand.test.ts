// Joining by hand, as the screens walk through it.

import { expect, test } from 'vitest';
import { SottoError } from '../../src/host/errors.ts';
import { arabicByHand, arabicHandErrors } from '../../src/text/arabic-by-hand.ts';
import { byHand as english, handErrors } from '../../src/text/english-by-hand.ts';
import { ByHand } from '../../src/web/state/by-hand.svelte.ts';
import { People } from '../../src/web/state/people.svelte.ts';
import { FakeRoom, member, memberId } from './fake-room.ts';

function open() {
  const room = new FakeRoom();
  const people = new People(memberId(1));
  return { room, people, byHand: new ByHand(room, people) };
}

test('who begins makes a code, takes one back and is connected by it', async () => {
  const { room, people, byHand } = open();
  people.update([member(2, { met: 'hand' })]);
  const made = byHand.make();
  expect(byHand.step).toEqual({ kind: 'making' });
  await made;
  expect(byHand.step).toEqual({ kind: 'first', code: 'SOTTO-1O-OFFER' });
  byHand.gotBack();
  room.hand.take = () => Promise.resolve(undefined);
  await byHand.use('SOTTO-1A-X');
  expect([byHand.step, byHand.connected]).toEqual([{ kind: 'connecting' }, false]);
  people.update([member(2, { met: 'hand' }), member(3, { met: 'hand' })]);
  expect(byHand.connected).toBe(true);
});

test('the other takes a code, and gives one back', async () => {
  const { byHand, people } = open();
  byHand.take();
  await byHand.use('SOTTO-1O-X');
  expect(byHand.step).toEqual({ kind: 'answer', code: 'SOTTO-1A-ANSWER' });
  people.update([member(2, { met: 'tracker' })]);
  expect(byHand.connected).toBe(false);
  people.update([member(3, { met: 'hand' })]);
  expect(byHand.connected).toBe(true);
});

test('a refusal is told, and the step stays where it is', async () => {
  const { room, byHand } = open();
  byHand.take();
  room.hand.take = () => Promise.reject(new SottoError('hand-own', 'refused'));
  await byHand.use('SOTTO-1O-X');
  expect([byHand.step, byHand.trouble]).toEqual([{ kind: 'taking' }, handErrors['hand-own']]);
  await byHand.use('   ');
  expect(room.asked).toEqual(['take SOTTO-1O-X']);
});

test('no code can be made: back to the beginning, with the reason', async () => {
  const { room, byHand } = open();
  room.hand.code = () => Promise.reject(new SottoError('hand-too-many', 'refused'));
  await byHand.make();
  expect(byHand.step).toEqual({ kind: 'choose' });
  expect(byHand.trouble).toEqual(handErrors['hand-too-many']);
});

test('a reply to what was asked before starting over is not shown', async () => {
  const { byHand } = open();
  const made = byHand.make();
  byHand.startOver();
  await made;
  expect([byHand.step, byHand.busy]).toEqual([{ kind: 'choose' }, false]);
});

test('Arabic has no sentence left in English', () => {
  const words = (node: unknown): string[] =>
    typeof node === 'string' ? [node] : Object.values(node as object).flatMap(words);
  const left = words([arabicByHand, arabicHandErrors]).filter(
    (text) => !/[\u0621-\u064a]/.test(text),
  );
  expect(left).toEqual([]);
  expect(words(arabicByHand).length).toBe(words(english).length);
});
