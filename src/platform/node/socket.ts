// The socket port of Node, over `ws`.

import WebSocket from 'ws';
import { createSocketPort, type SocketLike } from '../web-socket.ts';

/** TRACKERS §1.4: no server sends more; a larger frame closes the socket. */
const MAX_FRAME_BYTES = 65_536;
/** Our choice: a server that does not finish the handshake is given up. */
const HANDSHAKE_TIMEOUT_MS = 10_000;

export const nodeSockets = createSocketPort(
  (url) =>
    new WebSocket(url, {
      perMessageDeflate: false,
      maxPayload: MAX_FRAME_BYTES,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    }) as SocketLike,
);
