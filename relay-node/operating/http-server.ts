// The HTTP server under everything else, plain or with TLS: how long it waits for whom, where it
// listens, and how it ends.

import type { RequestListener } from 'node:http';
import { createServer as createPlainServer, type Server as PlainServer } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Log } from '../../src/ports/log.ts';
import type { Certificate } from './tls.ts';

export type HttpServer = PlainServer | TlsServer;

export interface HttpServerOptions {
  /** With it the server speaks TLS. */
  readonly tls?: Certificate | undefined;
  readonly maxConnections: number;
  readonly log: Log;
}

/** A request is read within these, or its connection is closed. Our choice. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 15_000;
const HTTP_IDLE_TIMEOUT_MS = 30_000;
const TLS_HANDSHAKE_TIMEOUT_MS = 10_000;

export function createHttpServer(
  { tls, maxConnections, log }: HttpServerOptions,
  onRequest: RequestListener,
): HttpServer {
  const timeouts = { headersTimeout: HEADERS_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS };
  const server =
    tls === undefined
      ? createPlainServer(timeouts, onRequest)
      : createTlsServer(
          { ...timeouts, ...tls, handshakeTimeout: TLS_HANDSHAKE_TIMEOUT_MS },
          onRequest,
        );
  server.timeout = HTTP_IDLE_TIMEOUT_MS;
  server.maxConnections = maxConnections;
  server.on('tlsClientError', () => log.count('tls-handshake-failed'));
  return server;
}

/** Rejects with the system's error when the address cannot be had. */
export async function listen(
  server: HttpServer,
  at: { readonly port: number; readonly host: string },
): Promise<{ readonly port: number; readonly host: string }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(at.port, at.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address() as AddressInfo;
  return { port: address.port, host: urlHost(at.host) };
}

/**
 * Resolves when the last connection is gone. Those that are still there after the grace are given up
 * by `impatience`, and then cut.
 */
export async function closeServer(
  server: HttpServer,
  graceMs: number,
  impatience: () => void = () => {},
): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => {
    impatience();
    server.closeAllConnections();
  }, graceMs);
  await closed;
  clearTimeout(cut);
}

/** What to write into a URL that leads to a server listening on `host`. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
