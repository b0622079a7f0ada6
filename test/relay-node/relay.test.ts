// The frame relay of a bridge, over real sockets: who is let in, what passes, and how it ends. Its
// limits are reached in relay-limits.test.ts.

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from '../../src/base/bytes.ts';
import { encodeCircuitFrame } from '../../src/wire/circuit.ts';
import { announce, start } from '../support/trackers/client.ts';
import { bridgeForTest, clientOf, until } from './harness.ts';
import {
  expectEmpty,
  passOf,
  RelayClient,
  relayForTest,
  type Said,
  token,
} from './relay-client.ts';

const OPEN = encodeCircuitFrame({ kind: 'open', token: token(1), ...passOf('a') });
const REFUSED_STRANGER = ['refused stranger', 1000];

describe('a circuit', () => {
  test('joins two who name one token, and passes on what they say, each way and in order', async () => {
    const bridge = await relayForTest();
    const a = await RelayClient.waiting(bridge, 1);
    expect(bridge.stats().relay).toEqual({ circuits: 0, waiting: 1, forwardedBytes: 0 });
    expect(await a.settled()).toEqual([]);
    const b = await RelayClient.waiting(bridge, 1, { name: 'b' });
    expect([await a.next(), await b.next()]).toEqual(['joined', 'joined']);
    expect(bridge.stats().relay).toEqual({ circuits: 1, waiting: 0, forwardedBytes: 0 });
    a.message(0, 1, 2, 3);
    a.message(1, 4);
    a.send({ kind: 'taken', count: 16_384 });
    a.message(2, 5);
    b.message(2, 255);
    b.send({ kind: 'taken', count: 0 });
    expect(await b.take(4)).toEqual([
      'message 0 010203',
      'message 1 04',
      'taken 16384',
      'message 2 05',
    ]);
    expect(await a.take(2)).toEqual(['message 2 ff', 'taken 0']);
    expect(bridge.stats().relay).toEqual({ circuits: 1, waiting: 0, forwardedBytes: 24 });
    expect(await a.settled()).toEqual([]);
    expect(await b.settled()).toEqual([]);
    await expectEmpty(bridge, a, b);
  });

  test('passes every byte of every size unchanged, both ways at once', async () => {
    const bridge = await relayForTest();
    const [a, b] = await RelayClient.pair(bridge);
    const sizes = [1, 2, 125, 126, 127, 128, 4_096, 16_383, 16_384];
    const bytes = (size: number, from: number) =>
      Uint8Array.from({ length: size }, (_, i) => (i * 31 + from) % 256);
    const said = (from: number) =>
      sizes.map((size) => ({ kind: 'message', channel: 0, bytes: bytes(size, from) }) as const);
    a.send(...said(1));
    b.send(...said(2));
    const lines = (from: number) => said(from).map((one) => `message 0 ${toHex(one.bytes)}`);
    expect(await b.take(sizes.length)).toEqual(lines(1));
    expect(await a.take(sizes.length)).toEqual(lines(2));
    await expectEmpty(bridge, a, b);
  });

  test('is no other circuit: what is said in one is heard in it alone', async () => {
    const bridge = await relayForTest();
    const [a, b] = await RelayClient.pair(bridge, 1);
    const [c, d] = await RelayClient.pair(bridge, 2);
    a.message(0, 1);
    c.message(0, 2);
    await a.seen();
    await c.seen();
    expect([await b.settled(), await d.settled()]).toEqual([['message 0 01'], ['message 0 02']]);
    expect([await a.settled(), await c.settled()]).toEqual([[], []]);
    await expectEmpty(bridge, a, b, c, d);
  });

  test('a third under the same token waits for a fourth', async () => {
    const bridge = await relayForTest();
    const [a, b] = await RelayClient.pair(bridge);
    const c = await RelayClient.waiting(bridge, 1);
    a.message(0, 1);
    expect(await b.next()).toBe('message 0 01');
    expect([await c.settled(), bridge.stats().relay?.waiting]).toEqual([[], 1]);
    const d = await RelayClient.waiting(bridge, 1);
    expect([await c.next(), await d.next()]).toEqual(['joined', 'joined']);
    c.message(0, 2);
    expect(await d.next()).toBe('message 0 02');
    expect([await a.settled(), await b.settled()]).toEqual([[], []]);
    await expectEmpty(bridge, a, b, c, d);
  });

  test('ends for both when one leaves, whether it says goodbye or not', async () => {
    for (const leave of ['close', 'terminate'] as const) {
      const bridge = await relayForTest();
      const [a, b] = await RelayClient.pair(bridge);
      b.message(0, 9);
      await b.seen();
      b.socket[leave]();
      expect(await a.rest()).toEqual(['message 0 09', 'refused nobody', 1000]);
      await expectEmpty(bridge, b);
    }
  });

  test('an end that leaves while it waits is forgotten', async () => {
    const bridge = await relayForTest();
    const a = await RelayClient.waiting(bridge, 1);
    await a.close();
    await until(() => bridge.stats().relay?.waiting === 0);
    const b = await RelayClient.waiting(bridge, 1, { name: 'b' });
    expect([await b.settled(), bridge.stats().relay?.waiting]).toEqual([[], 1]);
    await expectEmpty(bridge, b);
  });
});

describe('who is let in', () => {
  test('a peer of any swarm on this tracker, for as long as it is in it', async () => {
    const bridge = await bridgeForTest();
    const tracker = await clientOf(bridge);
    const ask = async () => {
      const client = await RelayClient.connect(bridge);
      client.open(1);
      await client.seen();
      return client;
    };
    expect(await (await ask()).rest()).toEqual(REFUSED_STRANGER);
    await tracker.ask(start('a'));
    const member = await ask();
    expect([await member.settled(), bridge.stats().relay?.waiting]).toEqual([[], 1]);
    await tracker.ask(announce('a', { event: 'stopped' }));
    expect(await (await ask()).rest()).toEqual(REFUSED_STRANGER);
    expect(bridge.stats().counts['circuit-refused-stranger']).toBe(2);
    expect(bridge.stats().relay).toEqual({ circuits: 0, waiting: 1, forwardedBytes: 0 });
    await expectEmpty(bridge, member);
  });

  test('nobody under a name that is in another swarm, or in a swarm under another name', async () => {
    const bridge = await relayForTest();
    for (const pass of [passOf('a', 'other'), passOf('c'), passOf('room', 'a')]) {
      const client = await RelayClient.connect(bridge);
      client.send({ kind: 'open', token: token(1), ...pass });
      expect(await client.rest()).toEqual(REFUSED_STRANGER);
    }
    await expectEmpty(bridge);
  });

  test('anybody, where the operator opens it', async () => {
    const bridge = await relayForTest({ relay: 'open' });
    const ends = [passOf('nobody'), passOf('no one', 'nowhere')].map(async (pass) => {
      const client = await RelayClient.connect(bridge);
      client.send({ kind: 'open', token: token(1), ...pass });
      expect(await client.next()).toBe('joined');
      return client;
    });
    await expectEmpty(bridge, ...(await Promise.all(ends)));
  });

  test('nobody, where it is off: there is no such path, and no tracker speaks of it', async () => {
    const off = await bridgeForTest({ relay: 'off' });
    await expect(RelayClient.connect(off)).rejects.toThrow('404');
    expect(off.stats().relay).toBeUndefined();
    const heard = await (await clientOf(off)).ask(start('a'));
    expect(heard).toMatchObject({ action: 'announce' });
    expect(heard).not.toHaveProperty('sotto');
    const on = await (await clientOf(await bridgeForTest())).ask(start('a'));
    expect(on).toMatchObject({ sotto: ['relay'] });
  });
});

describe('what an end may say', () => {
  test('`open` once: the second closes, and the other end hears that nobody is there', async () => {
    const bridge = await relayForTest();
    const [a, b] = await RelayClient.pair(bridge);
    a.open(2);
    expect(await a.rest()).toEqual([1008]);
    expect(await b.rest()).toEqual(['refused nobody', 1000]);
    const waiting = await RelayClient.waiting(bridge, 3);
    waiting.open(3);
    expect(await waiting.rest()).toEqual([1008]);
    await expectEmpty(bridge);
  });

  test('a deaf end that opens twice does not keep the other one waiting', async () => {
    const bridge = await relayForTest();
    const [a, b] = await RelayClient.pair(bridge);
    a.open(2);
    // It never reads the bridge's goodbye, so that its own never comes.
    a.socket.pause();
    expect(await b.rest()).toEqual(['refused nobody', 1000]);
    await expectEmpty(bridge, a);
  });

  test.each<[string, Said, string]>([
    ['text', 'open', 'circuit-text'],
    ['an unknown kind', Uint8Array.of(9, 1, 2), 'circuit-kind'],
    ['an empty frame', Uint8Array.of(), 'circuit-kind'],
    ['an empty message', Uint8Array.of(2, 0), 'circuit-malformed'],
    ['a message of a fourth channel', Uint8Array.of(2, 3, 1), 'circuit-malformed'],
    ['`open` cut short', OPEN.slice(0, 56), 'circuit-malformed'],
    ['`joined`', { kind: 'joined' }, 'circuit-unexpected'],
    ['`refused`', { kind: 'refused', reason: 'spent' }, 'circuit-unexpected'],
  ])('%s is counted and goes no further', async (_, frame, code) => {
    const bridge = await relayForTest();
    const [a, b] = await RelayClient.pair(bridge);
    a.send(frame, frame);
    a.message(0, 1);
    expect(await b.next()).toBe('message 0 01');
    expect([await a.settled(), await b.settled()]).toEqual([[], []]);
    expect(bridge.stats().counts[code]).toBe(2);
    expect(bridge.stats().relay).toEqual({ circuits: 1, waiting: 0, forwardedBytes: 3 });
    await expectEmpty(bridge, a, b);
  });

  test('what is said before the other end came is dropped, and before `open` as well', async () => {
    const bridge = await relayForTest();
    const a = await RelayClient.connect(bridge);
    a.message(0, 1);
    a.open(1);
    a.message(0, 2);
    a.send({ kind: 'taken', count: 1 });
    await a.seen();
    const b = await RelayClient.waiting(bridge, 1, { name: 'b' });
    a.message(0, 3);
    expect(await b.take(2)).toEqual(['joined', 'message 0 03']);
    expect(bridge.stats().counts['circuit-early']).toBe(3);
    await expectEmpty(bridge, a, b);
  });

  test('a frame beyond the largest closes its sender, and ends the circuit', async () => {
    const bridge = await relayForTest();
    const [a, b] = await RelayClient.pair(bridge);
    a.send(new Uint8Array(16_387).fill(2));
    expect(await a.rest()).toEqual([1009]);
    expect(await b.rest()).toEqual(['refused nobody', 1000]);
    await expectEmpty(bridge);
  });
});

test('4,000 random frames, on circuits and beside them, harm nobody', async () => {
  const plenty = 1_000_000_000;
  const limits = {
    circuitBytesPerSecond: plenty,
    circuitBurstBytes: plenty,
    messagesPerSecondPerAddress: plenty,
    messageBurstPerAddress: plenty,
  };
  const bridge = await relayForTest({ limits });
  const [honest, friend] = await RelayClient.pair(bridge, 200);
  const kind = fc.constantFrom(0, 1, 2, 2, 3, 4, 129, 130, 255);
  const frame = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    fc.tuple(kind, fc.uint8Array({ maxLength: 80 })).map(([first, rest]) => [first, ...rest]),
    fc.tuple(fc.nat(8), fc.constantFrom('a', 'b', 'c')).map(([number, name]) => {
      return encodeCircuitFrame({ kind: 'open', token: token(number), ...passOf(name) });
    }),
    fc.constantFrom([129], [130, 0], [130, 3]),
    fc.string(),
  );
  const frames = fc.sample(frame, { numRuns: 4_000, seed: 11 });
  while (frames.length > 0) {
    const ends = await Promise.all(Array.from({ length: 8 }, () => RelayClient.connect(bridge)));
    const joined = [await RelayClient.pair(bridge, 100), await RelayClient.pair(bridge, 101)];
    for (const end of [...ends, ...joined.flat()]) {
      for (const one of frames.splice(0, 25)) {
        end.send(typeof one === 'string' ? one : Uint8Array.from(one));
      }
    }
    honest.message(0, frames.length % 256);
    expect(await friend.next()).toMatch(/^message 0 ..$/);
    await Promise.all([...ends, ...joined.flat()].map((end) => end.seen()));
    for (const end of [...ends, ...joined.flat()]) end.socket.terminate();
  }
  const { counts } = bridge.stats();
  const met = ['circuit-text', 'circuit-kind', 'circuit-malformed', 'circuit-unexpected'];
  expect(met.filter((code) => !((counts[code] ?? 0) > 20))).toEqual([]);
  await expectEmpty(bridge, honest, friend);
});
