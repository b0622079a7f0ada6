// Who watches which target of the DHT. The DHT tells nothing by itself, so it is asked again and
// again: one loop for each target, however many watch it, and all loops within one budget.

import { toHex } from '../../../base/bytes.ts';
import { MINUTE_MS, SECOND_MS } from '../../../base/time.ts';
import { type Rate, TokenBucket } from '../../../base/token-bucket.ts';
import type { Item } from '../../../wire/bep44.ts';
import type { Looking } from './dht-node.ts';

/** BRIDGE: "schedule 2/5/10/30 s by age". */
const PACES = [
  { untilMs: MINUTE_MS, everyMs: 2 * SECOND_MS },
  { untilMs: 10 * MINUTE_MS, everyMs: 5 * SECOND_MS },
  { untilMs: 30 * MINUTE_MS, everyMs: 10 * SECOND_MS },
  { untilMs: Number.POSITIVE_INFINITY, everyMs: 30 * SECOND_MS },
] as const;

export type WatchListener = (item: Item) => void;

export interface WatchesOptions {
  readonly get: (target: Uint8Array, looking: Looking) => void;
  /** BRIDGE: "10 lookups/s" in all; beyond that every loop is slower. */
  readonly lookups: Rate;
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
}

interface Loop {
  readonly target: Uint8Array;
  readonly listeners: Set<WatchListener>;
  /** When somebody last began to watch: whoever comes is in a hurry. */
  since: number;
  timer: NodeJS.Timeout | undefined;
  newest: Item | undefined;
}

export class Watches {
  readonly #options: WatchesOptions;
  readonly #budget: TokenBucket;
  readonly #loops = new Map<string, Loop>();

  constructor(options: WatchesOptions) {
    this.#options = options;
    this.#budget = new TokenBucket(options.lookups);
  }

  /** How many targets are watched. */
  get size(): number {
    return this.#loops.size;
  }

  has(target: Uint8Array): boolean {
    return this.#loops.has(toHex(target));
  }

  /** Tells of what is there as soon as that is known, and of what is newer; returns how to stop. */
  watch(target: Uint8Array, listener: WatchListener): () => void {
    const key = toHex(target);
    const loop = this.#loops.get(key) ?? this.#begin(key, target);
    loop.since = this.#options.now();
    loop.listeners.add(listener);
    if (loop.newest !== undefined) listener(loop.newest);
    this.#schedule(loop);
    return () => this.#unwatch(key, loop, listener);
  }

  /** An item that came in some other way, such as by a put of one's own. */
  note(target: Uint8Array, item: Item): void {
    const loop = this.#loops.get(toHex(target));
    if (loop === undefined || item.seq <= (loop.newest?.seq ?? -1)) return;
    loop.newest = item;
    for (const listener of [...loop.listeners]) listener(item);
  }

  close(): void {
    for (const { timer } of this.#loops.values()) clearTimeout(timer);
    this.#loops.clear();
  }

  #begin(key: string, target: Uint8Array): Loop {
    const since = this.#options.now();
    const loop: Loop = { target, listeners: new Set(), since, timer: undefined, newest: undefined };
    this.#loops.set(key, loop);
    return loop;
  }

  #unwatch(key: string, loop: Loop, listener: WatchListener): void {
    loop.listeners.delete(listener);
    if (loop.listeners.size > 0 || this.#loops.get(key) !== loop) return;
    clearTimeout(loop.timer);
    this.#loops.delete(key);
  }

  #schedule(loop: Loop): void {
    clearTimeout(loop.timer);
    const age = this.#options.now() - loop.since;
    const pace = PACES.find(({ untilMs }) => age < untilMs) ?? PACES[3];
    loop.timer = setTimeout(() => this.#poll(loop), pace.everyMs);
  }

  #poll(loop: Loop): void {
    const now = this.#options.now();
    if (!this.#budget.take(now)) {
      const waitMs = this.#budget.nextAt(now) - now;
      loop.timer = setTimeout(() => this.#poll(loop), Math.max(1, waitMs));
      return;
    }
    this.#options.get(loop.target, {
      onItem: (item) => this.note(loop.target, item),
      onEnd: () => {
        if (this.#loops.get(toHex(loop.target)) === loop) this.#schedule(loop);
      },
    });
  }
}
