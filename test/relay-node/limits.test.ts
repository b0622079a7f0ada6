// Every limit of the bridge, reached.

import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../relay-node/limits.ts';
import { Addresses, addressKey } from '../../relay-node/sockets/addresses.ts';
import { Bucket } from '../../relay-node/sockets/bucket.ts';
import { announce, id, offer, scrape, start } from '../support/trackers/client.ts';
import { bridgeForTest, clientOf, SHORT_QUEUES, until } from './harness.ts';

describe('a bucket', () => {
  test('is overdrawn, tells when the debt is paid, and refills up to its burst', () => {
    const bucket = new Bucket({ perSecond: 10, burst: 2 }, 0);
    expect([bucket.draw(1, 0), bucket.draw(1, 0), bucket.draw(1, 0)]).toEqual([0, 0, 100]);
    expect(bucket.draw(1, 0)).toBe(200);
    expect(bucket.isFull(399)).toBe(false);
    expect(bucket.isFull(400)).toBe(true);
    expect(bucket.draw(3, 100_000)).toBe(100);
  });

  test('gains nothing from a clock that goes backwards', () => {
    const bucket = new Bucket({ perSecond: 1, burst: 1 }, 1_000);
    expect(bucket.draw(2, 500)).toBe(1_000);
    expect(bucket.draw(0, 1_000)).toBe(1_000);
  });
});

describe('addresses', () => {
  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:0DB8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['64:ff9b::192.0.2.1', '64:ff9b:0:0::/64'],
  ])('%s is counted as %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });

  test('are bounded, and forgotten once their budget is full again', () => {
    const addresses = new Addresses({
      ...DEFAULT_LIMITS,
      addresses: 1,
      messagesPerSecondPerAddress: 1,
    });
    const admitted = addresses.admit('192.0.2.1', 0);
    if (!admitted.ok) throw new Error('admitted');
    expect(addresses.admit('192.0.2.2', 0)).toEqual({ ok: false, reason: 'too-many-addresses' });
    admitted.value.budget.draw(1, 0);
    addresses.release(admitted.value, 0);
    addresses.sweep(999);
    expect(addresses.size).toBe(1);
    addresses.sweep(1_000);
    expect(addresses.size).toBe(0);
  });
});

describe('at the handshake', () => {
  test.each([
    ['socketsPerAddress', 'address-has-too-many-sockets'],
    ['sockets', 'too-many-sockets'],
  ])('%s: one more is told "busy"', async (limit, code) => {
    const bridge = await bridgeForTest({ limits: { [limit]: 1 } });
    const first = await clientOf(bridge);
    await expect(clientOf(bridge)).rejects.toThrow('503');
    expect(bridge.stats().counts).toMatchObject({ [code]: 1 });
    await first.close();
    await until(() => bridge.stats().sockets === 0);
    await clientOf(bridge);
  });

  test('a failed handshake gives its place back', async () => {
    const bridge = await bridgeForTest({ limits: { socketsPerAddress: 1 } });
    const headers = { Connection: 'Upgrade', Upgrade: 'websocket' };
    const request = get({ port: bridge.port, host: '127.0.0.1', path: '/announce', headers });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.resume().statusCode).toBe(400);
    await until(() => bridge.stats().addresses === 0);
    await clientOf(bridge);
  });

  test('behind a trusted proxy, addresses are those that the proxy saw', async () => {
    const bridge = await bridgeForTest({ limits: { socketsPerAddress: 1 }, trustProxy: true });
    const from = (address: string) => ({ headers: { 'X-Forwarded-For': `10.0.0.1, ${address}` } });
    await clientOf(bridge, from('192.0.2.1'));
    await clientOf(bridge, from('192.0.2.2'));
    await expect(clientOf(bridge, from('192.0.2.1'))).rejects.toThrow('503');
  });

  test('without trust, X-Forwarded-For changes nothing and is counted', async () => {
    const bridge = await bridgeForTest({ limits: { socketsPerAddress: 1 } });
    await clientOf(bridge, { headers: { 'X-Forwarded-For': '192.0.2.1' } });
    await expect(clientOf(bridge, { headers: { 'X-Forwarded-For': '192.0.2.2' } })).rejects.toThrow(
      '503',
    );
    expect(bridge.stats().counts).toMatchObject({ 'forwarded-but-proxy-not-trusted': 2 });
  });
});

describe('one announce', () => {
  const refusal = (reason: string, room = 'room') => ({
    action: 'announce',
    info_hash: id(room),
    'failure reason': reason,
  });

  test('beyond peersPerSwarm is refused, while those inside go on', async () => {
    const bridge = await bridgeForTest({ limits: { peersPerSwarm: 1 } });
    const a = await clientOf(bridge);
    const b = await clientOf(bridge);
    await a.ask(start('a'));
    expect(await b.ask(start('b'))).toEqual(refusal('swarm-is-full'));
    expect(await a.ask(announce('a'))).toMatchObject({ incomplete: 1 });
    await a.ask(announce('a', { event: 'stopped' }));
    expect(await b.ask(start('b'))).toMatchObject({ incomplete: 1 });
  });

  test('beyond swarms is refused', async () => {
    const a = await clientOf(await bridgeForTest({ limits: { swarms: 1 } }));
    await a.ask(start('a'));
    const other = { ...start('a'), info_hash: id('other') };
    expect(await a.ask(other)).toEqual(refusal('too-many-swarms', 'other'));
  });

  test('beyond membershipsPerSocket is refused', async () => {
    const a = await clientOf(await bridgeForTest({ limits: { membershipsPerSocket: 1 } }));
    await a.ask(start('a'));
    const other = { ...start('a'), info_hash: id('other') };
    expect(await a.ask(other)).toEqual(refusal('too-many-swarms-on-this-socket', 'other'));
  });

  test('is forgotten after peerAgeMs', async () => {
    const bridge = await bridgeForTest({ limits: { peerAgeMs: 1 } });
    const a = await clientOf(bridge);
    const b = await clientOf(bridge);
    await a.ask(start('a'));
    const joinedMs = Date.now();
    await until(() => Date.now() > joinedMs + 5);
    expect(await b.ask(start('b', 'o1'))).toMatchObject({ action: 'announce' });
    expect(await b.ask(announce('b'))).toMatchObject({ incomplete: 1 });
    expect(await a.ask(scrape())).toMatchObject({ action: 'scrape' });
  });
});

describe('one frame', () => {
  test('of frameBytes passes; one byte more closes the socket', async () => {
    const bridge = await bridgeForTest();
    const a = await clientOf(bridge);
    const text = JSON.stringify(start('a'));
    const padding = ' '.repeat(65_536 - Buffer.byteLength(text));
    expect(await a.ask(text + padding)).toMatchObject({ incomplete: 1 });
    a.send(`${text}${padding} `);
    expect(await a.closed).toBe(1009);
  });

  test('in too many fragments closes the socket', async () => {
    const a = await clientOf(await bridgeForTest());
    for (let i = 0; i < 65; i++) a.socket.send(' ', { fin: false });
    expect(await a.closed).toBe(1008);
  });
});

describe('a fast sender', () => {
  test('is read more slowly, loses nothing, and others do not notice', async () => {
    const limits = { messagesPerSecondPerSocket: 100, messageBurstPerSocket: 5 };
    const bridge = await bridgeForTest({ limits });
    const fast = await clientOf(bridge);
    const calm = await clientOf(bridge);
    const sentMs = performance.now();
    for (let i = 0; i < 25; i++) fast.send(i === 0 ? start('a') : announce('a'));
    expect(await calm.ask(start('b'))).toMatchObject({ action: 'announce' });
    for (let i = 0; i < 25; i++) expect(await fast.next()).toMatchObject({ action: 'announce' });
    expect(await fast.ask(announce('a'))).toMatchObject({ incomplete: 2 });
    expect(performance.now() - sentMs).toBeGreaterThan(150);
    expect(bridge.stats().counts).toMatchObject({ 'socket-slowed': expect.any(Number) });
  });

  test('whose debt would take too long to pay is closed', async () => {
    const limits = {
      messagesPerSecondPerSocket: 1,
      messageBurstPerSocket: 1,
      longestPauseMs: 3_000,
    };
    const bridge = await bridgeForTest({ limits });
    const a = await clientOf(bridge);
    for (let i = 0; i < 50; i++) a.send('{}');
    expect(await a.closed).toBe(1006);
    expect(bridge.stats().counts).toMatchObject({ 'flooding-socket-closed': 1 });
  });

  test('that sends pings instead is treated the same', async () => {
    const limits = { messagesPerSecondPerSocket: 1, messageBurstPerSocket: 1, longestPauseMs: 1 };
    const a = await clientOf(await bridgeForTest({ limits }));
    for (let i = 0; i < 5; i++) a.socket.ping();
    expect(await a.closed).toBe(1006);
  });

  test('draws on the budget of its address, which sockets share', async () => {
    const bridge = await bridgeForTest({
      limits: { messagesPerSecondPerAddress: 100, messageBurstPerAddress: 4 },
    });
    const clients = await Promise.all([1, 2, 3].map(() => clientOf(bridge)));
    for (const client of clients) {
      for (let i = 0; i < 4; i++) client.send(scrape());
    }
    for (const client of clients) {
      for (let i = 0; i < 4; i++) expect(await client.next()).toMatchObject({ action: 'scrape' });
    }
    expect(bridge.stats().counts).toMatchObject({ 'socket-slowed': expect.any(Number) });
  });

  test('beyond roomySocketsPerAddress has a smaller budget', async () => {
    const bridge = await bridgeForTest({
      limits: { roomySocketsPerAddress: 1, messageBurstPerSocket: 8, crowdedShare: 0.25 },
    });
    const roomy = await clientOf(bridge);
    const crowded = await clientOf(bridge);
    for (let i = 0; i < 5; i++) await roomy.ask(scrape());
    expect(bridge.stats().counts).not.toHaveProperty('socket-slowed');
    for (let i = 0; i < 5; i++) await crowded.ask(scrape());
    expect(bridge.stats().counts).toHaveProperty('socket-slowed');
  });
});

describe('a slow reader', () => {
  test('first loses the offers of others, and is closed when replies to it pile up', async () => {
    const bridge = await bridgeForTest({
      limits: SHORT_QUEUES,
    });
    const slow = await clientOf(bridge);
    const sender = await clientOf(bridge);
    await slow.ask(start('a'));
    slow.socket.pause();
    const large = offer('o1', 'x'.repeat(60_000));
    const counts = () => bridge.stats().counts;
    while (counts()['relayed-dropped-for-slow-reader'] === undefined) {
      await sender.ask(announce('b', { offers: [large] }));
    }
    expect(counts()).not.toHaveProperty('slow-reader-closed');
    const rooms = Array.from({ length: DEFAULT_LIMITS.hashesPerScrape }, (_, i) => `${i}`);
    while (counts()['slow-reader-closed'] === undefined) {
      slow.send(scrape(...rooms));
      await sender.ask(scrape());
    }
    await until(() => bridge.stats().sockets === 1);
    expect(await sender.ask(announce('b'))).toMatchObject({ incomplete: 1 });
  });
});

describe('a quiet socket', () => {
  test('that answers pings stays until silenceMs have passed', async () => {
    const bridge = await bridgeForTest({ limits: { pingIntervalMs: 20, silenceMs: 100 } });
    const a = await clientOf(bridge);
    let pings = 0;
    a.socket.on('ping', () => pings++);
    await a.ask(start('a'));
    expect(await a.closed).toBe(1001);
    expect(pings).toBeGreaterThan(1);
    expect(bridge.stats().counts).toMatchObject({ 'silent-socket-closed': expect.any(Number) });
    await until(() => bridge.stats().peers === 0);
  });

  test('that does not answer a ping is dead', async () => {
    const bridge = await bridgeForTest({ limits: { pingIntervalMs: 20 } });
    const a = await clientOf(bridge, { autoPong: false });
    await a.ask(start('a'));
    expect(await a.closed).toBe(1006);
    expect(bridge.stats().counts).toMatchObject({ 'dead-socket-closed': 1 });
  });
});

test('after many swarms have come and gone, nothing is left', async () => {
  const bridge = await bridgeForTest({
    limits: {
      messageBurstPerSocket: 1e9,
      membershipsPerSocket: 1e9,
      messagesPerSecondPerAddress: 1e9,
    },
  });
  const sockets = await Promise.all(Array.from({ length: 10 }, () => clientOf(bridge)));
  for (const [s, client] of sockets.entries()) {
    for (let i = 0; i < 500; i++) {
      client.send({ ...start(`peer ${s}`), info_hash: id(`room ${i} of ${s % 5}`) });
    }
  }
  for (const client of sockets) for (let i = 0; i < 500; i++) await client.next();
  expect(bridge.stats()).toMatchObject({ sockets: 10, swarms: 2_500, peers: 5_000 });
  for (const [s, client] of sockets.entries()) {
    if (s % 2 === 0) await client.close();
    else client.socket.terminate();
  }
  await until(() => bridge.stats().sockets === 0);
  expect(bridge.stats()).toMatchObject({ swarms: 0, peers: 0, addresses: 0 });
});
