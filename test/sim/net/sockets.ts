// The socket port of the simulation: servers are handlers, and a network lies between.
//
//   open ── one and a half round trips ──▶ server.accept ─▶ open
//   send ─▶ … ─▶ heard            answer ─▶ … ─▶ text or bytes
//   no server, or it stops ─▶ closed 1006

import type { SocketEvent, SocketHandle, SocketPort } from '../../../src/ports/socket.ts';
import { type Host, type Network, Pipe } from './network.ts';

/** RFC 6455 §7.1.5 and §7.4.1. */
const ABNORMAL = 1006;
const NORMAL = 1000;

/** What a server holds of one of its connections. */
export interface ServerSocket {
  send(data: string | Uint8Array): void;
  close(): void;
}

export interface SocketServer {
  /** The host that it stands on. */
  readonly host: Host;
  connected(client: ServerSocket): void;
  heard(client: ServerSocket, data: string | Uint8Array): void;
  /** The last of each connection. */
  gone(client: ServerSocket): void;
}

/** How long a server keeps a client whose machine went silent (OVERLAY.md: 60 to 240 s). */
const GHOST_MS = 90_000;

export class Sockets {
  readonly #network: Network;
  readonly #servers = new Map<string, SocketServer>();
  readonly #open = new Set<Connection>();

  constructor(network: Network) {
    this.#network = network;
  }

  serve(url: string, server: SocketServer): void {
    this.#servers.set(url, server);
  }

  /** The server ends, and so do its connections. */
  stop(url: string): void {
    const server = this.#servers.get(url);
    this.#servers.delete(url);
    for (const connection of [...this.#open]) {
      if (connection.server === server) connection.serverEnds();
    }
  }

  port(host: Host): SocketPort {
    return { open: (url, listen) => this.#openFrom(host, url, listen) };
  }

  /** Sockets that this host has not closed and that were not closed for it. */
  openOf(host: Host): number {
    return [...this.#open].filter((connection) => connection.isOpenAt(host)).length;
  }

  /** The host vanishes: at once for its servers when its system closes its sockets, else later. */
  vanish(host: Host, { silently }: { readonly silently: boolean }): void {
    for (const connection of [...this.#open]) {
      if (connection.client === host) connection.vanish(silently ? GHOST_MS : 0);
    }
  }

  #openFrom(host: Host, url: string, listen: (event: SocketEvent) => void): SocketHandle {
    const valid = /^wss?:\/\//i.test(url);
    const connection = new Connection({
      network: this.#network,
      client: host,
      server: () => this.#servers.get(url),
      serverHost: valid ? url : host,
      listen,
      over: () => this.#open.delete(connection),
    });
    this.#open.add(connection);
    connection.begin();
    return connection;
  }
}

interface Parts {
  readonly network: Network;
  readonly client: Host;
  readonly server: () => SocketServer | undefined;
  readonly serverHost: Host;
  readonly listen: (event: SocketEvent) => void;
  readonly over: () => void;
}

class Connection implements SocketHandle {
  readonly client: Host;
  readonly #parts: Parts;
  readonly #up: Pipe;
  readonly #down: Pipe;
  readonly #serverSide: ServerSocket;
  #server: SocketServer | undefined;
  #state: 'connecting' | 'open' | 'closed' = 'connecting';

  constructor(parts: Parts) {
    this.#parts = parts;
    this.client = parts.client;
    this.#up = new Pipe(parts.network, parts.client, parts.serverHost);
    this.#down = new Pipe(parts.network, parts.serverHost, parts.client);
    this.#serverSide = {
      send: (data) => {
        if (this.#server !== undefined) this.#down.send(() => this.#receive(data));
      },
      close: () => this.serverEnds(),
    };
  }

  get server(): SocketServer | undefined {
    return this.#server;
  }

  isOpenAt(host: Host): boolean {
    return this.client === host && this.#state !== 'closed';
  }

  begin(): void {
    const accept = () => {
      const server = this.#parts.server();
      if (this.#state === 'closed') return;
      if (server === undefined) return this.#down.send(() => this.#closed(ABNORMAL));
      this.#server = server;
      server.connected(this.#serverSide);
      this.#down.send(() => this.#opened());
    };
    this.#up.send(() => this.#down.send(() => this.#up.send(accept)));
  }

  send(data: string | Uint8Array): void {
    if (this.#state !== 'open') return;
    this.#up.send(() => this.#server?.heard(this.#serverSide, data));
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#down.end();
    this.#up.send(() => this.#leaveServer());
    const { clock } = this.#parts.network;
    clock.after(0, () => this.#parts.listen({ kind: 'closed', code: NORMAL }));
  }

  serverEnds(): void {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    server.gone(this.#serverSide);
    this.#down.send(() => this.#closed(ABNORMAL));
    if (this.#state === 'closed') this.#parts.over();
  }

  vanish(noticedAfterMs: number): void {
    this.#state = 'closed';
    this.#down.end();
    this.#up.end();
    const { clock } = this.#parts.network;
    clock.after(noticedAfterMs, () => this.#leaveServer());
  }

  #leaveServer(): void {
    const server = this.#server;
    this.#server = undefined;
    server?.gone(this.#serverSide);
    this.#parts.over();
  }

  #opened(): void {
    if (this.#state !== 'connecting') return;
    this.#state = 'open';
    this.#parts.listen({ kind: 'open' });
  }

  #receive(data: string | Uint8Array): void {
    if (this.#state !== 'open') return;
    this.#parts.listen(
      typeof data === 'string' ? { kind: 'text', text: data } : { kind: 'bytes', bytes: data },
    );
  }

  #closed(code: number): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#up.end();
    this.#parts.over();
    this.#parts.listen({ kind: 'closed', code });
  }
}
