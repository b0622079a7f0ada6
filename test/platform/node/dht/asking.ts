// Our DHT node on its real thread, asked by promises.

import { onTestFinished } from 'vitest';
import {
  DhtNode,
  type DhtNodeOptions,
  type Stored,
} from '../../../../src/platform/node/dht/dht-node.ts';
import type { DhtHealth, DhtRefusal } from '../../../../src/ports/dht.ts';
import type { Item } from '../../../../src/wire/bep44.ts';
import { spawnDhtThread } from '../../../support/dht/dht-thread.ts';

/** Closed when the test ends. */
export function dhtNode(options: Partial<DhtNodeOptions>): DhtNode {
  const node = new DhtNode({
    bootstrap: [],
    host: '127.0.3.1',
    port: 0,
    testNet: true,
    spawn: spawnDhtThread,
    ...options,
  });
  onTestFinished(() => node.close());
  return node;
}

export function becomes(node: DhtNode, wanted: DhtHealth): Promise<void> {
  return new Promise((resolve) => {
    if (node.health === wanted) return resolve();
    const stop = node.onHealth((health) => {
      if (health !== wanted) return;
      stop();
      resolve();
    });
  });
}

export function put(node: DhtNode, item: Item, cas?: number): Promise<Stored> {
  return new Promise((resolve) => node.put(item, cas, resolve));
}

export interface Read {
  readonly items: readonly Item[];
  readonly refusal: DhtRefusal | undefined;
  /** Between the first item and the end. */
  readonly restMs: number;
}

export function get(node: DhtNode, target: Uint8Array): Promise<Read> {
  const items: Item[] = [];
  let firstAt = 0;
  return new Promise((resolve) => {
    node.get(target, {
      onItem: (item) => {
        if (items.push(item) === 1) firstAt = performance.now();
      },
      onEnd: (refusal) => resolve({ items, refusal, restMs: performance.now() - firstAt }),
    });
  });
}
