// The package as others use it: packed, installed into a scratch project, type-checked there, and
// joined from twenty lines of Node and from a page that Vite builds, in one room.

import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { Browser } from 'playwright-core';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bridge, startBridge } from '../../relay-node/bridge.ts';
import { launchChromium } from '../support/chromium.ts';

const run = promisify(execFile);
const PHRASE = 'quiet otter paper lantern seven rivers';

const NODE_PROGRAM = `
import { join } from 'sotto';

const [phrase, tracker, hello] = process.argv.slice(2);
const room = await join({ phrase, trackers: [tracker], iceServers: [] });
const heard = (async () => {
  for await (const event of room) {
    if (event.type === 'entry' && !event.entry.own) return event.entry.text;
  }
})();
await room.send(hello);
console.log(await heard);
process.stdin.once('data', async () => {
  await room.leave();
  console.log('left');
});
`;

const PAGE = `
import { join } from 'sotto';

const query = new URLSearchParams(location.search);
const room = await join({ phrase: query.get('phrase'), trackers: [query.get('tracker')], iceServers: [] });
room.on((event) => {
  if (event.type !== 'entry' || event.entry.own) return;
  document.body.append(event.entry.text);
  room.send('hello from the page');
});
`;

const TYPED_PROGRAM = `
import { join, newPhrase, type Room, type RoomEvent, SottoError } from 'sotto';

const room: Room = await join({ phrase: newPhrase() });
const stop: () => void = room.on((event: RoomEvent) => {
  if (event.type === 'entry') event.entry.text.trim();
});
for await (const event of room) if (event.type === 'left') stop();
// @ts-expect-error: whom to meet is not said
join({ trackers: [] }).catch((error) => error instanceof SottoError && error.code === 'left');
`;

/** As a project for Node, and as one for browsers that is bundled. */
const COMPILER_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  Node: ['--module', 'nodenext', '--lib', 'es2023'],
  'a bundler': [
    ...['--module', 'esnext', '--moduleResolution', 'bundler', '--customConditions', 'browser'],
    ...['--lib', 'es2023,dom,dom.iterable,dom.asynciterable'],
  ],
};

const TSC = resolve('node_modules/typescript/bin/tsc');

let scratch: string;
let browser: Browser;
let bridge: Bridge;
let served: PreviewServer;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'sotto-package-'));
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', scratch]);
  const tarball = (await readdir(scratch)).find((name) => name.endsWith('.tgz')) as string;
  const manifest = {
    private: true,
    type: 'module',
    overrides: { 'node-datachannel': '^0.33.4' },
    dependencies: { sotto: `file:${tarball}` },
  };
  await writeFile(join(scratch, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(scratch, 'chat.mjs'), NODE_PROGRAM);
  await writeFile(join(scratch, 'typed.ts'), TYPED_PROGRAM);
  await writeFile(join(scratch, 'main.js'), PAGE);
  await writeFile(
    join(scratch, 'index.html'),
    '<body></body><script type="module" src="/main.js"></script>',
  );
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: scratch });
  const vite = { root: scratch, configFile: false, logLevel: 'error' } as const;
  await build({ ...vite, build: { target: 'es2023', chunkSizeWarningLimit: 1_000 } });
  served = await preview({ ...vite, preview: { host: '127.0.0.1', port: 0 } });
  bridge = await startBridge();
  browser = await launchChromium();
});

afterAll(async () => {
  for (const { process } of programs) process.kill();
  await browser?.close();
  await Promise.all([bridge?.close(), served?.close()]);
  await rm(scratch, { recursive: true, force: true });
});

const programs: Program[] = [];

interface Program {
  readonly process: ChildProcess;
  line(): Promise<string>;
}

function start(hello: string): Program {
  const child = spawn(process.execPath, ['chat.mjs', PHRASE, bridge.tracker, hello], {
    cwd: scratch,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const program = { process: child, line: async () => (await lines.next()).value };
  programs.push(program);
  return program;
}

async function leave(program: Program): Promise<void> {
  const exited = once(program.process, 'exit');
  program.process.stdin?.end('leave\n');
  expect(await program.line()).toBe('left');
  expect(await exited).toEqual([0, null]);
}

test('two Node programs and a page meet', async () => {
  const first = start('hello from one');
  const second = start('hello from two');
  expect(await first.line()).toBe('hello from two');
  expect(await second.line()).toBe('hello from one');
  // Nobody else hears the third one's only words, whichever of the two is there first.
  for (const program of [first, second]) await leave(program);

  const page = await browser.newPage();
  const query = new URLSearchParams({ phrase: PHRASE, tracker: bridge.tracker });
  await page.goto(`${served.resolvedUrls?.local[0]}?${query}`);
  const third = start('hello from three');
  expect(await third.line()).toBe('hello from the page');
  await page.waitForFunction(() => document.body.textContent?.includes('hello from three'));
  await leave(third);
});

test.each(Object.entries(COMPILER_OPTIONS))('its types hold for %s', async (_, options) => {
  const always = ['--noEmit', '--strict', '--target', 'es2023', ...options];
  const { stdout } = await run(process.execPath, [TSC, ...always, 'typed.ts'], {
    cwd: scratch,
  }).catch((error: { readonly stdout: string }) => error);
  expect(stdout).toBe('');
});
