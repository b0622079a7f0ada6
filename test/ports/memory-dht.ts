// The DHT port's in-memory twin: eight nodes that each hold their own, reached late and one after the
// other. Each keeps to BEP 44: a lower seq is refused, and a `cas` that names another item; an equal
// seq is taken over, as most nodes of the real network do it, so that they may hold different items.

import { toHex } from '../../src/base/bytes.ts';
import { MINUTE_MS, SECOND_MS } from '../../src/base/time.ts';
import { sha1 } from '../../src/crypto/verify.ts';
import type { DhtEvent, DhtHandle, DhtHealth, DhtPort } from '../../src/ports/dht.ts';
import type { Random } from '../../src/ports/random.ts';
import { uniform } from '../../src/ports/random.ts';
import { checkItem, type Item } from '../../src/wire/bep44.ts';
import type { MemoryClock } from './memory-clock.ts';

export interface MemoryDhtOptions {
  readonly clock: MemoryClock;
  readonly random: Random;
  /** Whether this node reaches the DHT at a moment; everybody does unless told. */
  readonly reaches?: (node: string) => boolean;
  /** How often a lookup misses what is there; 0 unless told. */
  readonly misses?: number;
}

/** BRIDGE, measured: the first of the answers, and the end of the traversal. */
const FIRST_MS = { least: 60, most: 300 };
const TRAVERSAL_MS = { least: 1_000, most: 2_900 };
const COPIES = 8;
const NODES = Array.from({ length: COPIES }, (_, node) => node);

export class MemoryDht {
  readonly #options: MemoryDhtOptions;
  readonly #nodes = Array.from({ length: COPIES }, () => new Map<string, Item>());
  readonly #handles = new Map<Handle, string>();

  constructor(options: MemoryDhtOptions) {
    this.#options = options;
  }

  port(node: string): DhtPort {
    return {
      showsAddress: false,
      open: (listen) => {
        const handle = new Handle(this, { ...this.#options, node, listen });
        this.#handles.set(handle, node);
        handle.start();
        return handle;
      },
    };
  }

  /** The node is gone without a word. */
  crash(node: string): void {
    for (const [handle, name] of this.#handles) if (name === node) handle.close();
  }

  /** After who reaches the DHT has changed. */
  review(): void {
    for (const handle of this.#handles.keys()) handle.review();
  }

  /** What the n-th node holds. */
  read(target: Uint8Array, node: number): Item | undefined {
    return this.#nodes[node]?.get(toHex(target));
  }

  /** The newest that any node holds. */
  get(target: Uint8Array): Item | undefined {
    const held = this.#nodes.flatMap((node) => node.get(toHex(target)) ?? []);
    return held.toSorted((a, b) => b.seq - a.seq)[0];
  }

  get openHandles(): number {
    return this.#handles.size;
  }

  forget(handle: Handle): void {
    this.#handles.delete(handle);
  }

  /** Whether the n-th node takes it. */
  put(item: Item, cas: number | undefined, node: number): boolean {
    if (!checkItem(item).ok) return false;
    const key = toHex(sha1(item.k));
    const there = this.#nodes[node]?.get(key);
    if (there !== undefined && item.seq < there.seq) return false;
    if (there !== undefined && cas !== undefined && cas !== there.seq) return false;
    this.#nodes[node]?.set(key, item);
    return true;
  }
}

interface Wiring extends MemoryDhtOptions {
  readonly node: string;
  readonly listen: (event: DhtEvent) => void;
}

interface Watch {
  readonly target: Uint8Array;
  readonly since: number;
}

class Handle implements DhtHandle {
  readonly #dht: MemoryDht;
  readonly #wiring: Wiring;
  readonly #watches = new Map<string, Watch>();
  readonly #told = new Map<string, number>();
  #health: DhtHealth = 'absent';
  #open = true;

  constructor(dht: MemoryDht, wiring: Wiring) {
    this.#dht = dht;
    this.#wiring = wiring;
  }

  start(): void {
    this.#after(0, () => {
      this.#turn('connecting');
      this.#after(this.#draw(FIRST_MS), () =>
        this.#turn(this.#reaches ? 'working' : 'unreachable'),
      );
    });
  }

  review(): void {
    this.#after(SECOND_MS, () => this.#turn(this.#reaches ? 'working' : 'unreachable'));
  }

  reach(): void {}

  get(target: Uint8Array): void {
    if (!this.#reaches) return this.#refuse(target, 'unreachable');
    this.#look(target);
    this.#after(TRAVERSAL_MS.most, () => this.#tell({ kind: 'got', target }));
  }

  put(item: Item, cas: number | undefined): void {
    const target = sha1(item.k);
    if (!this.#reaches) return this.#refuse(target, 'unreachable');
    let copies = 0;
    let answers = 0;
    for (const node of NODES) {
      this.#after(this.#draw(TRAVERSAL_MS), () => {
        if (this.#dht.put(item, cas, node)) copies += 1;
        answers += 1;
        if (answers < COPIES) return;
        if (copies === 0) this.#tell({ kind: 'refused', target, reason: 'conflict' });
        else this.#tell({ kind: 'stored', target, copies });
      });
    }
  }

  watch(target: Uint8Array): void {
    const watch = { target, since: this.#wiring.clock.now() };
    this.#watches.set(toHex(target), watch);
    this.#poll(watch);
  }

  unwatch(target: Uint8Array): void {
    this.#watches.delete(toHex(target));
  }

  close(): void {
    this.#open = false;
    this.#watches.clear();
    this.#dht.forget(this);
  }

  get #reaches(): boolean {
    return this.#wiring.reaches?.(this.#wiring.node) ?? true;
  }

  #poll(watch: Watch): void {
    const age = this.#wiring.clock.now() - watch.since;
    const waitMs = age < MINUTE_MS ? 2_000 : age < 10 * MINUTE_MS ? 5_000 : 10_000;
    this.#after(waitMs, () => {
      if (this.#watches.get(toHex(watch.target)) !== watch) return;
      if (this.#reaches) this.#look(watch.target);
      this.#poll(watch);
    });
  }

  /** Every node is asked, some are early; whatever is newer than what was told is told. */
  #look(target: Uint8Array): void {
    const { random, misses = 0 } = this.#wiring;
    if (uniform(random) < misses) return;
    const first = Math.floor(uniform(random) * COPIES);
    for (const node of NODES) {
      this.#after(this.#draw(node === first ? FIRST_MS : TRAVERSAL_MS), () => {
        const item = this.#dht.read(target, node);
        if (item !== undefined) this.#tellItem(target, item);
      });
    }
  }

  /** Once per lookup would do; for each target, seq never falls. */
  #tellItem(target: Uint8Array, item: Item): void {
    const key = toHex(target);
    if (item.seq < (this.#told.get(key) ?? 0)) return;
    this.#told.set(key, item.seq);
    this.#tell({ kind: 'item', target, item });
  }

  #refuse(target: Uint8Array, reason: 'unreachable'): void {
    this.#after(0, () => this.#tell({ kind: 'refused', target, reason }));
  }

  #turn(health: DhtHealth): void {
    if (health === this.#health) return;
    this.#health = health;
    this.#tell({ kind: 'health', health });
  }

  #draw({ least, most }: { readonly least: number; readonly most: number }): number {
    return Math.round(least + uniform(this.#wiring.random) * (most - least));
  }

  #after(delayMs: number, act: () => void): void {
    this.#wiring.clock.after(delayMs, () => {
      if (this.#open) act();
    });
  }

  #tell(event: DhtEvent): void {
    this.#wiring.listen(event);
  }
}
