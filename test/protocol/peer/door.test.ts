// Who may come in, and whom we look for, while the room is locked.

import '../../support/ready.ts';
import { describe, expect, test } from 'vitest';
import { toHex, u32Bytes } from '../../../src/base/bytes.ts';
import type { PeerMember } from '../../../src/protocol/peer/contract.ts';
import { Door, MAX_LOST, SEEK_MS } from '../../../src/protocol/peer/door.ts';

const id = (n: number) => Uint8Array.from([...new Uint8Array(12), ...u32Bytes(n)]);

function setting(locked: boolean, alwaysOpen = false) {
  const roster = new Map<string, PeerMember>();
  const door = new Door(roster, alwaysOpen);
  door.lock(locked);
  const show = (n: number, reach: PeerMember['reach'] = 'direct') => {
    const keys = { sealingKey: new Uint8Array(32), signingKey: new Uint8Array(32) };
    const told = { nickname: '', build: undefined, reach, since: 0 };
    roster.set(toHex(id(n)), { id: id(n), ...keys, ...told, met: 'tracker', path: 'direct' });
  };
  const lose = (n: number, reason: 'left' | 'lost', now = 0) => {
    roster.delete(toHex(id(n)));
    door.gone(id(n), reason, now);
  };
  const admitted = (...members: number[]) => members.filter((n) => door.admits(id(n)));
  return { door, show, lose, admitted };
}

test('an open door admits everybody, and sends offers out', () => {
  const { door, lose, admitted } = setting(false);
  lose(1, 'left');
  expect(admitted(1, 2)).toEqual([1, 2]);
  expect(door.seeks(true, 0)).toBe(true);
});

test('one that is always open heeds no lock', () => {
  const { door, admitted } = setting(true, true);
  expect([door.locked, admitted(1), door.seeks(false, 0)]).toEqual([false, [1], true]);
});

describe('a locked one', () => {
  test('admits who is here or was lost, and neither who left nor anybody new', () => {
    const { show, lose, admitted } = setting(true);
    show(1);
    lose(2, 'lost');
    lose(3, 'left');
    lose(4, 'lost');
    lose(4, 'left');
    expect(admitted(1, 2, 3, 4, 5)).toEqual([1, 2]);
  });

  test(`remembers the last ${MAX_LOST} that were lost`, () => {
    const { lose, admitted } = setting(true);
    for (let n = 0; n <= MAX_LOST; n++) lose(n, 'lost');
    expect(admitted(0, 1, MAX_LOST)).toEqual([1, MAX_LOST]);
  });

  test('seeks nobody when nobody is missing, alone or not', () => {
    const { door, show, lose } = setting(true);
    lose(1, 'left');
    expect([true, false].map((alone) => door.seeks(alone, 0))).toEqual([false, false]);
    show(2, 'through');
    lose(2, 'lost');
    show(2);
    expect([true, false].map((alone) => door.seeks(alone, 0))).toEqual([false, false]);
  });

  test('seeks whoever is out of reach, whoever was lost for an hour, and alone for ever', () => {
    const { door, show, lose } = setting(true);
    show(1, 'reconnecting');
    expect(door.seeks(false, 0)).toBe(true);
    lose(1, 'lost', 0);
    expect([SEEK_MS - 1, SEEK_MS].map((now) => door.seeks(false, now))).toEqual([true, false]);
    expect(door.seeks(true, 10 * SEEK_MS)).toBe(true);
  });
});
