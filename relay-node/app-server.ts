// Answers plain HTTP: the built app, `sotto.json` by which a page learns of the bridge that served
// it, and `health`. Only GET and HEAD exist, and every response carries the security headers.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppFile } from './app-files.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** Where the tracker listens; also at `/`, for those who paste a bare host name. */
export const TRACKER_PATH = '/announce';

/** Relative, so that it is right under every host name, port and scheme. */
const BRIDGE_DESCRIPTION = JSON.stringify({ version: 1, tracker: TRACKER_PATH });

/** Answers one request from the table of files, which is empty when no app is served. */
export function respond(
  request: IncomingMessage,
  response: ServerResponse,
  files: ReadonlyMap<string, AppFile>,
): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    sendText(response, 405, 'Method not allowed.\n');
    return;
  }
  const path = pathOf(request.url);
  const file = files.get(path);
  if (path === '/sotto.json') sendJson(response, BRIDGE_DESCRIPTION);
  else if (path === '/health') sendJson(response, '{"status":"ok"}');
  else if (path === TRACKER_PATH) sendUpgradeRequired(response);
  else if (file) sendFile(request, response, file);
  else sendText(response, 404, 'There is nothing here.\n');
}

export function pathOf(url: string | undefined): string {
  return (url ?? '').split(/[?#]/, 1)[0] ?? '';
}

function sendFile(request: IncomingMessage, response: ServerResponse, file: AppFile): void {
  const zip = file.gzipped !== undefined && acceptsGzip(request);
  const body = zip ? file.gzipped : file.body;
  response.setHeader('Content-Type', file.type);
  response.setHeader('Cache-Control', file.cacheControl);
  response.setHeader('Content-Length', body.length);
  if (file.gzipped) response.setHeader('Vary', 'Accept-Encoding');
  if (zip) response.setHeader('Content-Encoding', 'gzip');
  response.end(body);
}

function acceptsGzip(request: IncomingMessage): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(String(request.headers['accept-encoding']));
}

function sendJson(response: ServerResponse, body: string): void {
  send(response, { status: 200, type: 'application/json; charset=utf-8', body });
}

function sendText(response: ServerResponse, status: number, body: string): void {
  send(response, { status, type: 'text/plain; charset=utf-8', body });
}

/** RFC 9110 §15.5.22: 426 names the protocol that is spoken here. */
function sendUpgradeRequired(response: ServerResponse): void {
  response.setHeader('Upgrade', 'websocket');
  response.setHeader('Connection', 'Upgrade');
  sendText(response, 426, 'This is a WebTorrent tracker: connect with a WebSocket.\n');
}

function send(
  response: ServerResponse,
  { status, type, body }: { status: number; type: string; body: string },
): void {
  response.statusCode = status;
  response.setHeader('Content-Type', type);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
}
