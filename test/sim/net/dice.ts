// Dice of a schedule: everything that is drawn in a simulated world, each part from a stream of its
// own, so that what one part draws does not move another's.

import type { Random } from '../../../src/ports/random.ts';
import { seededRandom } from '../../ports/seeded-random.ts';

export class Dice implements Random {
  readonly #seed: string;
  readonly #random: Random;

  constructor(seed: string | number) {
    this.#seed = String(seed);
    this.#random = seededRandom(fnv1a(this.#seed));
  }

  fork(name: string | number): Dice {
    return new Dice(`${this.#seed}/${name}`);
  }

  bytes(length: number): Uint8Array {
    return this.#random.bytes(length);
  }

  /** In [0, 1). */
  share(): number {
    const [a = 0, b = 0, c = 0, d = 0] = this.#random.bytes(4);
    return (a * 2 ** 24 + ((b << 16) | (c << 8) | d)) / 2 ** 32;
  }

  /** An integer; both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.share() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.share() < probability;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.between(0, items.length - 1)] as T;
  }

  shuffle<T>(items: readonly T[]): T[] {
    const out = [...items];
    for (let i = out.length - 1; i > 0; i--) {
      const j = this.between(0, i);
      [out[i], out[j]] = [out[j] as T, out[i] as T];
    }
    return out;
  }
}

/** Fowler, Noll and Vo's 32-bit hash: neighbouring names give unrelated streams. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
