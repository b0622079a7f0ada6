// Builds everything into dist/: the library and the bridge with tsc, the app with Vite, as a folder
// and as one file. Does nothing when no source has changed since the last build.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { main, PlainError, ROOT, runPackage, tail } from './run.mjs';
import { sayBuild, seal } from './seal.mjs';
import { ensurePackages } from './setup.mjs';

const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, '.stamp');
const SOURCES = ['src', 'relay-node'];
const SETTINGS = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'scripts/tsconfig.build.json',
  'scripts/build.mjs',
  'scripts/seal.mjs',
];
const RESULTS = ['relay-node/main.js', 'src/node.js', 'app/index.html', 'sotto.html', 'SHA256SUMS'];

/** Builds what is out of date, and tells whether anything was. Throws a {@link PlainError} that ends with what went wrong. */
export async function build() {
  const stamp = hashSources();
  if (isBuilt(stamp)) return false;
  process.stdout.write('Building …\n');
  rmSync(DIST, { recursive: true, force: true });
  await step('tsc', 'typescript/bin/tsc', ['-p', 'scripts/tsconfig.build.json']);
  await buildApp();
  sayBuild(DIST);
  writeFileSync(STAMP, stamp);
  return true;
}

/** The app alone: `dist/app`, the same as one file, `dist/sotto.html`, and the digest of both. */
export async function buildApp() {
  await vite('src/web/vite.config.ts', join(DIST, 'app'));
  await vite('src/web/vite.file.config.ts', DIST);
  seal(DIST);
}

function vite(config, outDir) {
  const where = ['--config', config, '--outDir', outDir];
  return step('vite', 'vite/bin/vite.js', ['build', ...where, '--logLevel', 'warn']);
}

async function step(name, entry, args) {
  // Whoever calls may be a test: what is built is the same all the same.
  const { code, output } = await runPackage(entry, args, { env: { NODE_ENV: 'production' } });
  if (code !== 0) throw new PlainError(`${tail(output, 40)}\nThe build failed in ${name}.`);
}

function isBuilt(stamp) {
  if (!RESULTS.every((path) => existsSync(join(DIST, path)))) return false;
  return existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp;
}

/** A hash over the names and contents of everything that a build depends on. */
function hashSources() {
  const hash = createHash('sha256');
  for (const path of [...SETTINGS, ...SOURCES.flatMap(filesBelow)]) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(ROOT, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesBelow(folder) {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .sort();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await main(async () => {
    await ensurePackages();
    await build();
  });
}
