// What the gateway knows of the DHT: a cache, and what is being read, written and watched there on
// behalf of all clients together. However many ask for one thing, the DHT is asked once.
//
//   get     cached ▶ told at once;  fresh ▶ done;  being read ▶ joined;  else ▶ one lookup
//   put     checked ▶ cached ▶ local watchers hear it at once ▶ written, at most once in 2 s a target
//   watch   one poll loop for a target, at the pace of `Watches`

import { BoundedMap } from '../../src/base/bounded-map.ts';
import { toHex } from '../../src/base/bytes.ts';
import { SECOND_MS } from '../../src/base/time.ts';
import { TokenBucket } from '../../src/base/token-bucket.ts';
import { sha1 } from '../../src/crypto/verify.ts';
import type { Looking, Stored } from '../../src/platform/node/dht/dht-node.ts';
import { Watches, type WatchListener } from '../../src/platform/node/dht/watches.ts';
import type { DhtRefusal } from '../../src/ports/dht.ts';
import type { Log } from '../../src/ports/log.ts';
import { checkItem, type Item, isAhead } from '../../src/wire/bep44.ts';
import type { GatewayRefusal } from '../../src/wire/gateway.ts';
import type { Limits } from '../limits.ts';

/** What is used of a DHT node. */
export interface Dht {
  get(target: Uint8Array, looking: Looking): void;
  put(item: Item, cas: number | undefined, onEnd: (stored: Stored) => void): void;
}

export interface StoreOptions {
  readonly dht: Dht;
  readonly limits: Limits;
  readonly log: Log;
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
  /** The time of day, in milliseconds since 1970. */
  readonly time: () => number;
}

/** Whether whoever asks may cause one more operation in the DHT. */
type Permit = () => boolean;

interface Entry {
  item: Item | undefined;
  /** When the DHT was last read to the end. */
  readAt: number;
  keptAt: number;
}

export interface Put {
  readonly item: Item;
  /** Only over the item with this seq. */
  readonly cas: number | undefined;
}

interface Write extends Put {
  readonly onEnd: ((result: Written) => void)[];
}

export type Written = { readonly copies: number } | { readonly refusal: GatewayRefusal };

/** The write that is under way, and the one that follows it. */
interface Writing {
  readonly startedAt: number;
  next: Write | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** Our choice: whoever asks again within this gets what was found. */
const FRESH_MS = 2 * SECOND_MS;
/** BRIDGE: "coalesce per target, at most 1 per 2 s". */
const WRITE_PACE_MS = 2 * SECOND_MS;

export class Store {
  readonly #options: StoreOptions;
  readonly #cache: BoundedMap<string, Entry>;
  readonly #lookups: TokenBucket;
  readonly #writes: TokenBucket;
  readonly #reading = new Map<string, Looking[]>();
  readonly #writing = new Map<string, Writing>();
  readonly #watches: Watches;

  constructor(options: StoreOptions) {
    const { limits, now } = options;
    this.#options = options;
    this.#cache = new BoundedMap(Math.ceil(limits.dhtCachedItems));
    this.#lookups = new TokenBucket({
      perSecond: limits.dhtLookupsPerSecond,
      burst: limits.dhtLookupBurst,
    });
    this.#writes = new TokenBucket({
      perSecond: limits.dhtWritesPerSecond,
      burst: limits.dhtWriteBurst,
    });
    this.#watches = new Watches({
      get: (target, looking) => this.#read(target, looking),
      // One in two seconds is still one at a time.
      lookups: {
        perSecond: limits.dhtPollsPerSecond,
        burst: Math.max(1, limits.dhtPollsPerSecond),
      },
      now,
    });
  }

  get watched(): number {
    return this.#watches.size;
  }

  get cached(): number {
    return this.#cache.size;
  }

  get(target: Uint8Array, permit: Permit, looking: Looking): void {
    const { log, now } = this.#options;
    const key = toHex(target);
    const entry = this.#entry(key);
    if (entry?.item !== undefined) looking.onItem(entry.item);
    if (entry !== undefined && now() - entry.readAt < FRESH_MS) return looking.onEnd();
    if (!this.#reading.has(key) && !(permit() && this.#lookups.take(now()))) {
      log.count('lookup-refused-busy');
      return looking.onEnd('busy');
    }
    this.#read(target, looking);
  }

  put({ item, cas }: Put, permit: Permit, onEnd: (result: Written) => void): void {
    const target = sha1(item.k);
    const key = toHex(target);
    const refusal = this.#faultOf(item, cas, this.#entry(key)?.item) ?? this.#fullFor(key, permit);
    if (refusal !== undefined) {
      this.#options.log.count(`put-refused-${refusal}`);
      return onEnd({ refusal });
    }
    this.#keep(target, item);
    this.#enqueue(key, { item, cas, onEnd: [onEnd] });
  }

  /** Undefined when too many targets are watched already. */
  watch(target: Uint8Array, listener: WatchListener): (() => void) | undefined {
    const { limits, log } = this.#options;
    if (!this.#watches.has(target) && this.#watches.size >= limits.dhtWatchedTargets) {
      log.count('watch-refused-busy');
      return undefined;
    }
    const stop = this.#watches.watch(target, listener);
    const kept = this.#entry(toHex(target))?.item;
    if (kept !== undefined) this.#watches.note(target, kept);
    return stop;
  }

  close(): void {
    this.#watches.close();
    for (const { timer } of this.#writing.values()) clearTimeout(timer);
    this.#writing.clear();
    this.#reading.clear();
    this.#cache.clear();
  }

  /** The cheap checks first, then the signature; all before anything is kept or sent. */
  #faultOf(
    item: Item,
    cas: number | undefined,
    cached: Item | undefined,
  ): GatewayRefusal | undefined {
    if (isAhead(item.seq, this.#options.time())) return 'invalid';
    if (cached !== undefined && item.seq <= cached.seq) return 'conflict';
    if (cached !== undefined && cas !== undefined && cas < cached.seq) return 'conflict';
    return checkItem(item).ok ? undefined : 'invalid';
  }

  /** A write that replaces another is told to all who watch, and so it is paid for, too. */
  #fullFor(key: string, permit: Permit): DhtRefusal | undefined {
    const full = this.#writing.size >= this.#options.limits.dhtWrites;
    if (full && !this.#writing.has(key)) return 'busy';
    return permit() && this.#writes.take(this.#options.now()) ? undefined : 'busy';
  }

  #entry(key: string): Entry | undefined {
    const entry = this.#cache.get(key);
    if (!entry || this.#options.now() - entry.keptAt < this.#options.limits.dhtCachedMs)
      return entry;
    this.#cache.delete(key);
    return undefined;
  }

  /** Keeps the newest, and tells those who watch. */
  #keep(target: Uint8Array, item: Item): void {
    const key = toHex(target);
    const entry = this.#entry(key);
    if (entry?.item !== undefined && entry.item.seq >= item.seq) return;
    const keptAt = this.#options.now();
    this.#cache.set(key, { item, readAt: entry?.readAt ?? Number.NEGATIVE_INFINITY, keptAt });
    this.#watches.note(target, item);
  }

  #read(target: Uint8Array, looking: Looking): void {
    const key = toHex(target);
    const others = this.#reading.get(key);
    if (others) return void others.push(looking);
    const all = [looking];
    this.#reading.set(key, all);
    this.#options.dht.get(target, {
      onItem: (item) => {
        this.#keep(target, item);
        for (const { onItem } of [...all]) onItem(item);
      },
      onEnd: (refusal) => {
        this.#reading.delete(key);
        if (refusal === undefined) this.#noteRead(key);
        for (const { onEnd } of all) onEnd(refusal);
      },
    });
  }

  #noteRead(key: string): void {
    const now = this.#options.now();
    const entry = this.#entry(key);
    if (entry) entry.readAt = now;
    else this.#cache.set(key, { item: undefined, readAt: now, keptAt: now });
  }

  #enqueue(key: string, write: Write): void {
    const writing = this.#writing.get(key);
    if (!writing) return this.#write(key, write);
    // Whoever wrote what is replaced hears how the newer one fared, which holds theirs. It is held
    // to what the replaced one was to be written over, since that is still what the DHT has.
    const replaced = writing.next;
    const cas = replaced && write.cas !== undefined ? replaced.cas : write.cas;
    writing.next = { ...write, cas, onEnd: [...(replaced?.onEnd ?? []), ...write.onEnd] };
  }

  #write(key: string, { item, cas, onEnd }: Write): void {
    const { dht, now } = this.#options;
    const writing: Writing = { startedAt: now(), next: undefined, timer: undefined };
    this.#writing.set(key, writing);
    dht.put(item, cas, (stored) => {
      if (this.#writing.get(key) !== writing) return;
      if ('refusal' in stored && stored.refusal === 'conflict') this.#forgetItem(key, item);
      for (const end of onEnd) end(stored);
      const waitMs = Math.max(0, writing.startedAt + WRITE_PACE_MS - now());
      writing.timer = setTimeout(() => this.#continue(key, writing), waitMs);
    });
  }

  #continue(key: string, { next }: Writing): void {
    this.#writing.delete(key);
    if (next !== undefined) this.#write(key, next);
  }

  /** The DHT holds something else, which whoever asks next must see. */
  #forgetItem(key: string, item: Item): void {
    if (this.#cache.get(key)?.item === item) this.#cache.delete(key);
  }
}
