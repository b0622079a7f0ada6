// Who is here, who was, and what they are called.

import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import { keyOf, People, personOf } from '../../src/web/state/people.svelte.ts';
import { member, memberId } from './fake-room.ts';
import { watch } from './watch.svelte.ts';

const ANA = memberId(2);

test('a person without a name of their own goes by the one made from their key', () => {
  expect(personOf(ANA, '')).toEqual({
    key: '4a14dea8723c06d09a642ef8c28c5620',
    madeUp: 'Candid Fox',
    chosen: '',
    lead: 'Candid Fox',
    beside: '',
    name: 'Candid Fox',
    hue: 120,
    initials: 'CF',
    verified: false,
    verdict: { kind: 'fine' },
  });
});

test('a chosen name never stands without the made-up one', () => {
  const { chosen, name, initials } = personOf(ANA, 'Ana');
  expect([chosen, name, initials]).toEqual(['Ana', 'Ana (Candid Fox)', 'CF']);
});

test('a key is all of its bytes', () => {
  expect(keyOf(Uint8Array.of(0, 1, 171, 255))).toBe('0001abff');
});

test('everybody who was ever here keeps their name', () => {
  const people = new People(memberId(1));
  people.update([member(2, { nickname: 'Ana' }), member(3)]);
  people.update([member(3)]);
  expect([2, 3, 4].map((seed) => people.knows(memberId(seed)))).toEqual([true, true, false]);
  expect([2, 3, 4].map((seed) => people.isHere(memberId(seed)))).toEqual([false, true, false]);
  expect([2, 3, 4].map((seed) => people.person(memberId(seed)))).toEqual([
    personOf(memberId(2), 'Ana'),
    personOf(memberId(3), ''),
    personOf(memberId(4), ''),
  ]);
});

test('those on their way back are here, and not reached', () => {
  const people = new People(memberId(1));
  const members = [
    member(2),
    member(3, { reach: 'reconnecting' }),
    member(4, { reach: 'through' }),
  ];
  people.update(members);
  expect([people.here, people.reached]).toEqual([members, [members[0], members[2]]]);
});

test('a view of a name is drawn again when it changes, and not when something else does', () => {
  const people = new People(memberId(1));
  people.update([member(2)]);
  const seen = watch(() => people.person(ANA).name);
  const changes = [{ nickname: 'Ana' }, { nickname: 'Ana', reach: 'through' }, {}] as const;
  for (const more of changes) {
    people.update([member(2, more)]);
    flushSync();
  }
  expect(seen).toEqual(['Candid Fox', 'Ana (Candid Fox)', 'Candid Fox']);
});

test('a name that is taken stands behind the one made from the key', () => {
  const people = new People(memberId(1));
  const [first, second] = [member(2, { nickname: 'Ana' }), member(3, { nickname: 'Аna' })];
  people.update([first]);
  people.update([first, second]);
  const [ana, other] = [people.person(first.id), people.person(second.id)];
  expect([ana.lead, ana.beside]).toEqual(['Ana', ana.madeUp]);
  expect([other.lead, other.beside, other.verdict]).toEqual([
    other.madeUp,
    'Аna',
    { kind: 'like', other: ana.key },
  ]);
});

test('somebody who comes back with another key is told of until that was read', () => {
  const people = new People(memberId(1));
  const [before, after] = [member(2, { nickname: 'Ana' }), member(3, { nickname: 'Ana' })];
  people.update([before], [before.id]);
  people.update([after], [before.id]);
  const verdict = () => people.person(after.id).verdict;
  const other = people.person(before.id).key;
  expect([people.person(before.id).verified, people.person(after.id).verified]).toEqual([
    true,
    false,
  ]);
  expect(verdict()).toEqual({ kind: 'another', other, verified: true, dismissed: false });
  people.dismiss(people.person(after.id).key, other);
  expect(verdict()).toEqual({ kind: 'another', other, verified: true, dismissed: true });
});

test('muting is known to this page alone, and can be undone', () => {
  const people = new People(memberId(1));
  const { id } = member(2);
  people.mute(id, true);
  expect(people.isMuted(id)).toBe(true);
  people.mute(id, false);
  expect(people.isMuted(id)).toBe(false);
});
