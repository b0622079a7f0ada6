// How a bridge stops: readiness first, then no newcomers, then goodbyes that are spread out.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { loadNodes } from '../../../relay-node/gateway/saved-nodes.ts';
import { DRAIN_PACE, type Leaver, sayGoodbyes } from '../../../relay-node/operating/drain.ts';
import { start } from '../../support/trackers/client.ts';
import { FakeDhtThread } from '../fake-dht-thread.ts';
import { bridgeForTest, clientOf, until } from '../harness.ts';

const STOP_WITHIN_MS = 10_000;

describe('goodbyes', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** When each of so many was told, in milliseconds from the start, and in which order. */
  async function toldAt(count: number): Promise<{ times: number[]; order: number[] }> {
    const startMs = performance.now();
    const [times, order]: [number[], number[]] = [[], []];
    const leavers = Array.from(
      { length: count },
      (_, index): Leaver => ({
        close() {
          times.push(performance.now() - startMs);
          order.push(index);
        },
      }),
    );
    const said = sayGoodbyes(() => leavers, DRAIN_PACE);
    await vi.runAllTimersAsync();
    await said;
    return { times, order };
  }

  test('take no time when nobody is here', async () => {
    expect((await toldAt(0)).times).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('begin after a second, so that balancers know first', async () => {
    expect((await toldAt(1)).times).toEqual([DRAIN_PACE.leadMs]);
    expect((await toldAt(3)).times).toEqual([1_000, 1_050, 1_100]);
  });

  test.each([100, 101, 20_000])('to %d are spread over five seconds at most', async (count) => {
    const { times, order } = await toldAt(count);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
    const last = times.at(-1) ?? 0;
    expect(last).toBeGreaterThan(DRAIN_PACE.leadMs + DRAIN_PACE.spreadMs / 3);
    expect(last).toBeLessThan(DRAIN_PACE.leadMs + DRAIN_PACE.spreadMs);
    const atOnce = times.filter((ms) => ms === times[0]).length;
    expect(atOnce).toBe(Math.ceil(count / 100));
  });

  test('are said in no order, so that a room does not leave together', async () => {
    const { order } = await toldAt(200);
    expect(order).not.toEqual(order.toSorted((a, b) => a - b));
  });
});

describe('a bridge that drains', () => {
  test('is not ready, refuses sockets with 503, still serves, and then says 1001 to all', async () => {
    const bridge = await bridgeForTest();
    const clients = [await clientOf(bridge), await clientOf(bridge)];
    const startMs = performance.now();
    const drained = bridge.drain();
    const ready = await fetch(`${bridge.url}/ready`);
    expect([ready.status, await ready.text()]).toEqual([503, '{"status":"draining","dht":"off"}']);
    expect(ready.headers.get('connection')).toBe('close');
    expect((await fetch(`${bridge.url}/health`)).status).toBe(200);
    await expect(clientOf(bridge)).rejects.toThrow('503');
    expect(bridge.stats()).toMatchObject({ sockets: 2, counts: { draining: 1 } });
    expect(await clients[0]?.ask(start('a'))).toMatchObject({ action: 'announce' });
    expect(await Promise.all(clients.map(({ closed }) => closed))).toEqual([1001, 1001]);
    await drained;
    expect(performance.now() - startMs).toBeLessThan(STOP_WITHIN_MS);
    await expect(fetch(bridge.url)).rejects.toThrow();
  });

  test('waits for nobody when nobody is here, and saves the nodes of the DHT', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sotto-drain-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const nodesFile = join(folder, 'nodes.json');
    const thread = new FakeDhtThread();
    const bridge = await bridgeForTest({ dht: { spawn: thread.spawn, nodesFile } });
    thread.pulse({ host: '192.0.2.1', port: 6881 });
    const startMs = performance.now();
    await bridge.drain();
    expect(performance.now() - startMs).toBeLessThan(DRAIN_PACE.leadMs);
    expect(await loadNodes(nodesFile)).toEqual([{ host: '192.0.2.1', port: 6881 }]);
  });

  test('cuts off a client that does not say goodbye in turn', async () => {
    const bridge = await bridgeForTest();
    const client = await clientOf(bridge);
    client.socket.pause();
    await bridge.drain();
    await until(() => bridge.stats().sockets === 0);
  });

  test('may be told to stop again, in every way', async () => {
    const bridge = await bridgeForTest();
    await Promise.all([bridge.drain(), bridge.close(), bridge.drain()]);
    await bridge.close();
  });
});
