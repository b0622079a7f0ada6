// Our node in the DHT, from outside of its thread: lookups and puts with an end to each, and a
// thread that is started anew when it broke down or fell silent.
//
//   running ── error, exit, or 10 s without a pulse ──▶ waiting, 1 s … 1 min ──▶ running
//
// What was asked of a thread that ended is refused; the nodes that it knew go to the next one.

import { Worker } from 'node:worker_threads';
import { Backoff } from '../../../base/backoff.ts';
import { MINUTE_MS, SECOND_MS } from '../../../base/time.ts';
import type { DhtHealth, DhtRefusal } from '../../../ports/dht.ts';
import type { Item } from '../../../wire/bep44.ts';
import { nodeRandom } from '../random.ts';
import type { DhtJob, DhtReport, DhtSettings } from './dht-thread.ts';
import type { NodeInfo } from './krpc.ts';

/** BRIDGE: what bittorrent-dht begins with, and with it most clients of BitTorrent. */
export const PUBLIC_BOOTSTRAP: readonly string[] = [
  'router.bittorrent.com:6881',
  'router.utorrent.com:6881',
  'dht.transmissionbt.com:6881',
];

/** Our choice: five pulses missed. */
const SILENCE_MS = 10 * SECOND_MS;
const RESTARTS = { firstMs: SECOND_MS, limitMs: MINUTE_MS };
/** Our choice: a traversal takes three seconds; a put is one or two of them, and a round more. */
const LOOKUP_MS = 12 * SECOND_MS;
const PUT_MS = 15 * SECOND_MS;
/** Our choice: so many may be asked at once; the guard bounds what is on the wire. */
const MAX_JOBS = 256;

/** What is used of a `worker_threads.Worker`; named here so that our types need none of Node's. */
export interface DhtThread {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (report: DhtReport) => void): unknown;
  once(event: 'error' | 'exit', listener: () => void): unknown;
  terminate(): Promise<unknown>;
}

export interface DhtNodeOptions extends Omit<DhtSettings, 'nodes'> {
  readonly nodes?: readonly NodeInfo[];
  /** Starts `dht-worker.ts`, for runtimes that need a loader to do so. */
  readonly spawn?: (() => DhtThread) | undefined;
}

export interface Looking {
  readonly onItem: (item: Item) => void;
  /** Undefined when the lookup went all the way. */
  readonly onEnd: (refusal?: DhtRefusal) => void;
}

export type Stored = { readonly copies: number } | { readonly refusal: DhtRefusal };

interface Job {
  readonly onReport: (report: DhtReport) => void;
  readonly fail: (refusal: DhtRefusal) => void;
  readonly timeout: NodeJS.Timeout;
}

/** The worker beside this file, compiled or not: the ending is this file's own. */
function spawnWorker(): DhtThread {
  return new Worker(new URL(`./dht-worker${import.meta.url.slice(-3)}`, import.meta.url));
}

export class DhtNode {
  readonly #options: DhtNodeOptions;
  readonly #restarts = new Backoff(RESTARTS, nodeRandom);
  readonly #listeners = new Set<(health: DhtHealth) => void>();
  readonly #jobs = new Map<number, Job>();
  #nextId = 1;
  #worker: DhtThread | undefined;
  #timer: NodeJS.Timeout | undefined;
  #health: DhtHealth = 'connecting';
  #nodes: readonly NodeInfo[];
  #counts: Readonly<Record<string, number>> = {};
  #closed = false;
  restarts = 0;

  constructor(options: DhtNodeOptions) {
    this.#options = options;
    this.#nodes = options.nodes ?? [];
    this.#start();
  }

  get health(): DhtHealth {
    return this.#health;
  }

  /** The nodes in our table, to be saved for the next start. */
  get nodes(): readonly NodeInfo[] {
    return this.#nodes;
  }

  /** What the guard turned away, by reason. */
  get counts(): Readonly<Record<string, number>> {
    return this.#counts;
  }

  onHealth(listener: (health: DhtHealth) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  get(target: Uint8Array, { onItem, onEnd }: Looking): void {
    const onReport = (report: DhtReport) => {
      if (report.kind === 'item') onItem(report.item);
      if (report.kind === 'got') onEnd();
    };
    this.#ask((id) => ({ kind: 'get', id, target }), { onReport, fail: onEnd, timeMs: LOOKUP_MS });
  }

  put(item: Item, cas: number | undefined, onEnd: (stored: Stored) => void): void {
    const onReport = (report: DhtReport) => {
      if (report.kind === 'stored') onEnd({ copies: report.copies });
      if (report.kind === 'conflict') onEnd({ refusal: 'conflict' });
    };
    const fail = (refusal: DhtRefusal) => onEnd({ refusal });
    this.#ask((id) => ({ kind: 'put', id, item, cas }), { onReport, fail, timeMs: PUT_MS });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#failAll();
    this.#listeners.clear();
    await this.#worker?.terminate();
  }

  #ask(
    jobOf: (id: number) => DhtJob,
    waiting: Pick<Job, 'onReport' | 'fail'> & { readonly timeMs: number },
  ): void {
    const { onReport, fail, timeMs } = waiting;
    if (this.#worker === undefined || this.#closed) return fail('unreachable');
    if (this.#jobs.size >= MAX_JOBS) return fail('busy');
    const id = this.#nextId++;
    const timeout = setTimeout(() => {
      this.#jobs.delete(id);
      fail('unreachable');
    }, timeMs);
    this.#jobs.set(id, { onReport, fail, timeout });
    this.#worker.postMessage(jobOf(id));
  }

  #start(): void {
    const { spawn = spawnWorker, bootstrap, host, port, testNet } = this.#options;
    const worker = spawn();
    this.#worker = worker;
    worker.on('message', (report: DhtReport) => this.#report(report, worker));
    worker.once('error', () => this.#restart(worker));
    worker.once('exit', () => this.#restart(worker));
    const settings: DhtSettings = { bootstrap, host, port, testNet, nodes: this.#nodes };
    worker.postMessage(settings);
    this.#expectPulse(worker);
  }

  #expectPulse(worker: DhtThread): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#restart(worker), SILENCE_MS);
  }

  #restart(worker: DhtThread): void {
    if (this.#closed || worker !== this.#worker) return;
    this.#worker = undefined;
    this.restarts += 1;
    clearTimeout(this.#timer);
    void worker.terminate();
    this.#failAll();
    this.#turn('unreachable');
    this.#timer = setTimeout(() => this.#start(), this.#restarts.next());
  }

  #report(report: DhtReport, worker: DhtThread): void {
    if (this.#closed || worker !== this.#worker) return;
    if (report.kind === 'pulse') {
      this.#expectPulse(worker);
      return this.#pulse(report);
    }
    const job = this.#jobs.get(report.id);
    if (job === undefined) return;
    if (report.kind !== 'item') this.#forget(report.id, job);
    if (report.kind === 'unreachable') job.fail('unreachable');
    else job.onReport(report);
  }

  #pulse({ nodes, counts }: Extract<DhtReport, { kind: 'pulse' }>): void {
    this.#counts = counts;
    if (nodes.length > 0) {
      this.#nodes = nodes;
      this.#restarts.reset();
    }
    this.#turn(nodes.length > 0 ? 'working' : 'connecting');
  }

  #turn(health: DhtHealth): void {
    if (health === this.#health) return;
    this.#health = health;
    for (const listener of [...this.#listeners]) listener(health);
  }

  #forget(id: number, job: Job): void {
    clearTimeout(job.timeout);
    this.#jobs.delete(id);
  }

  #failAll(): void {
    for (const [id, job] of [...this.#jobs]) {
      this.#forget(id, job);
      job.fail('unreachable');
    }
  }
}
