// The socket port: its in-memory twin, and Node's own against a real server, by one suite.

import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { nodeSockets } from '../../src/platform/node/socket.ts';
import type { SocketEvent } from '../../src/ports/socket.ts';
import { MemoryClock } from './memory-clock.ts';
import { MemorySocketNet } from './memory-socket.ts';
import { freeUrl, type RealServer, serveForReal } from './real-server.ts';
import { obedientServer } from './socket-server.ts';
import { SOCKET_CASES, type SocketSubject } from './socket-suite.ts';
import { realWorld, virtualWorld } from './world.ts';

function memory(): SocketSubject {
  const clock = new MemoryClock();
  const net = new MemorySocketNet({ clock });
  const url = 'ws://server';
  net.serve(url, obedientServer);
  return { port: net.port('client'), url, deadUrl: 'ws://nobody', world: virtualWorld(clock) };
}

describe('the socket port in memory', () => {
  test.each(SOCKET_CASES)('$name', (rule) => rule.run(memory()));
});

describe('the socket port in Node', () => {
  let server: RealServer;
  let deadUrl: string;

  beforeAll(async () => {
    server = await serveForReal(obedientServer);
    deadUrl = await freeUrl();
  });

  afterAll(() => server.close());

  test.each(SOCKET_CASES)('$name', (rule) =>
    rule.run({ port: nodeSockets, url: server.url, deadUrl, world: realWorld() }),
  );

  test('a frame that no tracker would send closes the socket', async () => {
    const large = await serveForReal((client) => {
      client.send(new Uint8Array(65_536));
      client.send(new Uint8Array(65_537));
      return { receive: () => {} };
    });
    onTestFinished(() => large.close());
    const world = realWorld();
    const events: SocketEvent[] = [];
    nodeSockets.open(large.url, (event) => {
      events.push(event);
      world.touched();
    });
    await world.until(() => events.at(-1)?.kind === 'closed');
    expect(events).toEqual([
      { kind: 'open' },
      { kind: 'bytes', bytes: new Uint8Array(65_536) },
      { kind: 'closed', code: 1_006 },
    ]);
  });
});
