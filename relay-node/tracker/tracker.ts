// The WebTorrent tracker of the bridge: lets WebSockets in, or says at the handshake why not, looks
// after them while they are open, and hands their messages to the router.

import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { bad, type Parsed } from '../../src/base/result.ts';
import type { Log } from '../../src/ports/log.ts';
import { Addresses, type Tenant } from './addresses.ts';
import { Connection } from './connection.ts';
import type { Limits } from './limits.ts';
import { Router } from './router.ts';

/** A frame arrives in a few pieces at most; a client that sends it byte by byte is let go. */
const MAX_FRAGMENTS = 64;

export interface TrackerOptions {
  readonly limits: Limits;
  readonly log: Log;
  /** A clock that never goes backwards. */
  readonly now: () => number;
  /** Take the address from the last entry of X-Forwarded-For, as a proxy in front wrote it. */
  readonly trustProxy: boolean;
}

export interface TrackerStats {
  readonly sockets: number;
  readonly swarms: number;
  readonly peers: number;
  readonly addresses: number;
}

export class Tracker {
  readonly #options: TrackerOptions;
  readonly #addresses: Addresses;
  readonly #router: Router;
  readonly #connections = new Set<Connection>();
  readonly #upgrader: WebSocketServer;
  readonly #rounds: NodeJS.Timeout;

  constructor(options: TrackerOptions) {
    this.#options = options;
    this.#addresses = new Addresses(options.limits);
    this.#router = new Router(options.limits, options.log);
    this.#upgrader = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: options.limits.frameBytes,
      maxFragments: MAX_FRAGMENTS,
    });
    this.#rounds = setInterval(() => this.#makeRound(), options.limits.pingIntervalMs);
  }

  /** Takes over an HTTP request that asks for a WebSocket. The caller hears the stream's errors. */
  accept(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    const admitted = this.#admit(request);
    if (admitted.ok) this.#upgrade(admitted.value, request, { stream, head });
    else this.#turnAway(stream, admitted.reason);
  }

  stats(): TrackerStats {
    return {
      sockets: this.#connections.size,
      swarms: this.#router.swarms.size,
      peers: this.#router.swarms.peers(),
      addresses: this.#addresses.size,
    };
  }

  /** Says goodbye to every client. */
  close(): void {
    clearInterval(this.#rounds);
    for (const connection of this.#connections) connection.close();
  }

  /** Cuts off those who did not say goodbye in turn. */
  terminate(): void {
    for (const connection of this.#connections) connection.terminate();
  }

  #admit(request: IncomingMessage): Parsed<Tenant> {
    if (this.#connections.size >= this.#options.limits.sockets) return bad('too-many-sockets');
    return this.#addresses.admit(this.#addressOf(request), this.#options.now());
  }

  /** The place is given back when the handshake fails, in which case no connection is made. */
  #upgrade(
    tenant: Tenant,
    request: IncomingMessage,
    { stream, head }: { readonly stream: Duplex; readonly head: Buffer },
  ): void {
    let upgraded = false;
    stream.once('close', () => {
      if (!upgraded) this.#addresses.release(tenant, this.#options.now());
    });
    this.#upgrader.handleUpgrade(request, stream, head, (socket) => {
      upgraded = true;
      this.#connect(socket, stream, tenant);
    });
  }

  #connect(socket: WebSocket, stream: Duplex, tenant: Tenant): void {
    const { limits, log, now } = this.#options;
    const connection = new Connection(socket, {
      limits,
      log,
      now,
      stream,
      tenant,
      onText: (client, text) => this.#router.receive(client, text),
      onClosed: (client) => this.#disconnect(client),
    });
    this.#connections.add(connection);
    log.count('socket-opened');
  }

  #disconnect(connection: Connection): void {
    this.#connections.delete(connection);
    this.#router.forget(connection);
    this.#addresses.release(connection.tenant, this.#options.now());
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
    if (forwarded !== undefined) this.#options.log.count('forwarded-but-proxy-not-trusted');
    return request.socket.remoteAddress ?? '';
  }

  /** 503: clients read it as "busy, come back later" (TRACKERS §1.8, rule 8). */
  #turnAway(stream: Duplex, code: string): void {
    this.#options.log.count(code);
    // Nobody reads this stream any more: a client that keeps its side open would keep ours open, too.
    stream.once('finish', () => stream.destroy());
    stream.end(
      'HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
    );
  }
}
