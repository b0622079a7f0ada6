// The command: its flags, its sentences, its exit codes, and how it stops.

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseCommand } from '../../relay-node/options.ts';
import { start, TestClient } from '../support/trackers/client.ts';
import { bridgeForTest } from './harness.ts';

const MAIN = resolve(import.meta.dirname, '../../relay-node/main.ts');

function launch(...args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args]);
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

describe('the command line', () => {
  test('is read into options', () => {
    const args = ['--port', '0', '--host', '::', '--app', 'dist', '--trust-proxy'];
    expect(parseCommand([...args, '--limit', 'sockets=5', '--limit', 'swarms=7'])).toEqual({
      ok: true,
      value: {
        kind: 'run',
        port: 0,
        host: '::',
        app: 'dist',
        trustProxy: true,
        limits: { sockets: 5, swarms: 7 },
      },
    });
  });

  test.each([
    [['--port', 'x'], '--port takes a number from 0 to 65535, not "x".'],
    [['--port', '65536'], '--port takes a number from 0 to 65535, not "65536".'],
    [['--limit', 'fun=1'], 'There is no limit named "fun".'],
    [['--limit', 'toString=1'], 'There is no limit named "toString".'],
    [['--limit', 'sockets=none'], '--limit sockets takes a number above 0, not "none".'],
    [['--limit', 'sockets'], '--limit sockets takes a number above 0, not "".'],
    [['--colour'], expect.stringMatching(/^Unknown option '--colour'.*Try --help\.$/)],
    [['extra'], expect.stringMatching(/Try --help\.$/)],
    [['--port'], expect.stringMatching(/Try --help\.$/)],
  ])('%j is refused in one sentence', (args, reason) => {
    expect(parseCommand(args)).toEqual({ ok: false, reason });
  });
});

describe('the program', () => {
  test('helps', async () => {
    expect(await outcome(launch('--help'))).toEqual({
      code: 0,
      said: expect.stringContaining('--limit NAME=VALUE'),
      complained: '',
    });
  });

  test('exits with 2 and a sentence when a flag is wrong or the port is taken', async () => {
    const { port } = await bridgeForTest();
    const outcomes = await Promise.all([
      outcome(launch('--port', 'x')),
      outcome(launch('--port', String(port))),
      outcome(launch('--port', '0', '--app', 'no/such/folder')),
    ]);
    expect(outcomes).toEqual([
      { code: 2, said: '', complained: '--port takes a number from 0 to 65535, not "x".\n' },
      {
        code: 2,
        said: '',
        complained: `Port ${port} is in use: choose another with --port.\n`,
      },
      {
        code: 2,
        said: '',
        complained:
          'There is no directory "no/such/folder": build the app, or name its directory with --app.\n',
      },
    ]);
  });

  test('says where it is, and stops cleanly on SIGTERM with a client connected', async () => {
    const child = launch('--port', '0');
    const result = outcome(child);
    const [first] = (await once(child.stdout ?? child, 'data')) as [Buffer];
    const [, url = ''] = /tracker: (\S+)/.exec(first.toString()) ?? [];
    const client = await TestClient.connect(url);
    expect(await client.ask(start('a'))).toMatchObject({ incomplete: 1 });
    child.kill('SIGTERM');
    expect(await client.closed).toBe(1001);
    expect(await result).toMatchObject({ code: 0, complained: '' });
  });
});
