// The log after real traffic, good and bad, through everything that the bridge offers: it holds codes
// and numbers, and nothing that came from a client.

import '../../support/ready.ts';
import { get } from 'node:http';
import { expect, test } from 'vitest';
import { EVENTS } from '../../../relay-node/operating/events.ts';
import { toHex } from '../../../src/base/bytes.ts';
import { encodeCircuitFrame, relayUrl } from '../../../src/wire/circuit.ts';
import { answer, id, offer, scrape, start, TestClient } from '../../support/trackers/client.ts';
import { item, target } from '../../wire/items.ts';
import { FakeDhtThread } from '../fake-dht-thread.ts';
import { GatewayClient } from '../gateway-client.ts';
import { clientOf, until } from '../harness.ts';
import { linesOf, operate } from './operate.ts';

const AGENT = 'agent-of-mine/1.0';
const PATH = '/path-of-mine';
const ADDRESS = '192.0.2.77';
const ORIGIN = 'https://origin-of-mine.example';
const TOKEN = new Uint8Array(16).fill(0xab);
const NODE = { host: '198.51.100.9', port: 6881 };

/** Whatever the traffic below holds, in every way in which a program might write it. */
const SECRETS = [
  ...['127.0.0.1', 'localhost', '::1', ADDRESS, NODE.host],
  ...[
    AGENT,
    'agent-of-mine',
    PATH,
    'path-of-mine',
    'origin-of-mine',
    '/announce',
    '/dht',
    '/relay',
  ],
  ...['room', 'alice', 'bobby', 'offer-of-mine', 'answer-to-offer-of-mine'].flatMap(inEveryWay),
  ...[target(1), item(1, 5).k, item(1, 5).sig, TOKEN].flatMap((bytes) => [
    toHex(bytes),
    Buffer.from(bytes).toString('base64'),
  ]),
];

function inEveryWay(name: string): string[] {
  const bytes = Buffer.from(id(name), 'latin1');
  return [
    id(name),
    name,
    bytes.toString('hex'),
    bytes.toString('base64'),
    encodeURIComponent(id(name)),
  ];
}

async function useTracker(url: string): Promise<void> {
  const headers = { 'User-Agent': AGENT, 'X-Forwarded-For': ADDRESS };
  const [alice, bobby] = [
    await TestClient.connect(url, { headers }),
    await TestClient.connect(url, { headers }),
  ];
  await alice.ask(start('alice'));
  await bobby.ask({ ...start('bobby'), offers: [offer('offer-of-mine', `c=IN IP4 ${ADDRESS}`)] });
  await alice.next();
  alice.send(answer('alice', 'bobby', 'offer-of-mine'));
  await bobby.next();
  await alice.ask(scrape('room'));
  await alice.ask(answer('bobby', 'alice', 'offer-of-mine'));
  for (const bad of [
    'room',
    '{"room":',
    { action: PATH, info_hash: id('room') },
    { ...start('alice'), event: PATH },
  ]) {
    await alice.ask(bad);
  }
  alice.socket.terminate();
  await bobby.close();
}

async function useGateway(rig: Parameters<typeof GatewayClient.connect>[0]): Promise<void> {
  const client = await GatewayClient.greeted(rig, ADDRESS);
  client.watch(1);
  client.get(1);
  expect(await client.next()).toBe('got 1');
  client.send({ kind: 'put', item: item(1, 5), cas: undefined });
  client.send({ kind: 'put', item: { ...item(1, 6), sig: item(1, 5).sig }, cas: undefined });
  client.send(PATH, target(1));
  expect(await client.take(2)).toContain('item 1 @5');
  await client.close();
}

async function useRelay(url: string): Promise<void> {
  const client = await TestClient.connect(url);
  const [infohash, peerId] = ['room', 'alice'].map((name) => Buffer.from(id(name), 'latin1'));
  if (!infohash || !peerId) throw new Error('ids');
  client.send(encodeCircuitFrame({ kind: 'open', token: TOKEN, infohash, peerId }));
  expect(await client.closed).toBe(1000);
}

async function knock(url: string): Promise<void> {
  const headers = { 'User-Agent': AGENT, 'X-Forwarded-For': ADDRESS };
  await fetch(url + PATH, { headers });
  await fetch(`${url}/status?${PATH}`, { method: 'POST', body: PATH, headers });
  const upgrade = { ...headers, Connection: 'Upgrade', Upgrade: 'websocket' };
  for (const path of [PATH, '/announce']) {
    await new Promise((resolve) =>
      get(url + path, { headers: upgrade }, (r) => resolve(r.resume())),
    );
  }
}

test('none of it is in the log', async () => {
  const thread = new FakeDhtThread();
  const { operation, text } = await operate({
    bridge: { dht: { spawn: thread.spawn }, origins: ['https://chat.example'] },
    summaryMs: 20,
  });
  const { bridge } = operation;
  thread.answers = (job) => [job.kind === 'put' ? { kind: 'stored', copies: 3 } : { kind: 'got' }];
  thread.pulse(NODE);
  await useTracker(bridge.tracker);
  await useGateway({ bridge, thread, jobs: () => [] });
  await useRelay(relayUrl(bridge.tracker) ?? '');
  await knock(bridge.url);
  await expect(clientOf(bridge, { headers: { Origin: ORIGIN } })).rejects.toThrow('403');
  thread.emit('error', new Error(ADDRESS));
  const summaries = () => linesOf(text()).filter(({ event }) => event === 'summary').length;
  const before = summaries();
  await until(() => summaries() >= before + 2);
  await operation.stop();

  // The traffic did arrive, and each kind of line was written.
  expect(bridge.stats().counts).toMatchObject({
    'invalid-json': 2,
    'invalid-action': 1,
    'invalid-event': 1,
    'answer-from-outside-the-swarm': 1,
    'gateway-get': 1,
    'gateway-text': 1,
    'put-refused-invalid': 1,
    'circuit-refused-stranger': 1,
    'origin-refused': 1,
    'forwarded-but-proxy-not-trusted': expect.any(Number),
  });
  const events = new Set(linesOf(text()).map(({ event }) => event));
  for (const event of ['start', 'ready', 'proxy-not-trusted', 'dht-connecting', 'drain', 'stop']) {
    expect(events).toContain(event);
  }
  expect(SECRETS.filter((secret) => text().includes(secret))).toEqual([]);
  for (const line of linesOf(text())) expect(strangers(line)).toEqual([]);
});

/** The texts of a line that are neither its time, one of our sentences, nor a word of ours. */
function strangers({ time, ...line }: Readonly<Record<string, unknown>>): unknown[] {
  expect(time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/);
  const known: ReadonlySet<unknown> = new Set([
    ...Object.entries(EVENTS).flatMap(([event, { level, message }]) => [event, level, message]),
    ...['off', 'members', 'open', 'connecting', 'working', 'unreachable'],
  ]);
  return Object.values(line).filter((value) => typeof value === 'string' && !known.has(value));
}
