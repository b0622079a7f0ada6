// Who watches which target of the DHT. The DHT tells nothing by itself, so it is asked again and
// again: one loop for each target, however many watch it, and all loops within one budget.
//
//   resting, 2 … 30 s ──▶ due, first come, first served ──▶ being looked up ──▶ resting

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
  /** When it is due; undefined when it is, and while it is being looked up. */
  rest: { readonly until: number; readonly timer: NodeJS.Timeout } | undefined;
  newest: Item | undefined;
}

export class Watches {
  readonly #options: WatchesOptions;
  readonly #budget: TokenBucket;
  readonly #loops = new Map<string, Loop>();
  /** In the order in which the budget serves them. */
  readonly #due = new Set<Loop>();
  #refill: NodeJS.Timeout | undefined;

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
    this.#hasten(loop);
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
    for (const { rest } of this.#loops.values()) clearTimeout(rest?.timer);
    clearTimeout(this.#refill);
    this.#loops.clear();
    this.#due.clear();
  }

  #begin(key: string, target: Uint8Array): Loop {
    const since = this.#options.now();
    const loop: Loop = { target, listeners: new Set(), since, rest: undefined, newest: undefined };
    this.#loops.set(key, loop);
    this.#rest(loop, PACES[0].everyMs);
    return loop;
  }

  #unwatch(key: string, loop: Loop, listener: WatchListener): void {
    loop.listeners.delete(listener);
    if (loop.listeners.size > 0 || this.#loops.get(key) !== loop) return;
    clearTimeout(loop.rest?.timer);
    this.#due.delete(loop);
    this.#loops.delete(key);
  }

  /** Whoever comes may make the next look sooner, and never later. */
  #hasten(loop: Loop): void {
    const { everyMs } = PACES[0];
    if (loop.rest !== undefined && loop.rest.until > this.#options.now() + everyMs)
      this.#rest(loop, everyMs);
  }

  #rest(loop: Loop, forMs: number): void {
    clearTimeout(loop.rest?.timer);
    const timer = setTimeout(() => {
      loop.rest = undefined;
      this.#due.add(loop);
      this.#serve();
    }, forMs);
    loop.rest = { until: this.#options.now() + forMs, timer };
  }

  /** As many as the budget has room for; the others when it has. */
  #serve(): void {
    clearTimeout(this.#refill);
    for (const loop of this.#due) {
      const now = this.#options.now();
      if (!this.#budget.take(now)) {
        const waitMs = Math.max(1, this.#budget.nextAt(now) - now);
        this.#refill = setTimeout(() => this.#serve(), waitMs);
        return;
      }
      this.#due.delete(loop);
      this.#look(loop);
    }
  }

  #look(loop: Loop): void {
    this.#options.get(loop.target, {
      onItem: (item) => this.note(loop.target, item),
      onEnd: () => {
        if (this.#loops.get(toHex(loop.target)) !== loop) return;
        const age = this.#options.now() - loop.since;
        const pace = PACES.find(({ untilMs }) => age < untilMs) ?? PACES[3];
        this.#rest(loop, pace.everyMs);
      },
    });
  }
}
