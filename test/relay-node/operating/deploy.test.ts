// What is in `deploy/`, read by the real parser, so that nobody begins with a mistake of ours.

import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../relay-node/operating/config.ts';
import { readCommand } from '../../../relay-node/options.ts';

const DEPLOY = resolve(import.meta.dirname, '../../../deploy');
const read = (name: string) => readFile(join(DEPLOY, name), 'utf8');

/** What is behind `main.js` on a line of words. */
function argumentsIn(words: readonly string[]): readonly string[] {
  return words.slice(words.findIndex((word) => word.endsWith('relay-node/main.js')) + 1);
}

test('the example of a configuration is one, and plain JSON', async () => {
  expect(JSON.parse(await read('bridge.example.json'))).toBeTypeOf('object');
  expect(await readConfig(join(DEPLOY, 'bridge.example.json'))).toMatchObject({
    ok: true,
    value: {
      values: { port: 8000, trustProxy: true, metricsPort: 9464 },
      limits: { sockets: 10_000 },
    },
  });
});

describe('the unit of systemd', () => {
  test('starts the bridge with flags that it takes', async () => {
    const unit = await read('sotto-bridge.service');
    const [, command = ''] = /^ExecStart=(.*)$/m.exec(unit) ?? [];
    const args = argumentsIn(command.split(' '));
    expect(args).toEqual(['--config', '/etc/sotto/bridge.json']);
    const here = [args[0] ?? '', join(DEPLOY, 'bridge.example.json')];
    expect(await readCommand(here)).toMatchObject({ ok: true, value: { kind: 'run' } });
  });

  test('keeps nodes where the example has them, and waits longer than a drain takes', async () => {
    const unit = await read('sotto-bridge.service');
    const [, state] = /^StateDirectory=(.*)$/m.exec(unit) ?? [];
    expect(await read('bridge.example.json')).toContain(`"/var/lib/${state}/nodes.json"`);
    const [, seconds] = /^TimeoutStopSec=(\d+)$/m.exec(unit) ?? [];
    expect(Number(seconds)).toBeGreaterThan(10);
  });
});

test('the container starts the bridge with flags that it takes, and asks it how it is', async () => {
  const file = (await read('Containerfile')).replaceAll('\\\n', '');
  const [, entry = ''] = /^ENTRYPOINT (\[.*\])$/m.exec(file) ?? [];
  const command = await readCommand(argumentsIn(JSON.parse(entry)));
  expect(command).toMatchObject({ ok: true, value: { bridge: { port: 8000, host: '0.0.0.0' } } });
  expect(file).toContain('http://127.0.0.1:8000/health');
});

test.each(['Caddyfile', 'nginx.conf'])('%s leads to the port of the example', async (name) => {
  expect(await read(name)).toContain('127.0.0.1:8000');
});
