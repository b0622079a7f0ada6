// The socket port over any WebSocket class of the WHATWG shape: the browser's own, or `ws` in Node.

import type { SocketEvent, SocketHandle, SocketPort } from '../ports/socket.ts';

/** RFC 6455 §7.4.1: the connection ended without a close frame, or never began. */
const ABNORMAL_CLOSURE = 1006;
/** RFC 6455 §7.4.1. */
const NORMAL_CLOSURE = 1000;

/** What is used of a WebSocket; both kinds have it. */
export interface SocketLike {
  binaryType: string;
  readonly readyState: number;
  onopen: (() => void) | null;
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onclose: ((event: { readonly code: number }) => void) | null;
  onerror: (() => void) | null;
  send(data: string | Uint8Array): void;
  close(code?: number): void;
}

const OPEN = 1;

export function createSocketPort(construct: (url: string) => SocketLike): SocketPort {
  return {
    open(url, listen) {
      const socket = /^wss?:/i.test(url) ? attempt(() => construct(url)) : undefined;
      if (socket === undefined) return refused(listen);
      return new Socket(socket, listen);
    },
  };
}

/** A URL that the runtime does not like (a port it forbids, plain text from a secure page). */
function attempt(construct: () => SocketLike): SocketLike | undefined {
  try {
    return construct();
  } catch {
    return undefined;
  }
}

function refused(listen: (event: SocketEvent) => void): SocketHandle {
  queueMicrotask(() => listen({ kind: 'closed', code: ABNORMAL_CLOSURE }));
  return { send: () => {}, close: () => {} };
}

class Socket implements SocketHandle {
  readonly #socket: SocketLike;
  readonly #listen: (event: SocketEvent) => void;
  #closed = false;

  constructor(socket: SocketLike, listen: (event: SocketEvent) => void) {
    this.#socket = socket;
    this.#listen = listen;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => this.#emit({ kind: 'open' });
    socket.onmessage = ({ data }) => this.#onData(data);
    // `close` follows every error and says all that may be known.
    socket.onerror = () => {};
    socket.onclose = ({ code }) => this.#finish(code);
  }

  send(data: string | Uint8Array): void {
    if (!this.#closed && this.#socket.readyState === OPEN) this.#socket.send(data);
  }

  /** Told at once: the other end's goodbye may never come, and `ws` goes on reading until it does. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#socket.close(NORMAL_CLOSURE);
    queueMicrotask(() => this.#listen({ kind: 'closed', code: NORMAL_CLOSURE }));
  }

  #onData(data: unknown): void {
    if (typeof data === 'string') this.#emit({ kind: 'text', text: data });
    else if (data instanceof ArrayBuffer)
      this.#emit({ kind: 'bytes', bytes: new Uint8Array(data) });
  }

  #finish(code: number): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listen({ kind: 'closed', code });
  }

  #emit(event: SocketEvent): void {
    if (!this.#closed) this.#listen(event);
  }
}
