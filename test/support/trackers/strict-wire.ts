// The sockets of the strict double: listening, recording, latency and truncation. It knows nothing
// of what the frames say.

import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

export interface Recorded {
  readonly direction: 'in' | 'out';
  /** Sockets are numbered in the order in which they connected, from 1. */
  readonly socket: number;
  /** `ip:port` of the client. */
  readonly address: string;
  readonly atMs: number;
  readonly text: string;
}

export interface Link<Seat> {
  readonly serial: number;
  readonly address: string;
  readonly socket: WebSocket;
  readonly seat: Seat;
  idle: NodeJS.Timeout | undefined;
}

export interface WireOptions<Seat> {
  readonly idleMs: number;
  readonly latencyMs: number;
  readonly newSeat: () => Seat;
  readonly onMessage: (link: Link<Seat>, data: Buffer, binary: boolean) => void;
  readonly onClosed: (link: Link<Seat>) => void;
}

/** Larger than any limit that the rules check, so that the rules see the whole frame. */
const MAX_PAYLOAD_BYTES = 8 * 1024 * 1024;

export class StrictWire<Seat> {
  readonly recording: Recorded[] = [];
  readonly links = new Map<Seat, Link<Seat>>();
  latencyMs: number;
  truncate = false;
  port = 0;
  readonly #options: WireOptions<Seat>;
  readonly #watchers = new Set<(recorded: Recorded) => void>();
  #server: WebSocketServer | undefined;
  #connected = 0;

  constructor(options: WireOptions<Seat>) {
    this.#options = options;
    this.latencyMs = options.latencyMs;
  }

  async pause(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.closeAll();
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  async resume(): Promise<void> {
    if (this.#server) return;
    const server = new WebSocketServer({
      host: '127.0.0.1',
      port: this.port,
      maxPayload: MAX_PAYLOAD_BYTES,
    });
    this.#server = server;
    server.on('connection', (socket, request) => this.#connect(socket, request));
    await once(server, 'listening');
    this.port = (server.address() as AddressInfo).port;
  }

  closeAll(): void {
    for (const { socket } of this.links.values()) socket.terminate();
  }

  seen(wanted: (recorded: Recorded) => boolean): Promise<Recorded> {
    const past = this.recording.find(wanted);
    if (past) return Promise.resolve(past);
    return new Promise((resolve) => {
      const watch = (recorded: Recorded) => {
        if (!wanted(recorded)) return;
        this.#watchers.delete(watch);
        resolve(recorded);
      };
      this.#watchers.add(watch);
    });
  }

  send(link: Link<Seat>, whole: string): void {
    const text = this.truncate ? whole.slice(0, Math.floor(whole.length / 2)) : whole;
    this.#later(() => {
      if (link.socket.readyState !== link.socket.OPEN) return;
      this.#record('out', link, text);
      link.socket.send(text);
    });
  }

  /** Puts off the moment at which the socket is cut for having nothing to say. */
  restartIdle(link: Link<Seat>): void {
    clearTimeout(link.idle);
    link.idle = setTimeout(() => link.socket.terminate(), this.#options.idleMs);
  }

  #connect(socket: WebSocket, request: IncomingMessage): void {
    const { remoteAddress, remotePort } = request.socket;
    const link: Link<Seat> = {
      serial: ++this.#connected,
      address: `${remoteAddress}:${remotePort}`,
      socket,
      seat: this.#options.newSeat(),
      idle: undefined,
    };
    this.links.set(link.seat, link);
    this.restartIdle(link);
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(link.idle);
      this.links.delete(link.seat);
      this.#options.onClosed(link);
    });
    socket.on('message', (data: Buffer, binary) => {
      this.#record('in', link, data.toString('utf8'));
      this.#later(() => this.#deliver(link, data, binary));
    });
  }

  /** What was still under way when the socket closed is lost. */
  #deliver(link: Link<Seat>, data: Buffer, binary: boolean): void {
    if (this.links.has(link.seat)) this.#options.onMessage(link, data, binary);
  }

  #later(act: () => void): void {
    if (this.latencyMs > 0) setTimeout(act, this.latencyMs);
    else act();
  }

  #record(direction: 'in' | 'out', { serial, address }: Link<Seat>, text: string): void {
    const recorded = { direction, socket: serial, address, atMs: performance.now(), text };
    this.recording.push(recorded);
    for (const watch of this.#watchers) watch(recorded);
  }
}
