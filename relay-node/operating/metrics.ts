// Figures for Prometheus, on a port of their own that only this machine reaches unless told otherwise.
// Labels are codes and states of our own, so that there are as many series tomorrow as today.

import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { GatewayHealth } from '../../src/wire/gateway.ts';
import { pathOf } from '../app-server.ts';
import type { Bridge, BridgeStats } from '../bridge.ts';
import type { DhtStats } from '../gateway/dht-gateway.ts';
import type { RelayStats } from '../relay/relay.ts';
import { closeServer, createHttpServer, listen } from './http-server.ts';

export interface Metrics {
  readonly port: number;
  close(): Promise<void>;
}

const PREFIX = 'sotto_bridge_';

/** Our choice: a scraper or two, and a person who looks. */
const MAX_CONNECTIONS = 16;
const CLOSE_GRACE_MS = 100;

const HEALTH_STATES: readonly GatewayHealth[] = ['connecting', 'working', 'unreachable'];

type Read<T> = readonly [name: string, help: string, read: (stats: T) => number | undefined];

const GAUGES: readonly Read<BridgeStats>[] = [
  ['sockets', 'Open WebSockets.', ({ sockets }) => sockets],
  ['addresses', 'Addresses that are counted now; of IPv6, /64 networks.', (s) => s.addresses],
  ['swarms', 'Swarms of the tracker.', ({ swarms }) => swarms],
  ['peers', 'Peers in all swarms.', ({ peers }) => peers],
];

const DHT_GAUGES: readonly Read<DhtStats>[] = [
  ['dht_nodes', 'Nodes of the DHT in the table.', ({ nodes }) => nodes],
  ['dht_canary_ratio', 'Share of the last test items that came back.', ({ canary }) => canary],
  ['dht_clients', 'Open WebSockets of the gateway.', ({ clients }) => clients],
  ['dht_watched_targets', 'Targets that are polled for clients.', ({ watched }) => watched],
  ['dht_cached_items', 'Items in the cache.', ({ cached }) => cached],
];

const RELAY_GAUGES: readonly Read<RelayStats>[] = [
  ['circuits', 'Circuits of the frame relay that are joined.', ({ circuits }) => circuits],
  ['circuits_waiting', 'Ends that wait for the other one.', ({ waiting }) => waiting],
];

/** Answers with the port, or rejects with the system's error. */
export async function startMetrics(
  bridge: Pick<Bridge, 'stats' | 'condition'>,
  at: { readonly port: number; readonly host: string },
): Promise<Metrics> {
  // Figures of one moment for all series of one scrape.
  const seen = { stats: bridge.stats() };
  const registry = registryOf(() => seen.stats, bridge.condition);
  const log = { count: () => {} };
  const server = createHttpServer({ maxConnections: MAX_CONNECTIONS, log }, (request, response) => {
    const found = request.method === 'GET' && pathOf(request.url) === '/metrics';
    response.setHeader('Content-Type', found ? registry.contentType : 'text/plain; charset=utf-8');
    response.statusCode = found ? 200 : 404;
    if (found) seen.stats = bridge.stats();
    const body = found ? registry.metrics() : Promise.resolve('The metrics are at /metrics.\n');
    void body.then((text) => response.end(text));
  });
  const { port } = await listen(server, at);
  return { port, close: () => closeServer(server, CLOSE_GRACE_MS) };
}

function registryOf(stats: () => BridgeStats, condition: Bridge['condition']): Registry {
  const registry = new Registry();
  const { dht, relay } = stats();
  collectDefaultMetrics({ register: registry });
  addGauge(registry, [
    'ready',
    '0 once the bridge was told to stop.',
    () => Number(condition().ready),
  ]);
  for (const [name, help, read] of GAUGES) addGauge(registry, [name, help, () => read(stats())]);
  addCounts(registry, 'events', { help: 'What happened, by code.', read: () => stats().counts });
  if (dht) addDht(registry, () => stats().dht);
  if (relay) addRelay(registry, () => stats().relay);
  return registry;
}

function addDht(registry: Registry, dht: () => DhtStats | undefined): void {
  for (const gauge of DHT_GAUGES) addGauge(registry, whileThere(gauge, dht));
  addCounts(registry, 'dht_dropped_packets', {
    help: 'What the guard of the DHT node turned away, by reason.',
    read: () => dht()?.counts ?? {},
  });
  addTotal(registry, [
    'dht_restarts',
    'How often its thread was started anew.',
    () => dht()?.restarts,
  ]);
  new Gauge({
    name: `${PREFIX}dht_health`,
    help: '1 for the state in which the DHT is, 0 for the others.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const state of HEALTH_STATES) this.set({ state }, dht()?.health === state ? 1 : 0);
    },
  });
}

function addRelay(registry: Registry, relay: () => RelayStats | undefined): void {
  for (const gauge of RELAY_GAUGES) addGauge(registry, whileThere(gauge, relay));
  const help = 'Bytes that were passed on through circuits.';
  addTotal(registry, ['relayed_bytes', help, () => relay()?.forwardedBytes]);
}

function whileThere<T>([name, help, read]: Read<T>, stats: () => T | undefined): Read<void> {
  return [
    name,
    help,
    () => {
      const there = stats();
      return there === undefined ? undefined : read(there);
    },
  ];
}

/** What is not known yet has no value rather than a false one. */
function addGauge(registry: Registry, [name, help, read]: Read<void>): void {
  new Gauge({
    name: PREFIX + name,
    help,
    registers: [registry],
    collect() {
      const value = read();
      if (value === undefined) this.remove();
      else this.set(value);
    },
  });
}

/** Counted elsewhere since the start, and only shown here. */
function addTotal(registry: Registry, [name, help, read]: Read<void>): void {
  new Counter({
    name: `${PREFIX}${name}_total`,
    help,
    registers: [registry],
    collect() {
      this.reset();
      this.inc(read() ?? 0);
    },
  });
}

function addCounts(
  registry: Registry,
  name: string,
  { help, read }: { readonly help: string; readonly read: () => Readonly<Record<string, number>> },
): void {
  new Counter({
    name: `${PREFIX}${name}_total`,
    help,
    labelNames: ['code'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [code, count] of Object.entries(read())) this.inc({ code }, count);
    },
  });
}
