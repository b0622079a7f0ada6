// The socket port's in-memory twin: WebSocket servers by URL, and clients that reach them after a
// latency on the virtual clock. A server is a function from a client to its handlers, so that a
// tracker for tests needs to know nothing of sockets.

import type { SocketEvent, SocketHandle, SocketPort } from '../../src/ports/socket.ts';
import type { MemoryClock } from './memory-clock.ts';

export interface ServerSide {
  send(data: string | Uint8Array): void;
  close(code?: number): void;
}

export interface ServerHandlers {
  receive(data: string | Uint8Array): void;
  /** The last call: the client is gone. */
  closed?(): void;
}

export type Server = (client: ServerSide) => ServerHandlers;

export interface SocketNetOptions {
  readonly clock: MemoryClock;
  /** One way, between a node and a server, in milliseconds; 20 unless told. */
  readonly latencyMs?: (node: string, url: string) => number;
}

/** TCP's and WebSocket's handshakes: two round trips until `open` (RFC 9293, RFC 6455). */
const HANDSHAKE_ONE_WAYS = 4;

/** Our choice: after that long, a server that does not answer is given up. */
const CONNECT_TIMEOUT_MS = 20_000;

export class MemorySocketNet {
  readonly #clock: MemoryClock;
  readonly #latencyMs: (node: string, url: string) => number;
  readonly #servers = new Map<string, Server>();
  readonly #live = new Set<MemorySocket>();
  readonly #cut = new Set<string>();

  constructor({ clock, latencyMs = () => 20 }: SocketNetOptions) {
    this.#clock = clock;
    this.#latencyMs = latencyMs;
  }

  /** Accepts clients at `url` from now on. */
  serve(url: string, server: Server): void {
    this.#servers.set(url, server);
  }

  /** Ends a server and every connection to it. */
  stop(url: string): void {
    this.#servers.delete(url);
    for (const socket of this.#live) if (socket.url === url) socket.endByServer(1_001);
  }

  /** The port of one node. */
  port(node: string): SocketPort {
    return { open: (url, listen) => this.#open({ node, url, listen }) };
  }

  /** Nothing passes between this node and any server, and nobody is told. */
  cut(node: string): void {
    this.#cut.add(node);
  }

  /** Undoes `cut`. Whatever was lost meanwhile is missed now, and its connection breaks. */
  heal(node: string): void {
    this.#cut.delete(node);
    for (const socket of this.#live) if (socket.node === node) socket.breakIfLossy();
  }

  /** The node ends without a word: its servers notice, and it hears nothing more. */
  crash(node: string): void {
    for (const socket of this.#live) if (socket.node === node) socket.crash();
  }

  /** Open and opening connections of a node. */
  count(node: string): number {
    return [...this.#live].filter((socket) => socket.node === node).length;
  }

  #open(client: Client): SocketHandle {
    const socket: MemorySocket = new MemorySocket({
      ...client,
      clock: this.#clock,
      latencyMs: this.#latencyMs(client.node, client.url),
      server: () => this.#servers.get(client.url),
      isCut: () => this.#cut.has(client.node),
      gone: () => this.#live.delete(socket),
    });
    this.#live.add(socket);
    socket.connect();
    return socket;
  }
}

interface Client {
  readonly node: string;
  readonly url: string;
  readonly listen: (event: SocketEvent) => void;
}

interface Wiring extends Client {
  readonly clock: MemoryClock;
  readonly latencyMs: number;
  readonly server: () => Server | undefined;
  readonly isCut: () => boolean;
  readonly gone: () => void;
}

class MemorySocket implements SocketHandle {
  readonly #wiring: Wiring;
  #state: 'connecting' | 'open' | 'closed' = 'connecting';
  #served = false;
  #handlers: ServerHandlers | undefined;
  #lossy = false;

  constructor(wiring: Wiring) {
    this.#wiring = wiring;
  }

  get url(): string {
    return this.#wiring.url;
  }

  get node(): string {
    return this.#wiring.node;
  }

  connect(): void {
    const { clock, latencyMs, url, isCut } = this.#wiring;
    const refused = !/^wss?:/i.test(url);
    const delayMs = isCut() ? CONNECT_TIMEOUT_MS : latencyMs * HANDSHAKE_ONE_WAYS;
    clock.after(refused ? 0 : delayMs, () => (refused ? this.#finish(1_006) : this.#opened()));
  }

  #opened(): void {
    if (this.#state !== 'connecting') return;
    const server = this.#wiring.isCut() ? undefined : this.#wiring.server();
    if (server === undefined) return this.#finish(1_006);
    this.#state = 'open';
    this.#served = true;
    this.#wiring.listen({ kind: 'open' });
    this.#handlers = server({
      send: (data) => this.#toClient(data),
      close: (code = 1_000) => this.endByServer(code),
    });
  }

  send(data: string | Uint8Array): void {
    if (this.#state !== 'open') return;
    const sent = copied(data);
    this.#carry(() => {
      if (this.#served) this.#handlers?.receive(sent);
    });
  }

  close(): void {
    if (this.#state === 'closed') return;
    this.#carry(() => this.#lost());
    this.#finish(1_000);
  }

  endByServer(code: number): void {
    if (!this.#served) return;
    this.#lost();
    this.#carry(() => this.#finish(code));
  }

  breakIfLossy(): void {
    if (!this.#lossy) return;
    this.#lost();
    this.#finish(1_006);
  }

  crash(): void {
    this.#carry(() => this.#lost());
    this.#state = 'closed';
    this.#wiring.gone();
  }

  #toClient(data: string | Uint8Array): void {
    if (!this.#served) return;
    const sent = copied(data);
    this.#carry(() => {
      if (this.#state !== 'open') return;
      this.#wiring.listen(
        typeof sent === 'string' ? { kind: 'text', text: sent } : { kind: 'bytes', bytes: sent },
      );
    });
  }

  /** TCP keeps order: everything takes the same time, and the clock rings by age. */
  #carry(arrive: () => void): void {
    const { clock, latencyMs, isCut } = this.#wiring;
    clock.after(latencyMs, () => {
      if (isCut()) this.#lossy = true;
      else arrive();
    });
  }

  /** The server's side of the end. */
  #lost(): void {
    if (!this.#served) return;
    this.#served = false;
    this.#handlers?.closed?.();
  }

  /** The client's side of the end. */
  #finish(code: number): void {
    const { clock, gone, listen } = this.#wiring;
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    gone();
    clock.after(0, () => listen({ kind: 'closed', code }));
  }
}

function copied(data: string | Uint8Array): string | Uint8Array {
  return typeof data === 'string' ? data : data.slice();
}
