// A DHT for tests that does nothing by itself: it keeps what it was asked until it is told how that
// ended.

import type { Dht } from '../../relay-node/gateway/store.ts';
import { toHex } from '../../src/base/bytes.ts';
import { sha1 } from '../../src/crypto/verify.ts';
import type { Looking, Stored } from '../../src/platform/node/dht/dht-node.ts';
import type { Item } from '../../src/wire/bep44.ts';
import { target } from '../wire/items.ts';

export class FakeDht implements Dht {
  /** All that was asked: `get 1`, `put 1 @7`, `put 1 @8 over @7`. */
  readonly calls: string[] = [];
  /** What was to be written. */
  readonly items: Item[] = [];
  readonly #gets: Looking[] = [];
  readonly #puts: ((stored: Stored) => void)[] = [];

  get(at: Uint8Array, looking: Looking): void {
    this.calls.push(`get ${numberOf(at)}`);
    this.#gets.push(looking);
  }

  put(item: Item, cas: number | undefined, onEnd: (stored: Stored) => void): void {
    const over = cas === undefined ? '' : ` over @${cas}`;
    this.calls.push(`put ${numberOf(sha1(item.k))} @${item.seq}${over}`);
    this.items.push(item);
    this.#puts.push(onEnd);
  }

  /** An item of the longest lookup that has not ended. */
  found(...items: readonly Item[]): void {
    for (const item of items) this.#gets[0]?.onItem(item);
  }

  /** That lookup has ended. */
  got(...refusal: Parameters<Looking['onEnd']>): void {
    this.#gets.shift()?.onEnd(...refusal);
  }

  /** The longest write has. */
  stored(stored: Stored): void {
    this.#puts.shift()?.(stored);
  }
}

function numberOf(at: Uint8Array): number {
  const numbers = Array.from({ length: 10 }, (_, number) => number);
  return numbers.find((number) => toHex(target(number)) === toHex(at)) ?? Number.NaN;
}
