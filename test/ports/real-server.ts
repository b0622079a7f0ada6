// Runs a server of the twin's kind on a real socket of the loopback interface.

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Server } from './memory-socket.ts';

export interface RealServer {
  /** `ws://127.0.0.1:…`, with a port that was free. */
  readonly url: string;
  close(): Promise<void>;
}

export async function serveForReal(server: Server): Promise<RealServer> {
  const listening = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  listening.on('connection', (socket) => connect(socket, server));
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}`,
    async close() {
      for (const socket of listening.clients) socket.terminate();
      listening.close();
      await once(listening, 'close');
    },
  };
}

function connect(socket: WebSocket, server: Server): void {
  const handlers = server({
    send: (data) => socket.send(data),
    close: (code = 1_000) => socket.close(code),
  });
  socket.on('message', (data: Buffer, isBinary) => {
    handlers.receive(isBinary ? new Uint8Array(data) : data.toString('utf8'));
  });
  socket.on('close', () => handlers.closed?.());
  // What a client does wrong ends its connection, and `close` follows.
  socket.on('error', () => {});
}

/** A port on which somebody listened until just now. */
export async function freeUrl(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `ws://127.0.0.1:${port}`;
}
