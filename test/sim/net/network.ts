// The network under the simulated sockets and connections: who reaches whom, how late, with what
// loss. The twins in test/ports keep to latency; this one adds what breaks conversations.
//
// Loss on an ordered stream is delay, since the transport repeats: 200 ms, doubling. A path that is
// cut swallows everything; what was on its way is repeated after 1, 3, 7, 15 … s until it gets through.

import { type Instant, SECOND_MS } from '../../../src/base/time.ts';
import type { MemoryClock } from '../../ports/memory-clock.ts';
import type { Dice } from './dice.ts';

/** RFC 6298 and RFC 9260: a lost packet is noticed and repeated after about that long. */
const RETRANSMIT_MS = 200;
/** RFC 6298 §2: the first timeout of a silent path, which doubles. */
const FIRST_TIMEOUT_MS = SECOND_MS;

export interface NetworkOptions {
  readonly clock: MemoryClock;
  readonly dice: Dice;
  /** One way, between two hosts; drawn once for each pair. */
  readonly latencyMs?: { readonly least: number; readonly most: number };
  /** Of each packet. */
  readonly loss?: number;
}

export type Host = string;

export class Network {
  readonly clock: MemoryClock;
  readonly #dice: Dice;
  readonly #latency: { readonly least: number; readonly most: number };
  readonly #loss: number;
  readonly #latencies = new Map<string, number>();
  readonly #down = new Set<Host>();
  readonly #islands = new Map<Host, string>();
  readonly #listeners = new Set<() => void>();

  constructor({ clock, dice, latencyMs, loss }: NetworkOptions) {
    this.clock = clock;
    this.#dice = dice;
    this.#latency = latencyMs ?? { least: 6, most: 150 };
    this.#loss = loss ?? 0.01;
  }

  /** The same both ways, the same on every call. */
  latencyMs(a: Host, b: Host): number {
    const pair = a < b ? `${a} ${b}` : `${b} ${a}`;
    const known = this.#latencies.get(pair);
    if (known !== undefined) return known;
    const drawn = this.#dice.fork(pair).between(this.#latency.least, this.#latency.most);
    this.#latencies.set(pair, drawn);
    return drawn;
  }

  isCut(a: Host, b: Host): boolean {
    if (this.#down.has(a) || this.#down.has(b)) return true;
    const [x, y] = [this.#islands.get(a), this.#islands.get(b)];
    return x !== undefined && y !== undefined && x !== y;
  }

  /** The host's cable is pulled out, or put back in. */
  setDown(host: Host, down: boolean): void {
    if (down) this.#down.add(host);
    else this.#down.delete(host);
    this.#changed();
  }

  /** Hosts of different islands don't reach each other; whoever is on none reaches everybody. */
  partition(islands: ReadonlyMap<Host, string>): void {
    this.#islands.clear();
    for (const [host, island] of islands) this.#islands.set(host, island);
    this.#changed();
  }

  heal(): void {
    this.#islands.clear();
    this.#down.clear();
    this.#changed();
  }

  /** Calls back after every change of who reaches whom. */
  watch(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** How long the next packet takes, its repetitions included. */
  delayMs(from: Host, to: Host): number {
    let delay = this.latencyMs(from, to);
    for (let wait = RETRANSMIT_MS; this.isLost(); wait *= 2) delay += wait;
    return delay;
  }

  isLost(): boolean {
    return this.#dice.chance(this.#loss);
  }

  #changed(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** One direction of one ordered, reliable stream. */
export class Pipe {
  readonly #network: Network;
  readonly #from: Host;
  readonly #to: Host;
  readonly #queue: (() => void)[] = [];
  #lastAt: Instant = 0;
  #stuckSince: Instant | undefined;
  #unwatch = () => {};
  /** Counts the times that everything was sent again. */
  #round = 0;
  #ended = false;

  constructor(network: Network, from: Host, to: Host) {
    this.#network = network;
    this.#from = from;
    this.#to = to;
  }

  /** Runs `arrive` at the other end, after everything that was sent before. */
  send(arrive: () => void): void {
    if (this.#ended) return;
    this.#queue.push(arrive);
    if (this.#stuckSince !== undefined) return;
    const { clock } = this.#network;
    const at = clock.now() + this.#network.delayMs(this.#from, this.#to);
    this.#lastAt = Math.max(this.#lastAt, at);
    const round = this.#round;
    clock.alarm(this.#lastAt, () => {
      if (round === this.#round) this.#arrive();
    });
  }

  /** How many are still waiting for a path. */
  get held(): number {
    return this.#stuckSince === undefined ? 0 : this.#queue.length;
  }

  /** Forgets what has not arrived. */
  end(): void {
    this.#ended = true;
    this.#queue.length = 0;
    this.#unwatch();
  }

  #arrive(): void {
    if (this.#ended || this.#stuckSince !== undefined) return;
    if (this.#network.isCut(this.#from, this.#to)) return this.#stick();
    this.#queue.shift()?.();
  }

  #stick(): void {
    this.#stuckSince = this.#network.clock.now();
    this.#unwatch = this.#network.watch(() => this.#maybeRetry());
  }

  #maybeRetry(): void {
    if (this.#stuckSince === undefined || this.#network.isCut(this.#from, this.#to)) return;
    const { clock } = this.#network;
    let timeout = FIRST_TIMEOUT_MS;
    let at = this.#stuckSince + timeout;
    while (at < clock.now()) {
      timeout *= 2;
      at += timeout;
    }
    this.#unwatch();
    clock.alarm(at, () => this.#flush());
  }

  #flush(): void {
    if (this.#ended) return;
    if (this.#network.isCut(this.#from, this.#to)) {
      this.#unwatch = this.#network.watch(() => this.#maybeRetry());
      return;
    }
    this.#stuckSince = undefined;
    this.#round += 1;
    const waiting = this.#queue.splice(0);
    for (const arrive of waiting) this.send(arrive);
  }
}
