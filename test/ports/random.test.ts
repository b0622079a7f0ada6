// The random port: its in-memory twins and the system's own, by one suite. And what only a seed has:
// the same numbers again.

import { describe, expect, test } from 'vitest';
import { nodeRandom } from '../../src/platform/node/random.ts';
import { type Random, uniform } from '../../src/ports/random.ts';
import { Dice } from '../sim/net/dice.ts';
import { RANDOM_CASES } from './random-suite.ts';
import { seededRandom } from './seeded-random.ts';

describe.each([
  { name: 'in memory', subject: () => ({ random: seededRandom(1) }) },
  { name: 'of the simulation', subject: () => ({ random: new Dice('suite') }) },
  { name: 'in Node', subject: () => ({ random: nodeRandom }) },
])('the random port $name', ({ subject }) => {
  test.each(RANDOM_CASES)('$name', (rule) => rule.run(subject()));
});

describe('uniform', () => {
  const of = (byte: number): Random => ({ bytes: (length) => new Uint8Array(length).fill(byte) });

  test('takes four bytes, the first counting most', () => {
    const first = { bytes: () => Uint8Array.of(0x80, 0, 0, 0) };
    const last = { bytes: () => Uint8Array.of(0, 0, 0, 1) };
    expect([uniform(first), uniform(last)]).toEqual([0.5, 1 / 2 ** 32]);
  });

  test('is 0 at the least, and at the most just less than 1', () => {
    expect([uniform(of(0)), uniform(of(0xff))]).toEqual([0, 1 - 1 / 2 ** 32]);
  });
});

describe('a seed', () => {
  test('gives the same numbers again, and another gives others', () => {
    const drawn = (seed: number) => [...seededRandom(seed).bytes(16)];
    expect(drawn(5)).toEqual(drawn(5));
    expect(drawn(5)).not.toEqual(drawn(6));
  });

  test('has forks of their own: what one draws moves nothing in another', () => {
    const [quiet, busy] = [seededRandom(9), seededRandom(9)];
    const forks = [quiet.fork(), busy.fork()];
    forks[1]?.bytes(1_000);
    expect(quiet.bytes(8)).toEqual(busy.bytes(8));
    expect(forks[0]?.bytes(8)).not.toEqual(forks[1]?.bytes(8));
  });

  test('draws integers below a limit, every one of them', () => {
    const random = seededRandom(2);
    const drawn = new Set(Array.from({ length: 1_000 }, () => random.below(10)));
    expect([...drawn].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });
});
