// The socket port: WebSocket clients (RFC 6455), text and binary.

export type SocketEvent =
  | { readonly kind: 'open' }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** The last event of a socket, whether or not it ever opened. */
  | { readonly kind: 'closed'; readonly code: number };

export interface SocketHandle {
  /** Queues one frame. Dropped silently unless the socket is open. */
  send(data: string | Uint8Array): void;
  /** Closes at once; `closed` follows exactly once. */
  close(): void;
}

export interface SocketPort {
  /**
   * Starts to connect. Events never arrive before this call has returned. A URL that is not
   * ws: or wss: yields `closed` with code 1006.
   */
  open(url: string, listen: (event: SocketEvent) => void): SocketHandle;
}
