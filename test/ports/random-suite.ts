// The acceptance suite of the random port: what its twin and every real one must keep.

import { equal } from '../../src/base/bytes.ts';
import { type Random, uniform } from '../../src/ports/random.ts';
import { type Case, same } from './world.ts';

export interface RandomSubject {
  readonly random: Random;
}

/** More than W3C WebCrypto §10.1.1 lets a page draw at a time. */
const MANY_BYTES = 200_000;
const DRAWS = 10_000;

export const RANDOM_CASES: readonly Case<RandomSubject>[] = [
  {
    name: 'gives as many bytes as were asked for, none and very many included',
    async run({ random }) {
      const lengths = [0, 1, 2, 3, 4, 5, 31, 32, 65_536, 65_537, MANY_BYTES];
      const drawn = lengths.map((length) => random.bytes(length));
      same(
        drawn.map((bytes) => [bytes instanceof Uint8Array, bytes.length]),
        lengths.map((length) => [true, length]),
      );
    },
  },
  {
    name: 'draws anew each time',
    async run({ random }) {
      const drawn = Array.from({ length: 100 }, () => random.bytes(16).join());
      same(new Set(drawn).size, 100);
    },
  },
  {
    name: 'gives bytes that nobody else has: writing over them changes no others',
    async run({ random }) {
      const [a, b] = [random.bytes(32), random.bytes(32)];
      const before = a.slice();
      b.fill(7);
      const c = random.bytes(32);
      same([equal(a, before), a.buffer === b.buffer, b.buffer === c.buffer], [true, false, false]);
      same(equal(c, new Uint8Array(32).fill(7)), false);
    },
  },
  {
    name: 'fills the whole of a long draw with every value of a byte, about equally often',
    async run({ random }) {
      const bytes = random.bytes(MANY_BYTES);
      for (const part of [bytes.subarray(0, 65_536), bytes.subarray(-65_536)]) {
        const counts = new Uint32Array(256);
        for (const byte of part) counts[byte] = (counts[byte] ?? 0) + 1;
        // 256 each are expected, with a deviation of 16: seven of these either way.
        same(
          [...counts].filter((count) => count < 144 || count > 368),
          [],
        );
      }
    },
  },
  {
    name: 'makes uniform numbers from 0 up to, and without, 1',
    async run({ random }) {
      const numbers = Array.from({ length: DRAWS }, () => uniform(random));
      same(
        numbers.filter((number) => !(number >= 0 && number < 1)),
        [],
      );
      const within = (tenth: number) => numbers.filter((n) => Math.floor(n * 10) === tenth).length;
      const counts = Array.from({ length: 10 }, (_, tenth) => within(tenth));
      // 1,000 each are expected, with a deviation of 30: seven of these either way.
      same(
        counts.filter((count) => count < 790 || count > 1_210),
        [],
      );
    },
  },
];
