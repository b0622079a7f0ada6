// The build, as somebody who doubts it would look at it: made again, in another checkout at another path,
// it is the same to the byte; and its name is got again from its files by the tools that every system has.

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const ROOT = resolve(import.meta.dirname, '../..');

/** As scripts/seal.mjs describes it. */
const RECIPE = String.raw`
  zeros=$(printf '%064d' 0)
  find app sotto.html -type f | LC_ALL=C sort | while read -r file; do
    hash=$(LC_ALL=C sed "s/$name/$zeros/" "$file" | sha256sum | cut -d ' ' -f 1)
    printf '%s  %s\n' "$hash" "$file"
  done | sha256sum | cut -d ' ' -f 1
`;

const BUILD = `import { buildApp } from './scripts/build.mjs'; await buildApp();`;

let folder: string;
let dists: readonly string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-build-'));
  dists = [join(ROOT, 'dist'), await buildIn('another/checkout with a longer path')];
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a clone has, with the packages that are installed here. */
async function buildIn(path: string): Promise<string> {
  const checkout = join(folder, path);
  await mkdir(checkout, { recursive: true });
  for (const part of ['src', 'scripts', 'package.json', 'tsconfig.json', 'LICENSE']) {
    await cp(join(ROOT, part), join(checkout, part), { recursive: true });
  }
  await symlink(await realpath(join(ROOT, 'node_modules')), join(checkout, 'node_modules'));
  await run(process.execPath, ['--input-type=module', '--eval', BUILD], { cwd: checkout });
  return join(checkout, 'dist');
}

/** Of the app, and the one file with its sums: beside them may lie what else was built. */
async function filesOf(dist: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(join(dist, 'app'), { recursive: true, withFileTypes: true });
  const paths = [
    join(dist, 'SHA256SUMS'),
    join(dist, 'sotto.html'),
    ...entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort(),
  ];
  const contents = await Promise.all(paths.map((path) => readFile(path, 'base64')));
  return new Map(paths.map((path, index) => [relative(dist, path), contents[index] ?? '']));
}

function nameIn(html: string): string {
  return /<meta name="build" content="(\w+)"/.exec(html)?.[1] ?? '';
}

test('two builds at two paths are the same to the byte', async () => {
  const [one, other] = await Promise.all(dists.map(filesOf));
  expect(one?.size).toBeGreaterThan(10);
  expect([...(one ?? [])].filter(([path, content]) => other?.get(path) !== content)).toEqual([]);
  expect([...(one?.keys() ?? [])]).toEqual([...(other?.keys() ?? [])]);
});

describe('the name', () => {
  test('is the same in the folder, in the file and in the service worker', async () => {
    const [dist = ''] = dists;
    const [page, file, worker] = await Promise.all(
      ['app/index.html', 'sotto.html', 'app/sw.js'].map((path) =>
        readFile(join(dist, path), 'utf8'),
      ),
    );
    const name = nameIn(page ?? '');
    expect(name).toMatch(/^[\da-f]{64}$/);
    expect([nameIn(file ?? ''), worker?.split(name).length]).toEqual([name, 2]);
  });

  test('is got again from the files with sed and sha256sum', async () => {
    const [dist = ''] = dists;
    const name = nameIn(await readFile(join(dist, 'sotto.html'), 'utf8'));
    const again = (cwd: string) =>
      run('bash', ['-c', RECIPE], { cwd, env: { ...process.env, name } }).then((ran) =>
        ran.stdout.trim(),
      );
    const list = await run('sha256sum', ['SHA256SUMS'], { cwd: dist });
    expect([await again(dist), list.stdout.slice(0, 64)]).toEqual([name, name]);

    const changed = join(folder, 'changed');
    await cp(dist, changed, { recursive: true });
    await run('bash', ['-c', `printf ' ' >> app/index.html`], { cwd: changed });
    expect(await again(changed)).not.toBe(name);
  });
});

test('the file holds everything: nothing in it names another file', async () => {
  const html = await readFile(join(dists[0] ?? '', 'sotto.html'), 'utf8');
  const head = html.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '<$1></$1>');
  expect(head.match(/(?:src|href)="(?!data:)[^"]*"/g)).toBeNull();
  const [, policy = ''] = /Content-Security-Policy"\s+content="([^"]+)"/.exec(html) ?? [];
  expect(policy.replace(/sha256-[\w+/]{43}=/g, 'sha256-…').split('; ')).toEqual([
    `default-src 'none'`,
    `script-src 'sha256-…' 'wasm-unsafe-eval'`,
    'worker-src blob:',
    `style-src 'sha256-…'`,
    'img-src data:',
    'connect-src wss: ws:',
    `base-uri 'none'`,
    `form-action 'none'`,
    `require-trusted-types-for 'script'`,
    'trusted-types sotto-worker svelte-trusted-html',
  ]);
});

test('every licence that the page must pass on is in it', async () => {
  const html = await readFile(join(dists[0] ?? '', 'sotto.html'), 'utf8');
  const told = [
    'Permission is hereby granted',
    'Frank Denis',
    'Paul Miller',
    'Svelte Contributors',
  ];
  expect(told.filter((words) => !html.includes(words))).toEqual([]);
  expect(html.includes('sotto:parts-of-this-build')).toBe(false);
});
