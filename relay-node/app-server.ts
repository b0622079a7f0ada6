// Answers plain HTTP: the built app, `sotto.json` by which a page learns of the bridge that served
// it, what balancers ask, and the status page. Only GET and HEAD exist, and every response carries the
// security headers.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppFile } from './app-files.ts';
import type { Condition, Totals } from './operating/condition.ts';
import { renderStatus, STATUS_ICON, STATUS_STYLE } from './operating/status-page.ts';
import { SECURITY_HEADERS } from './security-headers.ts';

/** What is answered from. */
export interface Site {
  /** Empty when no app is served. */
  readonly files: ReadonlyMap<string, AppFile>;
  readonly condition: () => Condition;
  readonly totals: () => Totals;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** Where the tracker listens; also at `/`, for those who paste a bare host name. */
export const TRACKER_PATH = '/announce';

/** Relative, so that it is right under every host name, port and scheme. */
const BRIDGE_DESCRIPTION = JSON.stringify({ version: 1, tracker: TRACKER_PATH });

const JSON_TYPE = 'application/json; charset=utf-8';
const TEXT_TYPE = 'text/plain; charset=utf-8';

/** What is made when it is asked for, by path. */
const PAGES: Readonly<Record<string, (site: Site) => Answer>> = {
  '/sotto.json': () => ok(JSON_TYPE, BRIDGE_DESCRIPTION),
  '/health': () => ok(JSON_TYPE, '{"status":"ok"}'),
  '/ready': ({ condition }) => readiness(condition()),
  '/status': (site) =>
    ok('text/html; charset=utf-8', renderStatus(site.condition(), site.totals())),
  '/status.json': (site) =>
    ok(JSON_TYPE, JSON.stringify({ ...site.condition(), ...site.totals() })),
  '/status.css': () => ok('text/css; charset=utf-8', STATUS_STYLE),
  '/status.svg': () => ok('image/svg+xml', STATUS_ICON),
};

/** Answers one request. */
export function respond(request: IncomingMessage, response: ServerResponse, site: Site): void {
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value);
  // Whoever keeps a connection to a bridge that stops would only hold it up.
  if (!site.condition().ready) response.setHeader('Connection', 'close');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD');
    return sendText(response, 405, 'Method not allowed.\n');
  }
  const path = pathOf(request.url);
  const page = Object.hasOwn(PAGES, path) ? PAGES[path] : undefined;
  const file = site.files.get(path);
  if (page) send(response, page(site));
  else if (path === TRACKER_PATH) sendUpgradeRequired(response);
  else if (file) sendFile(request, response, file);
  else sendText(response, 404, 'There is nothing here.\n');
}

/** Not whether the DHT works: the tracker does without it, and another bridge's may be no better. */
function readiness({ ready, dht }: Condition): Answer {
  const body = JSON.stringify({ status: ready ? 'ready' : 'draining', dht });
  return { status: ready ? 200 : 503, type: JSON_TYPE, body };
}

export function pathOf(url: string | undefined): string {
  return (url ?? '').split(/[?#]/, 1)[0] ?? '';
}

function sendFile(request: IncomingMessage, response: ServerResponse, file: AppFile): void {
  const zip = file.gzipped !== undefined && acceptsGzip(request);
  const body = zip ? file.gzipped : file.body;
  response.setHeader('Content-Type', file.type);
  if (file.policy !== undefined) response.setHeader('Content-Security-Policy', file.policy);
  response.setHeader('Cache-Control', file.cacheControl);
  response.setHeader('Content-Length', body.length);
  if (file.gzipped) response.setHeader('Vary', 'Accept-Encoding');
  if (zip) response.setHeader('Content-Encoding', 'gzip');
  response.end(body);
}

function acceptsGzip(request: IncomingMessage): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(String(request.headers['accept-encoding']));
}

function ok(type: string, body: string): Answer {
  return { status: 200, type, body };
}

function sendText(response: ServerResponse, status: number, body: string): void {
  send(response, { status, type: TEXT_TYPE, body });
}

/** RFC 9110 §15.5.22: 426 names the protocol that is spoken here. */
function sendUpgradeRequired(response: ServerResponse): void {
  response.setHeader('Upgrade', 'websocket');
  response.setHeader('Connection', 'Upgrade');
  sendText(response, 426, 'This is a WebTorrent tracker: connect with a WebSocket.\n');
}

function send(response: ServerResponse, { status, type, body }: Answer): void {
  response.statusCode = status;
  response.setHeader('Content-Type', type);
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
}
