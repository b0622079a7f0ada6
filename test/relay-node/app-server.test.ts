// The plain HTTP side: the app, sotto.json, health, and what must not be served.

import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Bridge, startBridge } from '../../relay-node/bridge.ts';
import { contentSecurityPolicy } from '../../relay-node/security-headers.ts';
import { bridgeForTest } from './harness.ts';

const SCRIPT = `console.log('hello');\n`.repeat(100);
let folder: string;
let bridge: Bridge;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-app-'));
  await writeFile(join(folder, 'secret.txt'), 'secret');
  const app = join(folder, 'app');
  await mkdir(join(app, 'assets'), { recursive: true });
  await mkdir(join(app, '.git'));
  await writeFile(join(app, 'index.html'), '<!doctype html>');
  await writeFile(join(app, 'styled.html'), '<style>a{}</style>');
  await writeFile(join(app, 'icon.svg'), '<svg/>');
  await writeFile(join(app, 'assets', 'index-Ab3_d-9Z.js'), SCRIPT);
  await writeFile(join(app, 'notes.unknown'), 'secret');
  await writeFile(join(app, '.git', 'config.txt'), 'secret');
  await symlink(join(folder, 'secret.txt'), join(app, 'link.txt'));
  bridge = await startBridge({ app });
});

afterAll(async () => {
  await bridge.close();
  await rm(folder, { recursive: true });
});

/** Sends a request as it is written, which `fetch` would first clean up. */
async function raw(request: string): Promise<string> {
  const socket = connect(bridge.port, '127.0.0.1');
  socket.end(request);
  return text(socket);
}

async function get(path: string, init?: RequestInit) {
  const response = await fetch(bridge.url + path, init);
  const header = (name: string) => response.headers.get(name);
  return { status: response.status, body: await response.text(), header };
}

describe('the app', () => {
  test('is served with types and caching', async () => {
    const index = await get('/');
    expect([index.status, index.body]).toEqual([200, '<!doctype html>']);
    expect(index.header('content-type')).toBe('text/html; charset=utf-8');
    expect(index.header('cache-control')).toBe('no-store');
    expect((await get('/index.html?x#y')).body).toBe('<!doctype html>');
    const icon = await get('/icon.svg');
    expect([icon.header('content-type'), icon.header('cache-control')]).toEqual([
      'image/svg+xml',
      'no-store',
    ]);
    const script = await get('/assets/index-Ab3_d-9Z.js');
    expect(script.header('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.header('cache-control')).toBe('public, max-age=31536000, immutable');
  });

  test('is compressed for those who take gzip', async () => {
    const zipped = await get('/assets/index-Ab3_d-9Z.js');
    expect([zipped.header('content-encoding'), zipped.body]).toEqual(['gzip', SCRIPT]);
    const headers = { 'Accept-Encoding': 'gzip;q=0' };
    const plain = await get('/assets/index-Ab3_d-9Z.js', { headers });
    expect([plain.header('content-encoding'), plain.body]).toEqual([null, SCRIPT]);
    expect(plain.header('vary')).toBe('Accept-Encoding');
  });

  test('answers HEAD without a body', async () => {
    const head = await get('/', { method: 'HEAD' });
    expect([head.status, head.body, head.header('content-length')]).toEqual([200, '', '15']);
  });
});

describe('nothing else', () => {
  test.each([
    '/../secret.txt',
    '/../../../../../../etc/passwd',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/assets/../../secret.txt',
    '/assets//../../secret.txt',
    '//etc/passwd',
    '/./index.html/../../secret.txt',
    '/link.txt',
    '/notes.unknown',
    '/.git/config.txt',
    '/assets',
    '/assets/',
    '/__proto__',
    '/constructor',
    '/%00',
    'http://localhost/../secret.txt',
    '*',
  ])('is served: %s', async (path) => {
    const response = await raw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    expect(response).toMatch(/^HTTP\/1\.1 404 /);
    expect(response).not.toContain('secret');
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('is done: %s', async (method) => {
    const response = await get('/', { method });
    expect([response.status, response.header('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test.each([
    ['nonsense\r\n\r\n', 400],
    [`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, 431],
    ['GET /other HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n', 404],
    ['GET /announce HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n', 400],
  ])('is understood: %.30s', async (request, status) => {
    expect(await raw(request)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });
});

describe('every response', () => {
  test.each(['/', '/nothing', '/sotto.json', '/announce'])(
    'carries the headers: %s',
    async (path) => {
      const { header } = await get(path);
      expect(header('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; " +
          "style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self' wss: ws:; " +
          "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
          "require-trusted-types-for 'script'; trusted-types sotto-worker svelte-trusted-html",
      );
      expect(header('referrer-policy')).toBe('no-referrer');
      expect(header('x-content-type-options')).toBe('nosniff');
      expect(header('x-dns-prefetch-control')).toBe('off');
      expect(header('cross-origin-opener-policy')).toBe('same-origin');
      expect(header('cross-origin-resource-policy')).toBe('same-origin');
      expect(header('permissions-policy')).toContain('geolocation=()');
      expect(header('access-control-allow-origin')).toBeNull();
    },
  );
});

test('a page that holds its style says so in its policy', async () => {
  const policyOf = async (path: string) => (await get(path)).header('content-security-policy');
  const [styled, plain] = [await policyOf('/styled.html'), await policyOf('/')];
  expect(styled).toBe(contentSecurityPolicy('<style>a{}</style>'));
  expect(styled).not.toBe(plain);
});

test('sotto.json names the tracker by a path, health says ok, /announce wants a WebSocket', async () => {
  const description = await get('/sotto.json');
  expect(JSON.parse(description.body)).toEqual({ version: 1, tracker: '/announce' });
  expect(description.header('cache-control')).toBe('no-store');
  expect(JSON.parse((await get('/health')).body)).toEqual({ status: 'ok' });
  expect((await get('/announce')).status).toBe(426);
});

test('without an app the tracker and sotto.json are there, and nothing else', async () => {
  const bare = await bridgeForTest();
  expect((await fetch(bare.url)).status).toBe(404);
  expect((await fetch(`${bare.url}/sotto.json`)).status).toBe(200);
});

test('a directory that is not the app is refused at start', async () => {
  await expect(startBridge({ app: join(folder, 'nowhere') })).rejects.toThrow('ENOENT');
  await expect(startBridge({ app: join(folder, 'app', 'assets') })).rejects.toThrow('index.html');
});
