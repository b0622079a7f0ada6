// What is told before the start: UDP ports and files that can't be had.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { preflight } from '../../../relay-node/operating/preflight.ts';

async function scratch(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-preflight-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test('nothing is said of what is well, and nothing is left behind', async () => {
  const folder = await scratch();
  expect(await preflight({})).toBeUndefined();
  expect(
    await preflight({ host: '127.0.0.1', nodesFile: join(folder, 'nodes.json') }),
  ).toBeUndefined();
  expect(await readdir(folder)).toEqual([]);
});

test('a UDP port that is in use', async () => {
  const taken = createSocket('udp4').bind(0, '127.0.0.1');
  onTestFinished(() => void taken.close());
  await once(taken, 'listening');
  const { port } = taken.address();
  expect(await preflight({ host: '127.0.0.1', port })).toBe(
    `UDP port ${port} is in use: choose another with --dht-port.`,
  );
});

test('an address that this machine does not have', async () => {
  expect(await preflight({ host: '192.0.2.1' })).toBe(
    'This machine has no address "192.0.2.1": choose another with --dht-host.',
  );
});

test('a file of nodes without a directory, or which is one, or below a file', async () => {
  const folder = await scratch();
  await mkdir(join(folder, 'directory'));
  await writeFile(join(folder, 'file'), '');
  const [missing, directory, below] = ['no/nodes.json', 'directory', 'file/nodes.json'].map(
    (name) => join(folder, name),
  );
  expect(await preflight({ nodesFile: missing })).toBe(
    `There is no directory "${join(folder, 'no')}" for the file of nodes.`,
  );
  expect(await preflight({ nodesFile: directory })).toBe(
    `"${directory}" is a directory, and no file of nodes.`,
  );
  expect(await preflight({ nodesFile: below })).toBe(
    `The file of nodes "${below}" can't be written (ENOTDIR).`,
  );
});

test('a disk that can only be read', async () => {
  expect(await preflight({ nodesFile: '/proc/nodes.json' })).toMatch(
    /^(There is no directory|This user may not write|The file of nodes) .*"\/proc/,
  );
});
