// The reference server of bittorrent-tracker, as a second partner for tests of tracker clients.

import type { AddressInfo, Socket } from 'node:net';
import Server from 'bittorrent-tracker/server';

export interface ReferenceTracker {
  readonly url: string;
  readonly port: number;
  /** What it refused, in its own words. */
  readonly warnings: readonly string[];
  close(): Promise<void>;
}

/** WebSocket only, on a free port of 127.0.0.1. Closing it cuts its clients. */
export async function startReferenceTracker(): Promise<ReferenceTracker> {
  const server = new Server({ http: false, udp: false, ws: true, stats: false });
  const warnings: string[] = [];
  server.on('warning', (error) => warnings.push(error.message));
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.http.address() as AddressInfo;
  const sockets = new Set<Socket>();
  server.http.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return {
    url: `ws://127.0.0.1:${port}`,
    port,
    warnings,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
