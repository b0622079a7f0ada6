// Somebody in the DHT whom a test plays itself: a bare UDP socket on a loopback address of its own.

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import bencode from 'bencode';
import { onTestFinished } from 'vitest';

export interface Message {
  readonly t: Uint8Array;
  readonly y?: Uint8Array;
  readonly q?: Uint8Array;
  readonly a?: Readonly<Record<string, unknown>>;
  readonly r?: Readonly<Record<string, unknown>>;
  readonly ro?: number;
}

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** Keeps what is to be done at the end. */
export type WhenDone = (end: () => void | Promise<void>) => void;

export class Stranger {
  readonly place: Place;
  /** Every datagram that came in. */
  readonly heard: Buffer[] = [];
  readonly #socket: Socket;
  readonly #waiting: (() => void)[] = [];
  #answer: ((asked: Message) => Uint8Array | undefined) | undefined;
  #closed = false;

  private constructor(socket: Socket) {
    const { address, port } = socket.address();
    this.#socket = socket;
    this.place = { host: address, port };
    socket.on('message', (bytes, { address: host, port }) => {
      this.heard.push(bytes);
      const answer = this.#answer?.(bencode.decode(bytes) as Message);
      if (answer !== undefined) this.send(answer, { host, port });
      for (const wake of this.#waiting.splice(0)) wake();
    });
  }

  /** At a free port unless told. Closed when the test ends, or whatever else it is for. */
  static async at(host: string, whenDone: WhenDone = onTestFinished, port = 0): Promise<Stranger> {
    const socket = createSocket('udp4').bind(port, host);
    await once(socket, 'listening');
    const stranger = new Stranger(socket);
    whenDone(() => stranger.close());
    return stranger;
  }

  close(): void {
    if (!this.#closed) this.#socket.close();
    this.#closed = true;
  }

  /** As bootstrap nodes are named. */
  get name(): string {
    return `${this.place.host}:${this.place.port}`;
  }

  /** From now on it answers by itself. */
  answer(by: (asked: Message) => Uint8Array | undefined): void {
    this.#answer = by;
  }

  send(bytes: Uint8Array, { host, port }: Place): void {
    this.#socket.send(bytes, port, host);
  }

  /** The `n`-th datagram that came in, as soon as it does. */
  async nth(n: number): Promise<Message> {
    while (this.heard.length < n) await new Promise<void>((wake) => this.#waiting.push(wake));
    return bencode.decode(this.heard[n - 1] as Buffer) as Message;
  }
}

export const encode = (message: object): Uint8Array => bencode.encode(message);

/** A sound reply to what was asked with `t`. */
export function reply(t: Uint8Array, body: object): Uint8Array {
  return encode({ t, y: 'r', r: body });
}

/** BEP 5, "compact node info". */
export function compactNode(id: Uint8Array, { host, port }: Place): Uint8Array {
  return Uint8Array.from([...id, ...host.split('.').map(Number), port >> 8, port & 255]);
}
