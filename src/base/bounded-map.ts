// A map that cannot outgrow its capacity: setting one key more takes the longest unset one out.

import { assert } from './assert.ts';

export class BoundedMap<K, V> {
  readonly capacity: number;
  readonly #entries = new Map<K, V>();

  constructor(capacity: number) {
    assert(Number.isInteger(capacity) && capacity > 0, 'a capacity is a positive integer');
    this.capacity = capacity;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(key: K): boolean {
    return this.#entries.has(key);
  }

  /** Reading does not make an entry younger. */
  get(key: K): V | undefined {
    return this.#entries.get(key);
  }

  /** Makes `key` the youngest entry; returns the oldest when it had to make room. */
  set(key: K, value: V): readonly [K, V] | undefined {
    this.#entries.delete(key);
    const evicted = this.#entries.size < this.capacity ? undefined : this.#takeOldest();
    this.#entries.set(key, value);
    return evicted;
  }

  delete(key: K): boolean {
    return this.#entries.delete(key);
  }

  clear(): void {
    this.#entries.clear();
  }

  /** Oldest first, like every iteration here. */
  keys(): MapIterator<K> {
    return this.#entries.keys();
  }

  values(): MapIterator<V> {
    return this.#entries.values();
  }

  entries(): MapIterator<[K, V]> {
    return this.#entries.entries();
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.#entries.entries();
  }

  #takeOldest(): readonly [K, V] | undefined {
    for (const entry of this.#entries) {
      this.#entries.delete(entry[0]);
      return entry;
    }
    return undefined;
  }
}
