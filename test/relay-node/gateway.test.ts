// A bridge's gateway to the DHT, over real WebSockets: what its clients ask and hear, every limit
// that they can reach, and what hostile ones are to the others.

import '../support/ready.ts';
import { describe, expect, test } from 'vitest';
import { sha1 } from '../../src/crypto/verify.ts';
import type { DhtJob } from '../../src/platform/node/dht/dht-thread.ts';
import { encodeRequest } from '../../src/wire/gateway.ts';
import { seededRandom } from '../ports/seeded-random.ts';
import { item, target } from '../wire/items.ts';
import type { Answer } from './fake-dht-thread.ts';
import { GatewayClient, gatewayForTest } from './gateway-client.ts';
import { until } from './harness.ts';

const put = (number: number, seq: number, cas?: number) =>
  ({ kind: 'put', item: item(number, seq), cas }) as const;

/** A DHT that has no item, and takes all of them. */
function empty({ kind }: DhtJob): readonly Answer[] {
  return [kind === 'get' ? { kind: 'got' } : { kind: 'stored', copies: 8 }];
}

/** So much that nothing is ever refused. */
const NO_LIMITS = {
  dhtRequestBurstPerSocket: 1e9,
  messageBurstPerAddress: 1e9,
  dhtOperationBurstPerAddress: 1e9,
  dhtLookupBurst: 1e9,
  dhtWriteBurst: 1e9,
  dhtWatchesPerAddress: 1e9,
};

describe('a client', () => {
  test('is greeted with the health of the bridge, and told when it changes', async () => {
    const rig = await gatewayForTest();
    const clients = [await GatewayClient.connect(rig), await GatewayClient.connect(rig)];
    for (const client of clients) expect(await client.next()).toBe('health connecting');
    rig.thread.pulse({ host: '192.0.2.1', port: 6_881 });
    for (const client of clients) expect(await client.next()).toBe('health working');
    expect(await (await GatewayClient.connect(rig)).next()).toBe('health working');
    rig.thread.emit('exit');
    for (const client of clients) expect(await client.next()).toBe('health unreachable');
    expect(rig.bridge.stats().dht).toMatchObject({ clients: 3, health: 'unreachable', nodes: 1 });
  });

  test('reads: items as they are found, and then the end', async () => {
    const rig = await gatewayForTest();
    const client = await GatewayClient.greeted(rig);
    client.get(1);
    await until(() => rig.thread.jobs.length === 1);
    const [job] = rig.thread.jobs as [DhtJob];
    rig.thread.answer(job, { kind: 'item', item: item(1, 5) });
    expect(await client.next()).toBe('item 1 @5');
    rig.thread.answer(job, { kind: 'item', item: item(1, 7) });
    rig.thread.answer(job, { kind: 'got' });
    expect(await client.take(2)).toEqual(['item 1 @7', 'got 1']);
  });

  test('writes, and those who watch hear it before the DHT has it', async () => {
    const rig = await gatewayForTest();
    const writer = await GatewayClient.greeted(rig);
    const watcher = await GatewayClient.greeted(rig);
    watcher.watch(1);
    await watcher.settled();
    writer.send(put(1, 5));
    expect(await watcher.next()).toBe('item 1 @5');
    const [job] = rig.thread.jobs as [DhtJob];
    expect(job).toEqual({ id: job.id, kind: 'put', item: item(1, 5), cas: undefined });
    rig.thread.answer(job, { kind: 'stored', copies: 20 });
    expect(await writer.next()).toBe('stored 1 x20');
    writer.send(put(1, 5));
    expect(await writer.next()).toBe('refused put 1 conflict');
  });

  test('that unwatches hears nothing more', async () => {
    const rig = await gatewayForTest();
    const client = await GatewayClient.greeted(rig);
    client.watch(1, 1);
    client.send({ kind: 'unwatch', target: target(1) }, { kind: 'unwatch', target: target(2) });
    client.send(put(1, 5));
    expect(await client.settled()).toEqual([]);
    expect(rig.bridge.stats().dht).toMatchObject({ watched: 0, cached: 1 });
  });

  test('hears the truth of every refusal', async () => {
    const rig = await gatewayForTest();
    rig.thread.answers = ({ kind }) => [{ kind: kind === 'get' ? 'unreachable' : 'conflict' }];
    const client = await GatewayClient.greeted(rig);
    client.get(1);
    client.send(put(1, 5), { ...put(1, 6), item: { ...item(1, 6), sig: item(1, 5).sig } });
    expect(await client.take(3)).toEqual([
      'refused get 1 unreachable',
      'refused put 1 conflict',
      'refused put 1 invalid',
    ]);
  });

  test('leaves no more of its frame behind than the item that was in it', async () => {
    const rig = await gatewayForTest();
    const client = await GatewayClient.greeted(rig);
    client.send(put(1, 5));
    await until(() => rig.thread.jobs.length === 1);
    const [job] = rig.thread.jobs as [Extract<DhtJob, { kind: 'put' }>];
    const { k, sig, v } = job.item;
    expect([k, sig, v].map(({ buffer }) => buffer.byteLength)).toEqual([32, 64, 996]);
  });
});

describe('one address', () => {
  const limits = { dhtOperationsPerSecondPerAddress: 1e-6, dhtOperationBurstPerAddress: 3 };

  test('beyond dhtOperationBurstPerAddress is told to be busy, on all of its sockets', async () => {
    const rig = await gatewayForTest({ limits, trustProxy: true });
    rig.thread.answers = empty;
    const [a, b] = [
      await GatewayClient.greeted(rig, '192.0.2.1'),
      await GatewayClient.greeted(rig, '192.0.2.1'),
    ];
    a.get(1, 2);
    expect(await a.take(2)).toEqual(['got 1', 'got 2']);
    b.send(put(3, 5));
    expect(await b.next()).toBe('stored 3 x8');
    a.get(4);
    b.send(put(4, 5));
    expect([await a.next(), await b.next()]).toEqual(['refused get 4 busy', 'refused put 4 busy']);
    // What is in memory costs nothing, and what watching costs is shared by all.
    b.get(1);
    b.watch(4);
    expect([await b.next(), await b.settled()]).toEqual(['got 1', []]);
    const other = await GatewayClient.greeted(rig, '192.0.2.2');
    other.get(4);
    expect(await other.next()).toBe('got 4');
    expect(rig.jobs()).toEqual(['get 1', 'get 2', 'put 3 @5', 'get 4']);
  });

  test('gets nothing by going and coming back', async () => {
    // Its other budget is always full, and so would not be what it is remembered for.
    const rig = await gatewayForTest({ limits: { ...limits, messagesPerSecondPerAddress: 1e9 } });
    rig.thread.answers = empty;
    const first = await GatewayClient.greeted(rig);
    first.get(1, 2, 3);
    expect(await first.take(3)).toEqual(['got 1', 'got 2', 'got 3']);
    for (let i = 0; i < 3; i++) {
      if (i === 0) await first.close();
      await until(() => rig.bridge.stats().sockets === 0);
      expect(rig.bridge.stats().addresses).toBe(1);
      const again = await GatewayClient.greeted(rig);
      again.get(4);
      expect(await again.next()).toBe('refused get 4 busy');
      await again.close();
    }
    expect(rig.jobs()).toEqual(['get 1', 'get 2', 'get 3']);
  });

  test('earns dhtOperationsPerSecondPerAddress', async () => {
    const slow = { dhtOperationsPerSecondPerAddress: 10, dhtOperationBurstPerAddress: 1 };
    const rig = await gatewayForTest({ limits: { ...slow, dhtRequestBurstPerSocket: 1e9 } });
    rig.thread.answers = empty;
    const client = await GatewayClient.greeted(rig);
    const sinceMs = performance.now();
    for (let done = 0; done < 4; ) {
      client.get(done);
      if ((await client.next()) === `got ${done}`) done++;
    }
    expect(performance.now() - sinceMs).toBeGreaterThan(295);
  });
});

describe('one socket', () => {
  test('beyond dhtRequestsPerSecondPerSocket is read more slowly, and loses nothing', async () => {
    const limits = { dhtRequestsPerSecondPerSocket: 100, dhtRequestBurstPerSocket: 5 };
    const rig = await gatewayForTest({ limits: { ...NO_LIMITS, ...limits } });
    rig.thread.answers = empty;
    const [fast, calm] = [await GatewayClient.greeted(rig), await GatewayClient.greeted(rig)];
    const numbers = Array.from({ length: 25 }, (_, number) => number);
    const sentMs = performance.now();
    fast.get(...numbers);
    calm.get(30);
    expect(await calm.next()).toBe('got 30');
    expect(await fast.take(25)).toEqual(numbers.map((number) => `got ${number}`));
    fast.get(31);
    expect(await fast.next()).toBe('got 31');
    expect(performance.now() - sentMs).toBeGreaterThan(190);
    expect(rig.bridge.stats().counts).toMatchObject({ 'socket-slowed': expect.any(Number) });
  });

  test('beyond dhtWatchesPerSocket is told to be busy, until it unwatches', async () => {
    const rig = await gatewayForTest();
    const [client, other] = [await GatewayClient.greeted(rig), await GatewayClient.greeted(rig)];
    const sixteen = Array.from({ length: 16 }, (_, number) => number);
    client.watch(...sixteen, 0, 16);
    expect(await client.settled()).toEqual(['refused watch 16 busy']);
    other.watch(16);
    expect(await other.settled()).toEqual([]);
    client.send({ kind: 'unwatch', target: target(3) });
    client.watch(17);
    expect(await client.settled()).toEqual([]);
    expect(rig.bridge.stats().dht?.watched).toBe(17);
  });

  test('beyond dhtWatchesPerAddress is told to be busy, however many sockets it has', async () => {
    const rig = await gatewayForTest({ limits: { dhtWatchesPerAddress: 2 }, trustProxy: true });
    const [a, b] = [
      await GatewayClient.greeted(rig, '192.0.2.1'),
      await GatewayClient.greeted(rig, '192.0.2.1'),
    ];
    a.watch(1, 2);
    await a.settled();
    b.watch(2);
    expect(await b.settled()).toEqual(['refused watch 2 busy']);
    const elsewhere = await GatewayClient.greeted(rig, '192.0.2.2');
    elsewhere.watch(2);
    expect(await elsewhere.settled()).toEqual([]);
    await a.close();
    await until(() => rig.bridge.stats().dht?.watched === 1);
    b.watch(2, 3);
    expect(await b.settled()).toEqual([]);
  });

  test('may send 1,200 bytes in a frame, and is closed for one more', async () => {
    const rig = await gatewayForTest();
    const client = await GatewayClient.greeted(rig);
    client.send(new Uint8Array(1_200).fill(1));
    expect(await client.settled()).toEqual([]);
    expect(rig.bridge.stats().counts).toMatchObject({ 'gateway-malformed': 1 });
    client.send(new Uint8Array(1_201).fill(1));
    expect(await client.closed).toBe(1009);
  });

  test('that sends text is counted, and served all the same', async () => {
    const rig = await gatewayForTest();
    rig.thread.answers = empty;
    const client = await GatewayClient.greeted(rig);
    client.send('hello', '', '{"action":"announce"}');
    client.get(1);
    expect(await client.next()).toBe('got 1');
    const { counts } = rig.bridge.stats();
    expect(counts).toEqual({ 'gateway-get': 1, 'gateway-text': 3, 'socket-opened': 1 });
  });
});

describe('the gateway', () => {
  test('beyond dhtWatchedTargets tells those who come with another one to be busy', async () => {
    const rig = await gatewayForTest({ limits: { dhtWatchedTargets: 2 } });
    const [a, b] = [await GatewayClient.greeted(rig), await GatewayClient.greeted(rig)];
    a.watch(1, 2);
    await a.settled();
    b.watch(3, 2);
    expect(await b.settled()).toEqual(['refused watch 3 busy']);
    await a.close();
    await until(() => rig.bridge.stats().dht?.watched === 1);
    b.watch(3);
    expect(await b.settled()).toEqual([]);
  });

  test('beyond dhtLookupBurst and dhtLookupsPerSecond tells who asks to be busy', async () => {
    const limits = { dhtLookupBurst: 2, dhtLookupsPerSecond: 1e-6 };
    const rig = await gatewayForTest({ limits, trustProxy: true });
    rig.thread.answers = empty;
    const a = await GatewayClient.greeted(rig, '192.0.2.1');
    const b = await GatewayClient.greeted(rig, '192.0.2.2');
    a.get(1);
    b.get(2);
    expect([await a.next(), await b.next()]).toEqual(['got 1', 'got 2']);
    b.get(3, 1);
    expect(await b.take(2)).toEqual(['refused get 3 busy', 'got 1']);
    expect(rig.bridge.stats().counts).toMatchObject({ 'lookup-refused-busy': 1 });
  });

  test('looks for a hundred who watch one target once, and dhtPollsPerSecond at most', async () => {
    const limits = { dhtPollsPerSecond: 1, dhtWatchesPerAddress: 101 };
    const rig = await gatewayForTest({ limits });
    const asked: number[] = [];
    rig.thread.on('job', () => asked.push(performance.now()));
    rig.thread.answers = (job) =>
      job.kind === 'get' && sha1(item(1, 5).k).every((byte, i) => byte === job.target[i])
        ? [{ kind: 'item', item: item(1, 5) }, { kind: 'got' }]
        : [{ kind: 'got' }];
    const clients = await Promise.all(
      Array.from({ length: 100 }, () => GatewayClient.greeted(rig)),
    );
    for (const client of clients) client.watch(1);
    await Promise.all(clients.map((client) => client.settled()));
    clients[0]?.watch(2);
    for (const client of clients) expect(await client.next()).toBe('item 1 @5');
    expect(rig.jobs()).toEqual(['get 1']);
    await until(() => asked.length === 2);
    const [first = 0, second = 0] = asked;
    expect(second - first).toBeGreaterThan(950);
    const left = await Promise.all(clients.map((client) => client.settled()));
    expect(left.flat()).toEqual([]);
  });
});

describe('hostile clients', () => {
  test('one that leaves in the middle of everything costs nothing', async () => {
    const rig = await gatewayForTest({ limits: NO_LIMITS });
    const [gone, honest] = [await GatewayClient.greeted(rig), await GatewayClient.greeted(rig)];
    gone.get(1, 2, 2, 3);
    gone.watch(1, 4);
    gone.send(put(5, 5), put(5, 6));
    await until(() => rig.thread.jobs.length === 4);
    await gone.settled();
    gone.socket.terminate();
    await until(() => rig.bridge.stats().dht?.clients === 1);
    expect(rig.bridge.stats()).toMatchObject({ sockets: 1, dht: { watched: 0 } });
    honest.get(2);
    await honest.settled();
    for (const job of rig.thread.jobs) {
      if (job.kind === 'get') rig.thread.answer(job, { kind: 'item', item: item(2, 5) });
      for (const answer of empty(job)) rig.thread.answer(job, answer);
    }
    expect(await honest.take(2)).toEqual(['item 2 @5', 'got 2']);
    expect(rig.bridge.stats().counts).not.toHaveProperty('internal-error');
  });

  test('thousands of frames of junk: the bridge lives, and counts each', async () => {
    const FRAMES = 3_000;
    const rig = await gatewayForTest({ limits: NO_LIMITS });
    rig.thread.answers = empty;
    const [honest, hostile] = [await GatewayClient.greeted(rig), await GatewayClient.greeted(rig)];
    const random = seededRandom(20_260_314);
    const sound = [
      encodeRequest({ kind: 'get', target: target(1) }),
      encodeRequest({ kind: 'watch', target: target(2) }),
      encodeRequest({ kind: 'unwatch', target: target(2) }),
      encodeRequest(put(3, 5)),
      encodeRequest(put(4, 6, 5)),
    ];
    const junk = () => random.bytes(random.below(1_201));
    const harmed = () => {
      const frame = (sound[random.below(sound.length)] as Uint8Array).slice();
      for (let i = random.below(3); i >= 0; i--)
        frame[random.below(frame.length)] = random.below(256);
      return frame.subarray(0, random.below(10) === 0 ? random.below(frame.length) : undefined);
    };
    for (let i = 0; i < FRAMES; i++) hostile.send(random.below(3) === 0 ? junk() : harmed());
    honest.get(30);
    expect(await honest.next()).toBe('got 30');
    await hostile.settled();
    honest.send(put(31, 5));
    expect(await honest.next()).toBe('stored 31 x8');
    const { counts } = rig.bridge.stats();
    const read = Object.entries(counts).filter(([code]) =>
      /^gateway-(get|put|watch|unwatch|kind|malformed)$/.test(code),
    );
    expect(read.length).toBe(6);
    expect(read.reduce((sum, [, count]) => sum + count, 0)).toBe(FRAMES + 2);
    expect(counts).not.toHaveProperty('internal-error');
    expect(rig.bridge.stats()).toMatchObject({ sockets: 2, dht: { clients: 2 } });
  });
});
