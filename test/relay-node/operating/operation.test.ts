// A bridge in operation: what it tells its operator at the start, of its surroundings, and at the end.

import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { Operation } from '../../../relay-node/operating/operation.ts';
import type { RunOptions } from '../../../relay-node/options.ts';
import { FakeDhtThread } from '../fake-dht-thread.ts';
import { bridgeForTest, clientOf } from '../harness.ts';
import { ONE, writePem } from './certificates.ts';
import { keptJournal, OFF, operate } from './operate.ts';

async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-operation-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

/** Why it can't start. */
async function refusal(options: Partial<RunOptions>): Promise<string> {
  const started = await Operation.start({ ...OFF, ...options }, keptJournal().journal);
  if (started.ok) await started.value.stop();
  return started.ok ? 'it could' : started.reason;
}

test('it tells what it was set to, by codes and numbers', async () => {
  const { operation, lines } = await operate({
    bridge: { trustProxy: true, origins: ['https://chat.example'], relay: 'open' },
    metrics: { port: 0, host: '127.0.0.1' },
  });
  expect(lines()).toMatchObject([
    { event: 'start' },
    {
      event: 'ready',
      port: operation.bridge.port,
      metricsPort: operation.metrics?.port,
      tls: false,
      trustProxy: true,
      origins: 1,
      dht: false,
      relay: 'open',
    },
  ]);
});

test('from the first signal to the last goodbye', async () => {
  const { operation, lines } = await operate({});
  await operation.stop();
  expect(lines().slice(2)).toMatchObject([{ event: 'drain', sockets: 0 }, { event: 'stop' }]);
});

test('a proxy that is not trusted is told once, with the line to set', async () => {
  const { operation, lines } = await operate({});
  const headers = { 'X-Forwarded-For': '192.0.2.7' };
  await clientOf(operation.bridge, { headers });
  await clientOf(operation.bridge, { headers });
  const warnings = lines().filter(({ level }) => level === 'warn');
  expect(warnings).toMatchObject([{ event: 'proxy-not-trusted' }]);
  expect(warnings[0]?.message).toContain('"trustProxy": true');
  expect(warnings[0]?.message).toContain('--trust-proxy');
});

test('nothing is said of a proxy that is trusted', async () => {
  const { operation, lines } = await operate({ bridge: { trustProxy: true } });
  await clientOf(operation.bridge, { headers: { 'X-Forwarded-For': '192.0.2.7' } });
  expect(lines().filter(({ level }) => level !== 'info')).toEqual([]);
});

test('a full disk is told, and the bridge stops as cleanly as ever', async () => {
  const nodesFile = join(await scratch(), 'nodes.json');
  const thread = new FakeDhtThread();
  const { operation, lines } = await operate({
    bridge: { dht: { spawn: thread.spawn, nodesFile } },
  });
  thread.pulse({ host: '192.0.2.1', port: 6881 });
  await symlink('/dev/full', `${nodesFile}.new`);
  await operation.stop();
  expect(lines().slice(-2)).toMatchObject([
    { event: 'nodes-not-saved', message: expect.stringContaining('check the disk') },
    { event: 'stop' },
  ]);
});

test('a certificate that expires within two weeks is told at the start, with its days', async () => {
  vi.useFakeTimers({ now: Date.parse('2200-01-01'), toFake: ['Date'] });
  onTestFinished(() => void vi.useRealTimers());
  const { lines } = await operate({ tls: await writePem(await scratch(), ONE) });
  expect(lines()).toContainEqual(
    expect.objectContaining({
      level: 'warn',
      event: 'certificate-expires',
      daysLeft: expect.any(Number),
    }),
  );
});

test('it says in one sentence why it can not start', async () => {
  const { port } = await bridgeForTest();
  const at = { port, host: '127.0.0.1' };
  const folder = await scratch();
  const missing = join(folder, 'missing');
  const cases: readonly (readonly [Partial<RunOptions>, string])[] = [
    [{ bridge: at }, `Port ${port} is in use: choose another with --port.`],
    [{ metrics: at }, `Port ${port} is in use: choose another with --metrics-port.`],
    [
      { bridge: { host: '192.0.2.1' } },
      'This machine has no address "192.0.2.1": choose another with --host.',
    ],
    [
      { metrics: { port: 0, host: '192.0.2.1' } },
      'This machine has no address "192.0.2.1": choose another with --metrics-host.',
    ],
    [
      { bridge: { app: missing } },
      `There is no directory "${missing}": build the app, or name its directory with --app.`,
    ],
    [{ bridge: { app: folder } }, `The bridge could not start: ${folder} holds no index.html.`],
    [
      { tls: { cert: missing, key: missing } },
      `There is no file "${missing}" with the TLS certificate.`,
    ],
    [
      { bridge: { dht: { nodesFile: join(missing, 'nodes.json') } } },
      `There is no directory "${missing}" for the file of nodes.`,
    ],
  ];
  for (const [options, reason] of cases) expect(await refusal(options)).toBe(reason);
});
