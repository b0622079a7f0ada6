// Every limit of the frame relay, reached: who has to wait, what is spent, and that whoever sends too
// fast, or to somebody who does not read, is slowed and loses nothing.

import { describe, expect, test } from 'vitest';
import type { Bridge } from '../../relay-node/bridge.ts';
import type { Limits } from '../../relay-node/limits.ts';
import { announce, start } from '../support/trackers/client.ts';
import { clientOf, until } from './harness.ts';
import { expectEmpty, Meter, RelayClient, relayForTest } from './relay-client.ts';

const PLENTY = 1_000_000_000;
/** Nobody is slowed for the sake of others. */
const UNHURRIED: Partial<Limits> = {
  circuitBytesPerSecond: PLENTY,
  circuitBurstBytes: PLENTY,
  messagesPerSecondPerAddress: PLENTY,
  messageBurstPerAddress: PLENTY,
};

describe('how many circuits there are', () => {
  const BUSY = ['refused busy', 1000];

  async function refused(bridge: Bridge, from?: string): Promise<(string | number)[]> {
    const client = await RelayClient.waiting(bridge, 99, from === undefined ? {} : { from });
    return client.rest();
  }

  test('circuits: twice as many ends, whether they are joined or wait', async () => {
    const bridge = await relayForTest({ limits: { circuits: 1 } });
    const [a, b] = await RelayClient.pair(bridge);
    expect(await refused(bridge)).toEqual(BUSY);
    await a.close();
    expect(await b.rest()).toEqual(['refused nobody', 1000]);
    const c = await RelayClient.waiting(bridge, 1);
    const d = await RelayClient.waiting(bridge, 2);
    expect(bridge.stats().relay?.waiting).toBe(2);
    expect(await refused(bridge)).toEqual(BUSY);
    expect(bridge.stats().counts['circuit-refused-busy']).toBe(2);
    await expectEmpty(bridge, c, d);
  });

  test('circuitsPerAddress: given back by whoever leaves, waiting or joined', async () => {
    const bridge = await relayForTest({ limits: { circuitsPerAddress: 2 }, trustProxy: true });
    const from = '192.0.2.1';
    const a = await RelayClient.waiting(bridge, 1, { from });
    const b = await RelayClient.waiting(bridge, 2, { from });
    expect(await refused(bridge, from)).toEqual(BUSY);
    const c = await RelayClient.waiting(bridge, 1, { from: '192.0.2.2', name: 'b' });
    expect([await a.next(), await c.next()]).toEqual(['joined', 'joined']);
    expect(await refused(bridge, from)).toEqual(BUSY);
    await b.close();
    await until(() => bridge.stats().relay?.waiting === 0);
    const d = await RelayClient.waiting(bridge, 3, { from });
    expect([await d.settled(), bridge.stats().relay?.waiting]).toEqual([[], 1]);
    await c.close();
    expect(await a.rest()).toEqual(['refused nobody', 1000]);
    const e = await RelayClient.waiting(bridge, 4, { from });
    expect([await e.settled(), bridge.stats().relay?.waiting]).toEqual([[], 2]);
    expect(await refused(bridge, from)).toEqual(BUSY);
    await expectEmpty(bridge, d, e);
  });

  test('circuitsPerAddress: strangers take none of them', async () => {
    const bridge = await relayForTest({ limits: { circuitsPerAddress: 1 } });
    const strangers = Array.from({ length: 5 }, () =>
      RelayClient.waiting(bridge, 1, { name: 'c' }),
    );
    const ends = (await Promise.all(strangers)).map((stranger) => stranger.rest());
    const a = await RelayClient.waiting(bridge, 1);
    expect([await a.settled(), bridge.stats().relay?.waiting]).toEqual([[], 1]);
    expect(await Promise.all(ends)).toEqual(ends.map(() => ['refused stranger', 1000]));
    await expectEmpty(bridge, a);
  });
});

describe('what one circuit may carry', () => {
  const SPENT = ['refused spent', 1000];

  test('circuitBytes, of both directions together, frames and all', async () => {
    const bridge = await relayForTest({ limits: { circuitBytes: 100 } });
    const [a, b] = await RelayClient.pair(bridge);
    a.message(0, ...new Uint8Array(48));
    expect(await b.next()).toMatch(/^message 0 /);
    b.message(0, ...new Uint8Array(43));
    b.send({ kind: 'taken', count: 1 });
    expect(await a.take(2)).toEqual([expect.stringMatching(/^message 0 /), 'taken 1']);
    expect(bridge.stats().relay).toEqual({ circuits: 1, waiting: 0, forwardedBytes: 100 });
    a.message(0, 1);
    expect(await Promise.all([a.rest(), b.rest()])).toEqual([SPENT, SPENT]);
    expect(bridge.stats().counts['circuit-bytes-spent']).toBe(1);
    const again = await RelayClient.pair(bridge);
    await expectEmpty(bridge, ...again);
  });

  test('circuitMs', async () => {
    const bridge = await relayForTest({ limits: { circuitMs: 50 } });
    const joinedMs = performance.now();
    const [a, b] = await RelayClient.pair(bridge);
    expect(await Promise.all([a.rest(), b.rest()])).toEqual([SPENT, SPENT]);
    expect(performance.now() - joinedMs).toBeGreaterThan(49);
    expect(bridge.stats().counts['circuit-time-spent']).toBe(1);
    await expectEmpty(bridge);
  });
});

describe('whoever sends faster', () => {
  test('than circuitBytesPerSecond is read more slowly, and all of it arrives', async () => {
    const limits = { circuitBytesPerSecond: 100 * 4_096, circuitBurstBytes: 5 * 4_096 };
    const bridge = await relayForTest({ limits });
    const [a, b] = await RelayClient.pair(bridge);
    const sentMs = performance.now();
    for (let i = 0; i < 30; i++) a.message(0, i);
    const lines = Array.from(
      { length: 30 },
      (_, i) => `message 0 ${i.toString(16).padStart(2, '0')}`,
    );
    expect(await b.take(30)).toEqual(lines);
    await a.seen();
    // 30 messages and an `open`, less the burst, at 100 in a second.
    expect(performance.now() - sentMs).toBeGreaterThan(200);
    expect(bridge.stats().counts).toMatchObject({ 'socket-slowed': expect.any(Number) });
    await expectEmpty(bridge, a, b);
  });

  const FRAME_BYTES = 16_384;
  const BUFFERED: Partial<Limits> = {
    ...UNHURRIED,
    circuitBufferedBytes: 65_536,
    // What was read from the sender at once comes on top; beyond this the reader would be closed.
    bufferedBytesPerSocket: 3 * 65_536,
  };

  /** Sends so much, and gives what it was. */
  function pour(client: RelayClient, frames: number): Meter {
    const sent = new Meter();
    for (let i = 0; i < frames; i++) {
      const bytes = new Uint8Array(FRAME_BYTES).fill(i);
      sent.add(bytes);
      client.send({ kind: 'message', channel: 2, bytes });
    }
    return sent;
  }

  /** Resolves when the bridge takes nothing more from whoever sends: no byte in twenty round trips. */
  async function stalled(bridge: Bridge): Promise<number> {
    const watcher = await RelayClient.connect(bridge);
    const passed = () => bridge.stats().relay?.forwardedBytes ?? 0;
    let [before, same] = [-1, 0];
    while (same < 20) {
      await watcher.seen();
      same = passed() === before ? same + 1 : 0;
      before = passed();
    }
    await watcher.close();
    return before;
  }

  test('than the other one reads is not read, and all of it arrives when it reads again', async () => {
    const bridge = await relayForTest({ limits: BUFFERED });
    const [a, b] = await RelayClient.pair(bridge);
    const received = b.measure();
    b.socket.pause();
    const sent = pour(a, 2_000);
    // What the two kernels hold comes on top of what the bridge does.
    expect(await stalled(bridge)).toBeLessThan(sent.bytes / 2);
    expect(a.socket.bufferedAmount).toBeGreaterThan(0);
    b.message(0, 7);
    expect(await a.next()).toBe('message 0 07');
    b.socket.resume();
    await until(() => received.bytes >= sent.bytes);
    expect([received.bytes, received.digest]).toEqual([sent.bytes, sent.digest]);
    expect(bridge.stats().counts['slow-reader-closed']).toBeUndefined();
    // It is read again, and not for a moment only.
    a.message(0, 1);
    await a.seen();
    await expectEmpty(bridge, a, b);
  });

  test('is read again when the reader is gone, so that its socket does not linger', async () => {
    const bridge = await relayForTest({ limits: BUFFERED });
    const [a, b] = await RelayClient.pair(bridge);
    b.socket.pause();
    pour(a, 1_000);
    await stalled(bridge);
    b.socket.terminate();
    expect(await a.rest()).toEqual(['refused nobody', 1000]);
    await expectEmpty(bridge);
  });

  test('is read again when the circuit is spent', async () => {
    const bridge = await relayForTest({ limits: { ...BUFFERED, circuitMs: 200 } });
    const [a, b] = await RelayClient.pair(bridge);
    b.socket.pause();
    pour(a, 1_000);
    expect(await a.rest()).toEqual(['refused spent', 1000]);
    await expectEmpty(bridge, b);
  });
});

test('a circuit at full speed leaves the tracker to the others', async () => {
  const bridge = await relayForTest({ limits: UNHURRIED });
  const [a, b] = await RelayClient.pair(bridge);
  const received = b.measure();
  const frame = { kind: 'message', channel: 2, bytes: new Uint8Array(16_384) } as const;
  const totalBytes = 3_000 * 16_384;
  let left = 3_000;
  const pump = () => {
    for (; left > 0 && a.socket.bufferedAmount < 262_144; left--) a.send(frame);
    if (left > 0) setImmediate(pump);
  };
  const calm = await clientOf(bridge);
  await calm.ask(start('calm'));
  pump();
  const waitsMs: number[] = [];
  while (received.bytes < totalBytes) {
    const askedMs = performance.now();
    expect(await calm.ask(announce('calm'))).toMatchObject({ action: 'announce' });
    waitsMs.push(performance.now() - askedMs);
  }
  expect(waitsMs.length).toBeGreaterThan(5);
  expect(Math.max(...waitsMs)).toBeLessThan(1_000);
  await calm.close();
  await expectEmpty(bridge, a, b);
});
