// The bridge's whole way to the DHT, put together: our node behind its guard, the store that all
// clients share, the canary that says whether it works, and the file of nodes for the next start.

import { MINUTE_MS } from '../../src/base/time.ts';
import { ready } from '../../src/crypto/verify.ts';
import { DhtNode, PUBLIC_BOOTSTRAP } from '../../src/platform/node/dht/dht-node.ts';
import type { Log } from '../../src/ports/log.ts';
import type { GatewayHealth } from '../../src/wire/gateway.ts';
import type { Limits } from '../limits.ts';
import { Canary } from './canary.ts';
import { Gateway } from './gateway.ts';
import { loadNodes, saveNodes } from './saved-nodes.ts';
import { Store } from './store.ts';

export interface DhtSettings {
  /** `host:port` of nodes to begin with; by default three that clients of BitTorrent use. */
  readonly bootstrap?: readonly string[] | undefined;
  /** The local IPv4 address and UDP port of our node; by default all addresses, and a free port. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** Where known nodes are kept between runs; nowhere unless told. */
  readonly nodesFile?: string | undefined;
  /** Takes loopback for public: for networks that tests make, and nothing else. */
  readonly testNet?: boolean | undefined;
  /** Starts the node's thread, for runtimes that need a loader to do so. */
  readonly spawn?: ConstructorParameters<typeof DhtNode>[0]['spawn'];
}

export interface DhtStats {
  readonly health: GatewayHealth;
  /** Nodes in our table. */
  readonly nodes: number;
  /** How often the node's thread had to be started anew. */
  readonly restarts: number;
  /** From 0 to 1, or undefined before the first try. */
  readonly canary: number | undefined;
  readonly clients: number;
  readonly watched: number;
  readonly cached: number;
  /** What the guard turned away, by reason. */
  readonly counts: Readonly<Record<string, number>>;
}

const SAVE_EVERY_MS = 5 * MINUTE_MS;

export class DhtGateway {
  readonly service: Gateway;
  readonly #node: DhtNode;
  readonly #store: Store;
  readonly #canary: Canary;
  readonly #file: string | undefined;
  readonly #log: Log;
  readonly #saving: NodeJS.Timeout;
  #sings = true;

  static async start(settings: DhtSettings, limits: Limits, log: Log): Promise<DhtGateway> {
    await ready();
    const { nodesFile } = settings;
    const node = new DhtNode({
      bootstrap: settings.bootstrap ?? PUBLIC_BOOTSTRAP,
      host: settings.host ?? '0.0.0.0',
      port: settings.port ?? 0,
      testNet: settings.testNet ?? false,
      nodes: nodesFile === undefined ? [] : await loadNodes(nodesFile),
      ...(settings.spawn ? { spawn: settings.spawn } : {}),
    });
    return new DhtGateway(node, nodesFile, { limits, log });
  }

  private constructor(
    node: DhtNode,
    file: string | undefined,
    { limits, log }: { readonly limits: Limits; readonly log: Log },
  ) {
    const time = () => Date.now();
    const now = () => performance.now();
    this.#node = node;
    this.#file = file;
    this.#log = log;
    this.#store = new Store({ dht: node, limits, log, now, time });
    this.service = new Gateway({ store: this.#store, limits, log, now });
    this.#canary = new Canary({ dht: node, time, onHealth: (alive) => this.#hear(alive) });
    node.onHealth(() => this.#turn());
    this.#saving = setInterval(() => void this.#save(), SAVE_EVERY_MS);
  }

  stats(): DhtStats {
    return {
      health: this.service.health,
      nodes: this.#node.nodes.length,
      restarts: this.#node.restarts,
      canary: this.#canary.successRate,
      clients: this.service.clients,
      watched: this.#store.watched,
      cached: this.#store.cached,
      counts: this.#node.counts,
    };
  }

  async close(): Promise<void> {
    clearInterval(this.#saving);
    this.#canary.close();
    this.#store.close();
    await this.#save();
    await this.#node.close();
  }

  #hear(alive: boolean): void {
    this.#sings = alive;
    this.#turn();
  }

  #turn(): void {
    const { health } = this.#node;
    if (health === 'working') this.#canary.start();
    const usable = health === 'working' && !this.#sings ? 'unreachable' : health;
    this.service.turn(usable === 'absent' ? 'unreachable' : usable);
  }

  /** Our memory is worth a write, but no more: a full disk costs the next start a second. */
  async #save(): Promise<void> {
    const { nodes } = this.#node;
    if (this.#file === undefined || nodes.length === 0) return;
    await saveNodes(this.#file, nodes).catch(() => this.#log.count('nodes-not-saved'));
  }
}
