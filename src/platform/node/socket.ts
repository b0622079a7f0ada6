// The socket port of Node, over `ws`.

import WebSocket from 'ws';
import { createSocketPort, type SocketLike } from '../web-socket.ts';

const OPTIONS = {
  perMessageDeflate: false,
  /** TRACKERS §1.4, bytes: no server sends more; a larger frame closes the socket. */
  maxPayload: 65_536,
  /** Our choice, milliseconds: a server that does not finish the handshake is given up. */
  handshakeTimeout: 10_000,
  /** Our choice, milliseconds: so long may a server's goodbye hold up the end of the process. */
  closeTimeout: 2_000,
};

export const nodeSockets = createSocketPort((url) => new WebSocket(url, OPTIONS) as SocketLike);
