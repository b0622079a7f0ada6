// Looks at the bridge now and then and writes to the log what its operator should hear: turns of the
// DHT's health at once, troubles once between two summaries, and the summaries.

import { SECOND_MS } from '../../src/base/time.ts';
import type { Bridge, BridgeStats } from '../bridge.ts';
import type { EventName } from './events.ts';
import type { Counts, Journal } from './journal.ts';

/** Our choice: turns that are shorter are nobody's business. */
const LOOK_EVERY_MS = 5 * SECOND_MS;

/** Codes that say that something is wrong here, and not with a client. */
const ALARMS: Readonly<Record<string, EventName>> = {
  'nodes-not-saved': 'nodes-not-saved',
  'internal-error': 'internal-error',
  'too-many-sockets': 'bridge-full',
  'too-many-addresses': 'bridge-full',
  'too-many-swarms': 'bridge-full',
};

export interface WatchOptions {
  readonly bridge: Pick<Bridge, 'stats' | 'condition'>;
  readonly journal: Journal;
  /** Undefined for no summaries; troubles are then told once. */
  readonly summaryMs: number | undefined;
  /** Asked with each summary. */
  readonly onSummary?: (() => void) | undefined;
}

export class Watch {
  readonly #options: WatchOptions;
  readonly #timers: NodeJS.Timeout[];
  readonly #told = new Set<EventName>();
  #counts: Counts = {};
  #summarised: Counts = {};
  #restarts = 0;
  #health = 'off';

  constructor(options: WatchOptions) {
    const { summaryMs } = options;
    this.#options = options;
    this.#timers = [setInterval(() => this.look(), LOOK_EVERY_MS)];
    if (summaryMs !== undefined) this.#timers.push(setInterval(() => this.#summarise(), summaryMs));
    this.look();
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** Also called at the end, so that nothing that happened goes untold. */
  look(): void {
    const { bridge, journal } = this.#options;
    const { dht } = bridge.condition();
    if (dht !== this.#health && dht !== 'off') journal.write(`dht-${dht}`);
    this.#health = dht;
    const { counts, dht: stats } = bridge.stats();
    for (const [code, event] of Object.entries(ALARMS)) {
      if (gained(counts, this.#counts)[code] !== undefined) this.#tell(event, code);
    }
    if (stats && stats.restarts > this.#restarts) this.#tell('dht-restarted');
    this.#restarts = stats?.restarts ?? 0;
    this.#counts = counts;
  }

  #tell(event: EventName, code?: string): void {
    if (!this.#told.has(event)) this.#options.journal.write(event, { code });
    this.#told.add(event);
  }

  #summarise(): void {
    const stats = this.#options.bridge.stats();
    const counts = gained(stats.counts, this.#summarised);
    this.#options.journal.write('summary', { ...figuresOf(stats), counts });
    this.#options.onSummary?.();
    this.#summarised = stats.counts;
    this.#told.clear();
  }
}

function figuresOf({ sockets, addresses, swarms, peers, dht, relay }: BridgeStats) {
  return {
    sockets,
    addresses,
    swarms,
    peers,
    ...(dht && {
      dht: dht.health,
      dhtNodes: dht.nodes,
      dhtCanary: dht.canary,
      dhtRestarts: dht.restarts,
      dhtClients: dht.clients,
      dhtWatched: dht.watched,
      dhtCached: dht.cached,
    }),
    ...(relay && { circuits: relay.circuits, relayedBytes: relay.forwardedBytes }),
    memoryBytes: process.memoryUsage.rss(),
  };
}

function gained(now: Counts, before: Counts): Counts {
  const risen = Object.entries(now).map(([code, n]) => [code, n - (before[code] ?? 0)] as const);
  return Object.fromEntries(risen.filter(([, n]) => n > 0));
}
