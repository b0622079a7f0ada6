// A store for tests, over a DHT that does nothing by itself, on the time of vitest's fake timers; and
// those who come to it, who write down what they hear.

import { Counters } from '../../relay-node/counters.ts';
import { Store, type Written } from '../../relay-node/gateway/store.ts';
import { DEFAULT_LIMITS, type Limits } from '../../relay-node/limits.ts';
import type { Looking } from '../../src/platform/node/dht/dht-node.ts';
import type { Item } from '../../src/wire/bep44.ts';
import { target } from '../wire/items.ts';
import { FakeDht } from './fake-dht.ts';

const always = (): boolean => true;
export const never = (): boolean => false;

/** What was heard, since it was last taken: `@7`, `got`, `stored x8`, or why not. */
export class Asker {
  #heard: string[] = [];

  readonly looking: Looking = {
    onItem: ({ seq }) => void this.#heard.push(`@${seq}`),
    onEnd: (refusal) => void this.#heard.push(refusal ?? 'got'),
  };

  readonly onItem = this.looking.onItem;

  readonly onWritten = (written: Written): void => {
    this.#heard.push('copies' in written ? `stored x${written.copies}` : written.refusal);
  };

  take(): string[] {
    const heard = this.#heard;
    this.#heard = [];
    return heard;
  }
}

export class Desk {
  readonly dht = new FakeDht();
  readonly store: Store;
  readonly #log = new Counters();

  constructor(limits: Partial<Limits> = {}) {
    this.store = new Store({
      dht: this.dht,
      limits: { ...DEFAULT_LIMITS, ...limits },
      log: this.#log,
      now: () => performance.now(),
      time: () => Date.now(),
    });
  }

  get counts(): Readonly<Record<string, number>> {
    return this.#log.snapshot();
  }

  get(number: number, permit = always): Asker {
    const asker = new Asker();
    this.store.get(target(number), permit, asker.looking);
    return asker;
  }

  put(item: Item, cas?: number, permit = always): Asker {
    const asker = new Asker();
    this.store.put({ item, cas }, permit, asker.onWritten);
    return asker;
  }

  /** Without `stop`, it was refused. */
  watch(number: number): Asker & { readonly stop: (() => void) | undefined } {
    const asker = new Asker();
    const stop = this.store.watch(target(number), asker.onItem);
    return Object.assign(asker, { stop });
  }
}
