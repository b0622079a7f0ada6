// Figures for Prometheus: where they are, what they say, and that nobody can make them grow.

import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { BridgeOptions } from '../../../relay-node/bridge.ts';
import { startMetrics } from '../../../relay-node/operating/metrics.ts';
import { id, start } from '../../support/trackers/client.ts';
import { gatewayForTest } from '../gateway-client.ts';
import { bridgeForTest, clientOf } from '../harness.ts';
import { operate } from './operate.ts';

const METRICS = { port: 0, host: '127.0.0.1' };

async function scrape(port: number, path = '/metrics', init?: RequestInit) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
  const text = await response.text();
  const series = new Map(
    text.split('\n').flatMap((line) => {
      const [, name, value] = /^([a-z]\S*) (\S+)$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, Number(value)] as const];
    }),
  );
  return { status: response.status, type: response.headers.get('content-type'), text, series };
}

async function metricsFor(options: BridgeOptions) {
  const bridge = await bridgeForTest(options);
  const metrics = await startMetrics(bridge, METRICS);
  onTestFinished(() => metrics.close());
  return { bridge, metrics };
}

test('there are none unless they are asked for, and never where clients come', async () => {
  const { operation } = await operate({});
  expect(operation.metrics).toBeUndefined();
  expect((await fetch(`${operation.bridge.url}/metrics`)).status).toBe(404);
});

test('they have a port of their own that says nothing else', async () => {
  const { operation, lines } = await operate({ metrics: METRICS });
  const port = operation.metrics?.port ?? 0;
  expect(port).not.toBe(operation.bridge.port);
  expect(lines()).toContainEqual(expect.objectContaining({ event: 'ready', metricsPort: port }));
  expect(await scrape(port)).toMatchObject({
    status: 200,
    type: 'text/plain; version=0.0.4; charset=utf-8',
  });
  expect((await scrape(port, '/')).status).toBe(404);
  expect((await scrape(port, '/metrics', { method: 'POST' })).status).toBe(404);
});

test('seventeen connections at once are one too many', async () => {
  const { metrics } = await metricsFor({});
  const sockets = Array.from({ length: 16 }, () => connect(metrics.port, '127.0.0.1'));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
  });
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  await expect(scrape(metrics.port)).rejects.toThrow();
  sockets.pop()?.destroy();
  await expect
    .poll(() => scrape(metrics.port).catch(() => undefined))
    .toMatchObject({ status: 200 });
});

test('they count sockets, addresses, swarms, peers, codes, and what the machine gives', async () => {
  const { bridge, metrics } = await metricsFor({ relay: 'off' });
  const client = await clientOf(bridge);
  await client.ask(start('a'));
  await client.ask('nonsense');
  const { series } = await scrape(metrics.port);
  expect(Object.fromEntries([...series].filter(([name]) => name.startsWith('sotto_')))).toEqual({
    sotto_bridge_ready: 1,
    sotto_bridge_sockets: 1,
    sotto_bridge_addresses: 1,
    sotto_bridge_swarms: 1,
    sotto_bridge_peers: 1,
    'sotto_bridge_events_total{code="invalid-json"}': 1,
    'sotto_bridge_events_total{code="socket-opened"}': 1,
  });
  for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes']) {
    expect(series.get(name)).toBeGreaterThanOrEqual(0);
  }
  await client.ask('nonsense');
  expect(
    (await scrape(metrics.port)).series.get('sotto_bridge_events_total{code="invalid-json"}'),
  ).toBe(2);
});

test('they tell how the DHT and the relay are', async () => {
  const { bridge, thread } = await gatewayForTest();
  const metrics = await startMetrics(bridge, METRICS);
  onTestFinished(() => metrics.close());
  const dht = async () => {
    const { series } = await scrape(metrics.port);
    const told = [...series].filter(([name]) => /dht|circuits|relayed/.test(name));
    return Object.fromEntries(
      told.map(([name, value]) => [name.slice('sotto_bridge_'.length), value]),
    );
  };
  const figures = {
    dht_nodes: 0,
    dht_clients: 0,
    dht_watched_targets: 0,
    dht_cached_items: 0,
    dht_restarts_total: 0,
    'dht_health{state="connecting"}': 1,
    'dht_health{state="working"}': 0,
    'dht_health{state="unreachable"}': 0,
    circuits: 0,
    circuits_waiting: 0,
    relayed_bytes_total: 0,
  };
  expect(await dht()).toEqual(figures);
  thread.answers = (job) => [job.kind === 'put' ? { kind: 'stored', copies: 0 } : { kind: 'got' }];
  const tried = new Promise((resolve) => thread.once('job', resolve));
  thread.pulse({ host: '192.0.2.1', port: 6881 });
  await tried;
  thread.emit('error', new Error('a packet'));
  expect(await dht()).toEqual({
    ...figures,
    dht_canary_ratio: 0,
    dht_nodes: 1,
    dht_restarts_total: 1,
    'dht_health{state="connecting"}': 0,
    'dht_health{state="unreachable"}': 1,
  });
});

test('no client makes a series of its own', async () => {
  const { bridge, metrics } = await metricsFor({});
  const client = await clientOf(bridge, { headers: { 'User-Agent': 'agent-of-mine' } });
  const ours = async () => {
    const { series, text } = await scrape(metrics.port);
    return { text, names: [...series.keys()].filter((name) => name.startsWith('sotto_')) };
  };
  const before = await ours();
  for (let i = 0; i < 50; i++) {
    await client.ask({ action: `action-${i}`, info_hash: id(`room-${i}`) });
    await fetch(`${bridge.url}/path-${i}`);
  }
  const { text, names } = await ours();
  expect(names.filter((name) => !before.names.includes(name))).toEqual([
    'sotto_bridge_events_total{code="invalid-action"}',
  ]);
  expect(text).not.toMatch(/action-\d|room-|path-|agent-of-mine|127\.0\.0\.1/);
});
