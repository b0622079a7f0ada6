// What stands behind one path of the bridge: it is told of every WebSocket that came for it, and
// answers with the guest to whom that socket's frames go.

import type { Rate } from '../../src/base/token-bucket.ts';
import type { Connection } from './connection.ts';

/** One client of one service. Hostile input never makes it throw; what does is a bug of ours. */
export interface Guest {
  receive(frame: Buffer, isBinary: boolean): void;
  /** The socket is gone; nothing can be sent any more. */
  left(): void;
}

export interface Service {
  /** Bytes; a longer frame closes the socket. */
  readonly frameBytes: number;
  /** What one socket may send before it is read more slowly, in messages. */
  readonly rate: Rate;
  /** Milliseconds after which a socket that says nothing is closed, however alive it is. */
  readonly silenceMs: number;
  welcome(connection: Connection): Guest;
}
