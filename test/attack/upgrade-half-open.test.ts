// Attack: a client asks for a WebSocket where there is none, or one too many, reads the refusal, and
// keeps its side of the connection open. The server must not keep its side for it: `connections` of
// them, from one address, would shut everybody out.

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { bridgeForTest } from '../relay-node/harness.ts';

const handshake = (path: string) =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n';

/** A socket that leaves its own side open whatever happens. */
async function stubborn(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** Resolves with the refusal once the server has let go of the connection. */
async function refusedFor(port: number, path: string): Promise<string> {
  const socket = await stubborn(port);
  socket.write(handshake(path));
  const [head] = (await once(socket, 'data')) as [Buffer];
  // Whoever writes to a connection that is closed on both sides is told so; to a half-open one, not.
  const refused = new Promise((resolve) => socket.once('error', resolve));
  const writing = setInterval(() => socket.write('.'), 20);
  onTestFinished(() => clearInterval(writing));
  await refused;
  return head.toString().slice(0, 12);
}

test('a refused upgrade at a wrong path leaves no connection behind', async () => {
  const { port } = await bridgeForTest();
  expect(await refusedFor(port, '/nowhere')).toBe('HTTP/1.1 404');
});

test('an upgrade beyond the limit of its address leaves no connection behind', async () => {
  const { port } = await bridgeForTest({ limits: { sockets: 1 } });
  const first = await stubborn(port);
  first.write(handshake('/announce'));
  await once(first, 'data');
  expect(await refusedFor(port, '/announce')).toBe('HTTP/1.1 503');
});
