// The command: its flags, its sentences, its exit codes, and how it stops.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readCommand } from '../../relay-node/options.ts';
import { start, TestClient } from '../support/trackers/client.ts';
import { bridgeForTest } from './harness.ts';
import { ONE, TWO, writePem } from './operating/certificates.ts';
import { type Line, linesOf } from './operating/operate.ts';

const MAIN = resolve(import.meta.dirname, '../../relay-node/main.ts');
const ANYWHERE = ['--port', '0', '--no-dht'];

function launch(args: readonly string[], preload: readonly string[] = []): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', ...preload, MAIN, ...args]);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

async function outcome(child: ChildProcess) {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('pipes');
  const closed = once(child, 'close');
  const [said, complained] = await Promise.all([text(stdout), text(stderr)]);
  const [code] = (await closed) as [number | null];
  return { code, said, complained };
}

const outcomeOf = (...args: readonly string[]) => outcome(launch(args));

/** A bridge that runs, with what it says line by line, and its end. */
async function running(args: readonly string[], preload?: readonly string[]) {
  const child = launch(args, preload);
  if (!child.stdout) throw new Error('pipes');
  const said = createInterface(child.stdout)[Symbol.asyncIterator]();
  const ended = outcome(child);
  const next = async (event: string): Promise<Line> => {
    const { value, done } = await said.next();
    if (done) throw new Error(`ended before it said ${event}`);
    const line = JSON.parse(value) as Line;
    return line.event === event ? line : next(event);
  };
  const { port, tls } = await next('ready');
  return { child, next, ended, tracker: `ws${tls ? 's' : ''}://127.0.0.1:${port}/announce` };
}

describe('the command line', () => {
  test('is read into options', async () => {
    const flags = ['--port', '0', '--host', '::', '--app', 'dist', '--trust-proxy'];
    const lists = ['--origin', 'https://a.example', '--origin', 'https://b.example'];
    const dht = ['--dht-bootstrap', 'a.example:1', '--dht-host', '192.0.2.1', '--dht-port', '7'];
    const limits = ['--limit', 'sockets=5', '--limit', 'crowdedShare=0.5'];
    const rest = ['--relay', 'off', '--metrics-port', '9', '--summary-minutes', '0'];
    const args = [...flags, ...lists, ...dht, '--dht-nodes-file', 'n.json', ...limits, ...rest];
    expect(await readCommand(args)).toEqual({
      ok: true,
      value: {
        kind: 'run',
        bridge: {
          port: 0,
          host: '::',
          app: 'dist',
          trustProxy: true,
          origins: ['https://a.example', 'https://b.example'],
          relay: 'off',
          dht: { bootstrap: ['a.example:1'], host: '192.0.2.1', port: 7, nodesFile: 'n.json' },
          limits: { sockets: 5, crowdedShare: 0.5 },
        },
        tls: undefined,
        metrics: { port: 9, host: '127.0.0.1' },
        summaryMs: undefined,
      },
    });
  });

  test('without flags: port 8000, with the DHT, a summary every hour, and no figures', async () => {
    expect(await readCommand([])).toMatchObject({
      value: { bridge: { port: 8000, dht: {} }, metrics: undefined, summaryMs: 3_600_000 },
    });
    const without = await readCommand(['--no-dht']);
    expect(without.ok && without.value.kind === 'run' && without.value.bridge.dht).toBeUndefined();
  });

  test.each([
    [['--port', 'x'], '--port takes a number from 0 to 65535, not "x".'],
    [['--port', '65536'], '--port takes a number from 0 to 65535, not "65536".'],
    [['--port', '0x10'], '--port takes a number from 0 to 65535, not "0x10".'],
    [['--host', ''], '--host takes a name or an address, not "".'],
    [['--relay', 'x'], '--relay takes off or members or open, not "x".'],
    [['--dht-host', '::1'], '--dht-host takes an IPv4 address, not "::1".'],
    [['--tls-cert', 'x'], 'TLS takes both a certificate and its key: tls.cert and tls.key.'],
    [['--limit', 'fun=1'], 'There is no limit named "fun": --help lists them.'],
    [['--limit', 'toString=1'], 'There is no limit named "toString": --help lists them.'],
    [['--limit', 'sockets=none'], '--limit sockets takes a number above 0, not "none".'],
    [['--limit', 'sockets=0'], '--limit sockets takes a number above 0, not "0".'],
    [['--limit', 'sockets'], '--limit sockets takes a number above 0, not "".'],
    [['--colour'], expect.stringMatching(/^Unknown option '--colour'.*Try --help\.$/)],
    [['extra'], expect.stringMatching(/Try --help\.$/)],
    [['--port'], expect.stringMatching(/Try --help\.$/)],
  ])('%j is refused in one sentence', async (args, reason) => {
    expect(await readCommand(args)).toEqual({ ok: false, reason });
  });
});

describe('the program', () => {
  test('helps', async () => {
    expect(await outcomeOf('--help')).toEqual({
      code: 0,
      said: expect.stringContaining('--limit NAME=VALUE'),
      complained: '',
    });
  });

  test('exits with 2 and one sentence when it can not start', async () => {
    const { port } = await bridgeForTest();
    const folder = await mkdtemp(join(tmpdir(), 'sotto-main-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const config = join(folder, 'bridge.json');
    await writeFile(config, '{\n  "port": 8000\n  "host": "::"\n}');
    const outcomes = await Promise.all([
      outcomeOf('--port', 'x'),
      outcomeOf('--config', config),
      outcomeOf(...ANYWHERE, '--tls-cert', join(folder, 'a'), '--tls-key', join(folder, 'b')),
      outcomeOf('--port', String(port), '--no-dht'),
      outcomeOf(...ANYWHERE, '--app', join(folder, 'none')),
    ]);
    expect(outcomes.map(({ code, complained }) => [code, complained])).toEqual([
      [2, '--port takes a number from 0 to 65535, not "x".\n'],
      [2, `${config}, line 3, column 3: this is not JSON (unexpected token string).\n`],
      [2, `There is no file "${join(folder, 'a')}" with the TLS certificate.\n`],
      [2, `Port ${port} is in use: choose another with --port.\n`],
      [
        2,
        `There is no directory "${join(folder, 'none')}": build the app, or name its directory with --app.\n`,
      ],
    ]);
  });

  test('stops cleanly on SIGTERM: goodbye to a client, code 0, and only lines of JSON', async () => {
    const { child, ended, tracker } = await running(ANYWHERE);
    const client = await TestClient.connect(tracker);
    expect(await client.ask(start('a'))).toMatchObject({ incomplete: 1 });
    child.kill('SIGTERM');
    expect(await client.closed).toBe(1001);
    const { code, said, complained } = await ended;
    expect([code, complained]).toEqual([0, '']);
    expect(linesOf(said).map(({ event }) => event)).toEqual(['start', 'ready', 'drain', 'stop']);
  });

  test('waits for nobody after a second signal', async () => {
    const { child, next, ended, tracker } = await running(ANYWHERE);
    const client = await TestClient.connect(tracker);
    child.kill('SIGTERM');
    await next('drain');
    child.kill('SIGINT');
    expect(await client.closed).toBe(1006);
    const { code, complained } = await ended;
    expect(code).toBe(130);
    expect(linesOf(complained)).toMatchObject([{ event: 'stop-at-once' }]);
  });

  test('takes one Ctrl-C for one, though npm hands it on a second time', async () => {
    const { child, next, ended, tracker } = await running(ANYWHERE);
    const client = await TestClient.connect(tracker);
    child.kill('SIGINT');
    await next('drain');
    child.kill('SIGINT');
    expect(await client.closed).toBe(1001);
    expect(await ended).toMatchObject({ code: 0, complained: '' });
  });

  test('reads the certificate again on SIGHUP', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sotto-main-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const { cert, key } = await writePem(folder, ONE);
    const args = [...ANYWHERE, '--tls-cert', cert, '--tls-key', key];
    const { child, next, tracker } = await running(args);
    await expect(TestClient.connect(tracker, { ca: TWO.cert })).rejects.toThrow('self-signed');
    await writePem(folder, TWO);
    child.kill('SIGHUP');
    await next('certificate-loaded');
    await (await TestClient.connect(tracker, { ca: TWO.cert })).close();
  });

  test('ends after a bug with code 1, and tells its place but nothing that it was given', async () => {
    const bug = `process.on('SIGUSR2', () => { throw new TypeError('from 192.0.2.77'); });`;
    const { child, ended } = await running(ANYWHERE, ['--import', `data:text/javascript,${bug}`]);
    child.kill('SIGUSR2');
    const { code, complained } = await ended;
    expect(code).toBe(1);
    expect(linesOf(complained)).toMatchObject([{ event: 'crash', code: 'TypeError' }]);
    expect(complained).not.toContain('192.0.2.77');
  });
});
