// The built app as a table of ready responses, made once at start. A request can only name a row of
// the table, so no path in a request ever reaches the file system.

import { readdir, readFile, realpath } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { contentSecurityPolicy } from './security-headers.ts';

export interface AppFile {
  readonly type: string;
  readonly cacheControl: string;
  readonly body: Buffer;
  /** Present where it is smaller. */
  readonly gzipped: Buffer | undefined;
  /** The Content-Security-Policy of a page. */
  readonly policy: string | undefined;
}

/** Far more than the app has; a wrong directory is noticed before it fills the memory. Our choice. */
const MAX_FILES = 2_000;
const MAX_TOTAL_BYTES = 64 * 1024 * 1024;

/** Files of other types are not served at all. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
};

const COMPRESSIBLE = /^(text|image\/svg|application\/(json|manifest|wasm))/;

/** Vite puts eight characters of a hash at the end of the names under `assets/`. */
const HASHED_NAME = /^\/assets\/.*-[\w-]{8}\.\w+$/;

/** Reads a directory; symbolic links and hidden files are left out. `/` stands for `index.html`. */
export async function loadAppFiles(directory: string): Promise<ReadonlyMap<string, AppFile>> {
  const root = await realpath(directory);
  const files = new Map<string, AppFile>();
  let totalBytes = 0;
  for (const path of await listFiles(root, '')) {
    const type = CONTENT_TYPES[extname(path).toLowerCase()];
    if (type === undefined) continue;
    const body = await readFile(join(root, path));
    totalBytes += body.length;
    if (files.size >= MAX_FILES || totalBytes > MAX_TOTAL_BYTES) {
      throw new Error(`${directory} holds too much to be the built app`);
    }
    files.set(path, makeFile(path, type, body));
  }
  const index = files.get('/index.html');
  if (!index) throw new Error(`${directory} holds no index.html`);
  return files.set('/', index);
}

async function listFiles(root: string, folder: string): Promise<string[]> {
  const paths: string[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = `${folder}/${entry.name}`;
    if (entry.name.startsWith('.')) continue;
    if (entry.isFile()) paths.push(path);
    if (entry.isDirectory()) paths.push(...(await listFiles(root, path)));
    if (paths.length > MAX_FILES) break;
  }
  return paths;
}

function makeFile(path: string, type: string, body: Buffer): AppFile {
  const gzipped = COMPRESSIBLE.test(type) ? gzipSync(body, { level: 9 }) : undefined;
  return {
    type,
    body,
    gzipped: gzipped && gzipped.length < body.length ? gzipped : undefined,
    policy: path.endsWith('.html') ? contentSecurityPolicy(body.toString('utf8')) : undefined,
    cacheControl: HASHED_NAME.test(path) ? 'public, max-age=31536000, immutable' : 'no-store',
  };
}
