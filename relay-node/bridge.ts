// The bridge: one HTTP server that serves the app, is a WebTorrent tracker, and a blind gateway to the
// DHT. It learns what any tracker learns, holds no key, and writes nothing about its clients to a log.
//
//   browser ── GET / ───────────▶ app        browser ── GET /sotto.json ──▶ {"tracker":"/announce"}
//   any WebTorrent client ── WebSocket /announce ──▶ tracker
//   browser ── WebSocket /dht ──▶ gateway ── UDP ──▶ BitTorrent DHT
//   browser ── WebSocket /relay ──▶ relay ◀── WebSocket /relay ── browser

import { type CircuitPass, RELAY_PATH } from '../src/wire/circuit.ts';
import { GATEWAY_PATH } from '../src/wire/gateway.ts';
import { type AppFile, loadAppFiles } from './app-files.ts';
import { pathOf, respond, type Site, TRACKER_PATH } from './app-server.ts';
import { Counters } from './counters.ts';
import { DhtGateway, type DhtSettings, type DhtStats } from './gateway/dht-gateway.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';
import { type Condition, totalsOf } from './operating/condition.ts';
import { DRAIN_PACE, sayGoodbyes } from './operating/drain.ts';
import { closeServer, createHttpServer, type HttpServer, listen } from './operating/http-server.ts';
import type { Certificate } from './operating/tls.ts';
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
  /** Called once, when one seems to stand in front though it is not trusted. */
  readonly onUntrustedProxy?: (() => void) | undefined;
  /** With it the bridge speaks TLS itself. */
  readonly tls?: Certificate | undefined;
  /** The pages that may use it, as `https://host`; by default all. Programs always may. */
  readonly origins?: readonly string[] | undefined;
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
  condition(): Condition;
  /** From the next connection on; a bridge without TLS has no use for it. Throws what OpenSSL says. */
  useCertificate(certificate: Certificate): void;
  /** Turns newcomers away and says goodbye to all clients, not all at once; then closes. */
  drain(): Promise<void>;
  /** Says goodbye to all clients and resolves when the last connection is gone. */
  close(): Promise<void>;
}

/** How long {@link Bridge.close} waits for goodbyes before it cuts connections. Our choice. */
const CLOSE_GRACE_MS = 2_500;

/** Written by hand, since an upgrade has no response object. */
const NOT_FOUND = 'HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n';

const NO_FILES: ReadonlyMap<string, AppFile> = new Map();

/** Rejects with the system's error when the address cannot be had, or the app cannot be read. */
export async function startBridge(options: BridgeOptions = {}): Promise<Bridge> {
  const files = options.app === undefined ? NO_FILES : await loadAppFiles(options.app);
  const limits: Limits = { ...DEFAULT_LIMITS, ...options.limits };
  const { tls, origins, onUntrustedProxy, trustProxy = false, relay: mode = 'members' } = options;
  const log = new Counters();
  const now = () => performance.now();
  const doorman = new Doorman({ limits, log, now, trustProxy, origins, onUntrustedProxy });
  const gateway = options.dht && (await DhtGateway.start(options.dht, limits, log));
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
  const stats = (): BridgeStats => ({
    sockets: doorman.sockets,
    addresses: doorman.addresses,
    ...tracker.stats(),
    dht: gateway?.stats(),
    relay: relay?.stats(),
    counts: log.snapshot(),
  });
  const condition = (): Condition => ({
    ready: !doorman.draining,
    dht: gateway?.service.health ?? 'off',
    relay: mode,
  });
  const site: Site = { files, condition, totals: totalsOf(stats, now) };
  const server = createHttpServer(
    { tls, log, maxConnections: limits.connections },
    (request, response) => respond(request, response, site),
  );
  server.on('upgrade', (request, stream, head) => {
    stream.on('error', () => log.count('stream-error'));
    const service = services.get(pathOf(request.url));
    if (service) doorman.accept(service, { request, stream, head });
    else stream.once('finish', () => stream.destroy()).end(NOT_FOUND);
  });
  const close = closeOnce(server, doorman, gateway);
  const { port = 0, host = '127.0.0.1' } = options;
  const at = await listen(server, { port, host }).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const secure = tls === undefined ? '' : 's';
  return {
    url: `http${secure}://${at.host}:${at.port}`,
    tracker: `ws${secure}://${at.host}:${at.port}${TRACKER_PATH}`,
    port: at.port,
    stats,
    condition,
    useCertificate: (certificate) => {
      if ('setSecureContext' in server) server.setSecureContext(certificate);
    },
    drain: async () => {
      doorman.drain();
      await sayGoodbyes(() => doorman.connections, DRAIN_PACE);
      await close();
    },
    close,
  };
}

/** However often it is asked for. */
function closeOnce(
  server: HttpServer,
  doorman: Doorman,
  gateway: DhtGateway | undefined,
): () => Promise<void> {
  const close = async () => {
    const closed = closeServer(server, CLOSE_GRACE_MS, () => doorman.terminate());
    doorman.close();
    await closed;
    await gateway?.close();
  };
  const memo: { closing: Promise<void> | undefined } = { closing: undefined };
  return () => {
    memo.closing ??= close();
    return memo.closing;
  };
}
