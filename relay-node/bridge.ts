// The bridge: one HTTP server that serves the app, is a WebTorrent tracker, and a blind gateway to the
// DHT. It learns what any tracker learns, holds no key, and writes nothing about its clients to a log.
//
//   browser ── GET / ───────────▶ app        browser ── GET /sotto.json ──▶ {"tracker":"/announce"}
//   any WebTorrent client ── WebSocket /announce ──▶ tracker
//   browser ── WebSocket /dht ──▶ gateway ── UDP ──▶ BitTorrent DHT
//   browser ── WebSocket /relay ──▶ relay ◀── WebSocket /relay ── browser

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CircuitPass, RELAY_PATH } from '../src/wire/circuit.ts';
import { GATEWAY_PATH } from '../src/wire/gateway.ts';
import { type AppFile, loadAppFiles } from './app-files.ts';
import { pathOf, respond, TRACKER_PATH } from './app-server.ts';
import { Counters } from './counters.ts';
import { DhtGateway, type DhtSettings, type DhtStats } from './gateway/dht-gateway.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { FrameRelay, type RelayMode, type RelayStats } from './relay/relay.ts';
import { Doorman } from './sockets/doorman.ts';
import type { Service } from './sockets/service.ts';
import { Tracker, type TrackerStats } from './tracker/tracker.ts';

export interface BridgeOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number | undefined;
  /** Default 127.0.0.1. `::` also hears IPv4; both meet in the same swarms. */
  readonly host?: string | undefined;
  /** The directory of the built app; without it nothing is served beside the tracker. */
  readonly app?: string | undefined;
  /** How to reach the BitTorrent DHT; without it there is no gateway. */
  readonly dht?: DhtSettings | undefined;
  /** For whom frames are relayed; by default for members of rooms on this bridge's tracker. */
  readonly relay?: RelayMode | undefined;
  readonly limits?: Partial<Limits> | undefined;
  /** Only behind a proxy that sets X-Forwarded-For itself. Default false. */
  readonly trustProxy?: boolean | undefined;
}

export interface BridgeStats extends TrackerStats {
  readonly sockets: number;
  readonly addresses: number;
  readonly dht: DhtStats | undefined;
  readonly relay: RelayStats | undefined;
  /** How often each code occurred since the start. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface Bridge {
  /** `http://host:port`, where the app is; the tracker is at {@link tracker}. */
  readonly url: string;
  readonly tracker: string;
  readonly port: number;
  stats(): BridgeStats;
  /** Says goodbye to all clients and resolves when the last connection is gone. */
  close(): Promise<void>;
}

/** A request is read within these, or its connection is closed. Our choice. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;
const HTTP_IDLE_TIMEOUT_MS = 30_000;

/** How long {@link Bridge.close} waits for goodbyes before it cuts connections. Our choice. */
const CLOSE_GRACE_MS = 2_500;

/** Written by hand, since an upgrade has no response object. */
const NOT_FOUND = 'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

const NO_FILES: ReadonlyMap<string, AppFile> = new Map();

/** Rejects with the system's error when the address cannot be had, or the app cannot be read. */
export async function startBridge(options: BridgeOptions = {}): Promise<Bridge> {
  const files = options.app === undefined ? NO_FILES : await loadAppFiles(options.app);
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
  const log = new Counters();
  const doorman = new Doorman({
    limits,
    log,
    now: () => performance.now(),
    trustProxy: options.trustProxy ?? false,
  });
  const gateway = options.dht && (await DhtGateway.start(options.dht, limits, log));
  const mode = options.relay ?? 'members';
  const offered = [...(gateway ? ['dht'] : []), ...(mode === 'off' ? [] : ['relay'])];
  const tracker = new Tracker(limits, log, offered);
  const isMember = ({ infohash, peerId }: CircuitPass) => tracker.has(infohash, peerId);
  const relay = mode === 'off' ? undefined : new FrameRelay({ limits, log, mode, isMember });
  const services = new Map<string, Service>([
    ['/', tracker],
    [TRACKER_PATH, tracker],
    ...(gateway ? [[GATEWAY_PATH, gateway.service] as const] : []),
    ...(relay ? [[RELAY_PATH, relay] as const] : []),
  ]);
  const server = makeServer(files, limits);
  server.on('upgrade', (request, stream, head) => {
    stream.on('error', () => log.count('stream-error'));
    const service = services.get(pathOf(request.url));
    if (service) doorman.accept(service, { request, stream, head });
    else stream.once('finish', () => stream.destroy()).end(NOT_FOUND);
  });
  const { port, host } = await listen(server, options).catch(async (error: unknown) => {
    doorman.close();
    await gateway?.close();
    throw error;
  });
  return {
    url: `http://${host}:${port}`,
    tracker: `ws://${host}:${port}/announce`,
    port,
    stats: () => ({
      sockets: doorman.sockets,
      addresses: doorman.addresses,
      ...tracker.stats(),
      dht: gateway?.stats(),
      relay: relay?.stats(),
      counts: log.snapshot(),
    }),
    close: async () => {
      await close(server, doorman);
      await gateway?.close();
    },
  };
}

function makeServer(files: ReadonlyMap<string, AppFile>, limits: Limits): Server {
  const server = createServer(
    { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS },
    (request, response) => respond(request, response, files),
  );
  server.timeout = HTTP_IDLE_TIMEOUT_MS;
  server.maxConnections = limits.connections;
  return server;
}

async function listen(
  server: Server,
  { port = 0, host = '127.0.0.1' }: BridgeOptions,
): Promise<{ port: number; host: string }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  return { port: address.port, host: urlHost(host) };
}

/** What to write into a URL that leads to a server listening on `host`. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

async function close(server: Server, doorman: Doorman): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  doorman.close();
  const impatience = setTimeout(() => {
    doorman.terminate();
    server.closeAllConnections();
  }, CLOSE_GRACE_MS);
  await closed;
  clearTimeout(impatience);
}
