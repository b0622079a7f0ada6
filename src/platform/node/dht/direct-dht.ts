// The DHT port over a node of our own: for the terminal app and other Node programs, which need no
// bridge to meet in the DHT.

import { toHex } from '../../../base/bytes.ts';
import { SECOND_MS } from '../../../base/time.ts';
import { sha1 } from '../../../crypto/verify.ts';
import type { DhtEvent, DhtHandle, DhtPort } from '../../../ports/dht.ts';
import type { Item } from '../../../wire/bep44.ts';
import { DhtNode, type DhtNodeOptions } from './dht-node.ts';
import { Watches } from './watches.ts';

/** Our choice: a room watches one or two boxes, and reads four slots now and then. */
const LOOKUPS = { perSecond: 4, burst: 16 };

/** Our choice: what was put last, such as that nobody waits any more, still gets out. */
const CLOSING_MS = 4 * SECOND_MS;

/** Each room that is joined gets a node, which ends with it. */
export function directDht(options: DhtNodeOptions): DhtPort {
  return { open: (listen) => new DirectDht(options, listen) };
}

class DirectDht implements DhtHandle {
  readonly #node: DhtNode;
  readonly #watches: Watches;
  readonly #watching = new Map<string, () => void>();
  readonly #listen: (event: DhtEvent) => void;
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
      onItem: (item) => this.#tell({ kind: 'item', target, item }),
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
      if (this.#closed && this.#putting === 0) void this.#node.close();
      this.#tell(
        'copies' in stored
          ? { kind: 'stored', target, copies: stored.copies }
          : { kind: 'refused', target, reason: stored.refusal },
      );
    });
  }

  watch(target: Uint8Array): void {
    const key = toHex(target);
    if (this.#watching.has(key)) return;
    const stop = this.#watches.watch(target, (item) => this.#tell({ kind: 'item', target, item }));
    this.#watching.set(key, stop);
  }

  unwatch(target: Uint8Array): void {
    const key = toHex(target);
    this.#watching.get(key)?.();
    this.#watching.delete(key);
  }

  close(): void {
    this.#closed = true;
    this.#watches.close();
    if (this.#putting === 0) void this.#node.close();
    else setTimeout(() => void this.#node.close(), CLOSING_MS);
  }

  /** Never before the call that led to it has returned. */
  #tell(event: DhtEvent): void {
    if (!this.#closed) queueMicrotask(() => !this.#closed && this.#listen(event));
  }
}
