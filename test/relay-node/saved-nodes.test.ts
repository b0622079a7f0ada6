// The nodes of the DHT that a bridge knew, from one run to the next: on a real disk, whole or not at
// all, and whatever the file holds.

import '../support/ready.ts';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Counters } from '../../relay-node/counters.ts';
import { DhtGateway } from '../../relay-node/gateway/dht-gateway.ts';
import { loadNodes, saveNodes } from '../../relay-node/gateway/saved-nodes.ts';
import { DEFAULT_LIMITS } from '../../relay-node/limits.ts';
import { FakeDhtThread } from './fake-dht-thread.ts';

const NODES = [
  { host: '192.0.2.1', port: 6_881 },
  { host: '198.51.100.200', port: 65_535 },
];

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'sotto-nodes-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

async function fileWith(text: string): Promise<string> {
  const path = join(await folder(), 'nodes.json');
  await writeFile(path, text);
  return path;
}

describe('what was saved', () => {
  test('is loaded again, and is one line of JSON', async () => {
    const path = join(await folder(), 'nodes.json');
    await saveNodes(path, NODES);
    expect(await loadNodes(path)).toEqual(NODES);
    expect(await readFile(path, 'utf8')).toBe('["192.0.2.1:6881","198.51.100.200:65535"]\n');
  });

  test('is read by nobody else', async () => {
    const path = join(await folder(), 'nodes.json');
    await saveNodes(path, NODES);
    expect(((await stat(path)).mode & 0o777).toString(8)).toBe('600');
  });

  test('takes the place of what was there, in one step and without a trace', async () => {
    const path = await fileWith('["203.0.113.1:1234"]');
    const before = await stat(path);
    await saveNodes(path, NODES);
    // A file that is written over keeps its number; one that is renamed into its place does not.
    expect((await stat(path)).ino).not.toBe(before.ino);
    expect(await readdir(join(path, '..'))).toEqual(['nodes.json']);
    expect(await loadNodes(path)).toEqual(NODES);
  });

  test('is 200 nodes at most', async () => {
    const path = join(await folder(), 'nodes.json');
    const many = Array.from({ length: 300 }, (_, i) => ({ host: '192.0.2.1', port: 1_024 + i }));
    await saveNodes(path, many);
    expect(await loadNodes(path)).toEqual(many.slice(0, 200));
  });

  test('cannot be where nothing can be written: the old file stays', async () => {
    const path = await fileWith('[]');
    await expect(saveNodes('/proc/sotto-nodes.json', NODES)).rejects.toThrow('ENOENT');
    await expect(saveNodes(join(path, 'x'), NODES)).rejects.toThrow('ENOTDIR');
    await expect(saveNodes(join(path, '../none/nodes.json'), NODES)).rejects.toThrow('ENOENT');
    await mkdir(`${path}.new`);
    await expect(saveNodes(path, NODES)).rejects.toThrow('EISDIR');
    expect(await readFile(path, 'utf8')).toBe('[]');
  });
});

describe('nothing is loaded', () => {
  test('from a file that is not there, or is a folder', async () => {
    const path = await folder();
    expect(await loadNodes(join(path, 'none.json'))).toEqual([]);
    expect(await loadNodes(path)).toEqual([]);
  });

  test.each<[string, string]>([
    ['no text', ''],
    ['no JSON', '["192.0.2.1:6881"'],
    ['junk', '\u0000\u0001\ufffd'],
    ['null', 'null'],
    ['a number', '7'],
    ['text', '"192.0.2.1:6881"'],
    ['an object', '{"0":"192.0.2.1:6881","length":1}'],
    ['nesting', '['.repeat(30_000) + ']'.repeat(30_000)],
    ['a list of lists', '[["192.0.2.1:6881"]]'],
  ])('from a file that holds %s', async (_, text) => {
    expect(await loadNodes(await fileWith(text))).toEqual([]);
  });

  test('from a file of more than 64 KiB, however sound', async () => {
    const whole = '["192.0.2.1:6881"]'.padEnd(65_536);
    expect(await loadNodes(await fileWith(whole))).toEqual([NODES[0]]);
    expect(await loadNodes(await fileWith(`${whole} `))).toEqual([]);
  });
});

test('of a hostile list, what is an address and a port is loaded', async () => {
  const entries = [
    '192.0.2.1:6881',
    '192.0.2.1',
    '192.0.2.1:',
    '192.0.2.1:0x1',
    '192.0.2.1:-1',
    '192.0.2.1:65536',
    '192.0.2.1:123456',
    '192.0.2:6881',
    '192.0.2.1.1:6881',
    '192.0.2.1:6881 ',
    '192.0.2.1:6881\n',
    '1921.0.2.1:6881',
    'router.example.com:6881',
    '[2001:db8::1]:6881',
    '2001:db8::1:6881',
    '../../etc/passwd:1',
    7,
    null,
    true,
    ['192.0.2.1:6881'],
    { host: '192.0.2.1', port: 6_881 },
    { __proto__: { host: '192.0.2.1' } },
    '198.51.100.200:65535',
  ];
  expect(await loadNodes(await fileWith(JSON.stringify(entries)))).toEqual(NODES);
});

describe('a gateway', () => {
  let thread: FakeDhtThread;

  async function closed(nodesFile: string, nodes = NODES): Promise<object> {
    const log = new Counters();
    thread = new FakeDhtThread();
    const settings = { nodesFile, spawn: thread.spawn };
    const gateway = await DhtGateway.start(settings, DEFAULT_LIMITS, log);
    thread.pulse(...nodes);
    await gateway.close();
    return log.snapshot();
  }

  test('saves what it knows when it is closed', async () => {
    const path = join(await folder(), 'nodes.json');
    expect(await closed(path)).toEqual({});
    expect(thread.settings?.nodes).toEqual([]);
    expect(await loadNodes(path)).toEqual(NODES);
  });

  test('that never found anybody keeps what the last one knew', async () => {
    const path = await fileWith('["192.0.2.1:6881"]');
    expect(await closed(path, [])).toEqual({});
    expect(thread.settings?.nodes).toEqual([NODES[0]]);
    expect(await loadNodes(path)).toEqual([NODES[0]]);
    await writeFile(path, 'of somebody else');
    expect(await closed(path, [])).toEqual({});
    expect(await readFile(path, 'utf8')).toBe('of somebody else');
  });

  test('that cannot save counts it, and ends all the same', async () => {
    const path = join(await folder(), 'none', 'nodes.json');
    expect(await closed(path)).toEqual({ 'nodes-not-saved': 1 });
  });
});
