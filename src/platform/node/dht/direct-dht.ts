// The DHT port over a node of our own: for the terminal app and other Node programs, which need no
// bridge to meet in the DHT.

import { BoundedMap } from '../../../base/bounded-map.ts';
import { toHex } from '../../../base/bytes.ts';
import { SECOND_MS } from '../../../base/time.ts';
import { sha1 } from '../../../crypto/verify.ts';
import type { DhtEvent, DhtHandle, DhtPort } from '../../../ports/dht.ts';
import type { Item } from '../../../wire/bep44.ts';
import { DhtNode, type DhtNodeOptions } from './dht-node.ts';
import { Watches } from './watches.ts';

/** Our choice: a room watches one or two boxes, and reads four slots now and then. */
const LOOKUPS = { perSecond: 4, burst: 16 };

/** Our choice: the slots and boxes of several hours. */
const MAX_TOLD = 256;

/** Our choice: what was put last, such as that nobody waits any more, still gets out. */
const CLOSING_MS = 4 * SECOND_MS;

/** Each room that is joined gets a node, which ends with it. */
export function directDht(options: DhtNodeOptions): DhtPort {
  return { showsAddress: true, open: (listen) => new DirectDht(options, listen) };
}

class DirectDht implements DhtHandle {
  readonly #node: DhtNode;
  readonly #watches: Watches;
  readonly #watching = new Map<string, () => void>();
  /** The seq of the newest item that was told of a target. */
  readonly #told = new BoundedMap<string, number>(MAX_TOLD);
  readonly #listen: (event: DhtEvent) => void;
  #closing: NodeJS.Timeout | undefined;
  #putting = 0;
  #closed = false;

  constructor(options: DhtNodeOptions, listen: (event: DhtEvent) => void) {
    this.#listen = listen;
    this.#node = new DhtNode(options);
    this.#watches = new Watches({
      get: (target, looking) => this.#node.get(target, looking),
      lookups: LOOKUPS,
      now: () => performance.now(),
    });
    this.#node.onHealth((health) => this.#tell({ kind: 'health', health }));
    queueMicrotask(() => this.#tell({ kind: 'health', health: this.#node.health }));
  }

  reach(): void {
    // There is no need of any bridge.
  }

  get(target: Uint8Array): void {
    this.#node.get(target, {
      onItem: (item) => this.#tellItem(target, item),
      onEnd: (reason) =>
        this.#tell(
          reason === undefined ? { kind: 'got', target } : { kind: 'refused', target, reason },
        ),
    });
  }

  put(item: Item, cas: number | undefined): void {
    const target = sha1(item.k);
    this.#putting += 1;
    this.#node.put(item, cas, (stored) => {
      this.#putting -= 1;
      if (this.#closed && this.#putting === 0) this.#end();
      this.#tell(
        'copies' in stored
          ? { kind: 'stored', target, copies: stored.copies }
          : { kind: 'refused', target, reason: stored.refusal },
      );
    });
  }

  watch(target: Uint8Array): void {
    const key = toHex(target);
    if (this.#closed || this.#watching.has(key)) return;
    const stop = this.#watches.watch(target, (item) => this.#tellItem(target, item));
    this.#watching.set(key, stop);
  }

  unwatch(target: Uint8Array): void {
    const key = toHex(target);
    this.#watching.get(key)?.();
    this.#watching.delete(key);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#watches.close();
    if (this.#putting === 0) this.#end();
    else this.#closing = setTimeout(() => this.#end(), CLOSING_MS);
  }

  #end(): void {
    clearTimeout(this.#closing);
    void this.#node.close();
  }

  /** Nodes of the DHT may lag behind: what is older than what was told is no news. */
  #tellItem(target: Uint8Array, item: Item): void {
    const key = toHex(target);
    if (item.seq < (this.#told.get(key) ?? 0)) return;
    this.#told.set(key, item.seq);
    this.#tell({ kind: 'item', target, item });
  }

  /** Never before the call that led to it has returned. */
  #tell(event: DhtEvent): void {
    if (!this.#closed) queueMicrotask(() => !this.#closed && this.#listen(event));
  }
}
