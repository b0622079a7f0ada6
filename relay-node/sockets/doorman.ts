// Lets WebSockets in, or says at the handshake why not; sends each to the service of its path, and
// looks after all of them while they are open.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { bad, type Parsed } from '../../src/base/result.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Limits } from '../limits.ts';
import { Addresses, type Tenant } from './addresses.ts';
import { Connection } from './connection.ts';
import type { Service } from './service.ts';

/** A frame arrives in a few pieces at most; a client that sends it byte by byte is let go. */
const MAX_FRAGMENTS = 64;

/** Clients read it as "busy, come back later" (TRACKERS §1.8, rule 8). */
const BUSY = '503 Service Unavailable';
const FORBIDDEN = '403 Forbidden';

export interface DoormanOptions {
  readonly limits: Limits;
  readonly log: Log;
  /** A clock that never goes backwards. */
  readonly now: () => number;
  /** Take the address from the last entry of X-Forwarded-For, as a proxy in front wrote it. */
  readonly trustProxy: boolean;
  /** Pages of other origins are turned away; without it, and of programs that are no pages, none is. */
  readonly origins?: readonly string[] | undefined;
  /** Called once, when a proxy seems to stand in front though none is trusted. */
  readonly onUntrustedProxy?: (() => void) | undefined;
}

/** What came with an upgrade request. The caller hears the stream's errors. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly stream: Duplex;
  readonly head: Buffer;
}

export class Doorman {
  readonly #options: DoormanOptions;
  readonly #addresses: Addresses;
  readonly #connections = new Set<Connection>();
  readonly #upgraders = new Map<Service, WebSocketServer>();
  readonly #rounds: NodeJS.Timeout;
  #warned = false;
  #draining = false;

  constructor(options: DoormanOptions) {
    this.#options = options;
    this.#addresses = new Addresses(options.limits);
    this.#rounds = setInterval(() => this.#makeRound(), options.limits.pingIntervalMs);
  }

  get sockets(): number {
    return this.#connections.size;
  }

  get addresses(): number {
    return this.#addresses.size;
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** Those who are here. */
  get connections(): readonly Connection[] {
    return [...this.#connections];
  }

  /** From now on whoever comes is told to come back later, or to go elsewhere. */
  drain(): void {
    this.#draining = true;
  }

  /** Takes over an HTTP request that asks for a WebSocket. */
  accept(service: Service, upgrade: Upgrade): void {
    if (!this.#isWelcome(upgrade.request)) {
      return this.#turnAway(upgrade.stream, 'origin-refused', FORBIDDEN);
    }
    const admitted = this.#admit(upgrade.request);
    if (admitted.ok) this.#upgrade(service, admitted.value, upgrade);
    else this.#turnAway(upgrade.stream, admitted.reason, BUSY);
  }

  /** Says goodbye to every client, and lets no more in. */
  close(): void {
    this.#draining = true;
    clearInterval(this.#rounds);
    for (const connection of this.#connections) connection.close();
  }

  /** Cuts off those who did not say goodbye in turn. */
  terminate(): void {
    for (const connection of this.#connections) connection.terminate();
  }

  /** RFC 6455 §10.2: browsers name the page that asks; other programs need not. */
  #isWelcome({ headers }: IncomingMessage): boolean {
    const { origins } = this.#options;
    return (
      origins === undefined || headers.origin === undefined || origins.includes(headers.origin)
    );
  }

  #admit(request: IncomingMessage): Parsed<Tenant> {
    if (this.#draining) return bad('draining');
    if (this.#connections.size >= this.#options.limits.sockets) return bad('too-many-sockets');
    return this.#addresses.admit(this.#addressOf(request), this.#options.now());
  }

  /** The place is given back when the handshake fails, in which case no connection is made. */
  #upgrade(service: Service, tenant: Tenant, { request, stream, head }: Upgrade): void {
    let upgraded = false;
    stream.once('close', () => {
      if (!upgraded) this.#addresses.release(tenant, this.#options.now());
    });
    this.#upgraderOf(service).handleUpgrade(request, stream, head, (socket) => {
      upgraded = true;
      this.#connect(service, socket, { stream, tenant });
    });
  }

  #upgraderOf(service: Service): WebSocketServer {
    const known = this.#upgraders.get(service);
    if (known) return known;
    const upgrader = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: service.frameBytes,
      maxFragments: MAX_FRAGMENTS,
    });
    this.#upgraders.set(service, upgrader);
    return upgrader;
  }

  #connect(
    service: Service,
    socket: WebSocket,
    { stream, tenant }: { readonly stream: Duplex; readonly tenant: Tenant },
  ): void {
    const { limits, log, now } = this.#options;
    const onClosed = (gone: Connection) => {
      this.#connections.delete(gone);
      this.#addresses.release(tenant, now());
    };
    const wiring = { limits, log, now, stream, tenant, service, onClosed };
    this.#connections.add(new Connection(socket, wiring));
    log.count('socket-opened');
  }

  #makeRound(): void {
    const nowMs = this.#options.now();
    for (const connection of this.#connections) connection.check(nowMs);
    this.#addresses.sweep(nowMs);
  }

  #addressOf(request: IncomingMessage): string {
    const forwarded = request.headers['x-forwarded-for'];
    if (forwarded !== undefined && this.#options.trustProxy) {
      return String(forwarded).split(',').at(-1)?.trim() ?? '';
    }
    if (forwarded !== undefined) this.#warn();
    return request.socket.remoteAddress ?? '';
  }

  /** All clients behind a proxy would share one address's limits, which the operator must hear. */
  #warn(): void {
    this.#options.log.count('forwarded-but-proxy-not-trusted');
    if (!this.#warned) this.#options.onUntrustedProxy?.();
    this.#warned = true;
  }

  #turnAway(stream: Duplex, code: string, status: string): void {
    this.#options.log.count(code);
    // Nobody reads this stream any more: a client that keeps its side open would keep ours open, too.
    stream.once('finish', () => stream.destroy());
    stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  }
}
