// A WebSocket client for tests of servers: what arrives is kept as one line for each frame, and handed
// out one at a time, in order.

import { once } from 'node:events';
import { WebSocket } from 'ws';

export abstract class LineSocket {
  readonly socket: WebSocket;
  /** Resolves to the close code. */
  readonly closed: Promise<number>;
  readonly #arrived: string[] = [];
  #wanted: (() => void) | undefined;

  constructor(socket: WebSocket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      socket.once('close', (code) => {
        resolve(code);
        this.#wanted?.();
      });
    });
    socket.on('error', () => {});
    socket.on('message', (data: Buffer, isBinary) => {
      const line = this.lineOf(data, isBinary);
      if (line !== undefined) this.#arrived.push(line);
      this.#wanted?.();
    });
  }

  /** Undefined for a frame that is not to be handed out. */
  protected abstract lineOf(data: Buffer, isBinary: boolean): string | undefined;

  /** The next line that was not handed out; rejects when the socket closes instead. */
  async nextLine(): Promise<string> {
    while (this.#arrived.length === 0) {
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error('the socket is closed');
      await new Promise<void>((resolve) => {
        this.#wanted = resolve;
      });
    }
    return this.#arrived.shift() ?? '';
  }

  async take(count: number): Promise<string[]> {
    const lines: string[] = [];
    while (lines.length < count) lines.push(await this.nextLine());
    return lines;
  }

  /** Resolves when the server has read all that was sent until now, or has closed. */
  async seen(): Promise<void> {
    this.socket.ping();
    await Promise.race([once(this.socket, 'pong'), this.closed]);
  }

  /** What came and was not handed out; it never is then. */
  protected takeRest(): string[] {
    return this.#arrived.splice(0);
  }

  /** What came until now: all that the server had sent when it read this client's last frame. */
  async settled(): Promise<string[]> {
    await this.seen();
    return this.takeRest();
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}

/** As a client without compression, from an address that a proxy might name. */
export function connectFrom(url: string | undefined, from: string | undefined): WebSocket {
  const headers = from === undefined ? {} : { 'X-Forwarded-For': from };
  return new WebSocket(url ?? '', { perMessageDeflate: false, headers });
}
