// The socket port of browsers.

import { createSocketPort, type SocketLike } from '../web-socket.ts';

export const browserSockets = createSocketPort((url) => new WebSocket(url) as SocketLike);
