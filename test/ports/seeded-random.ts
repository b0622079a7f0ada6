// The random port's in-memory twin: xoshiro128** by Blackman and Vigna, seeded by splitmix32.
// For tests only: whoever sees a little of its output can compute the rest.

import type { Random } from '../../src/ports/random.ts';

export interface SeededRandom extends Random {
  /** A generator of its own, so that what one part draws does not shift what another gets. */
  fork(): SeededRandom;
  /** A uniform integer below `limit`. */
  below(limit: number): number;
}

export function seededRandom(seed: number): SeededRandom {
  const next = xoshiro128(seed);
  const bytes = (length: number) => {
    const out = new Uint8Array(length);
    for (let i = 0, word = 0; i < length; i++, word >>>= 8) {
      if (i % 4 === 0) word = next();
      out[i] = word;
    }
    return out;
  };
  return {
    bytes,
    fork: () => seededRandom(next()),
    below: (limit) => Math.floor((next() / 2 ** 32) * limit),
  };
}

function xoshiro128(seed: number): () => number {
  const state = Uint32Array.from({ length: 4 }, splitmix32(seed));
  return () => {
    const [a = 0, b = 0, c = 0, d = 0] = state;
    const result = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const [x, y] = [c ^ a, d ^ b];
    state[1] = b ^ x;
    state[0] = a ^ y;
    state[2] = x ^ (b << 9);
    state[3] = rotate(y, 11);
    return result;
  };
}

function splitmix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
