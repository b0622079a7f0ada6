// TypeScript modules made into what a browser runs, and served on the loopback interface.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build, type InlineConfig, type Rollup } from 'vite';

export type BundleFiles = ReadonlyMap<string, string | Uint8Array>;

/** Bundles a module and what it imports into ES modules, by file name; the entry is `entry.js`. */
export async function bundleModule(entry: string): Promise<BundleFiles> {
  return bundle({ build: { lib: { entry, formats: ['es'], fileName: () => 'entry.js' } } });
}

/** Bundles a module into one classic script, as workers from a blob need it. */
export async function bundleScript(entry: string): Promise<string> {
  const files = await bundle({
    build: { lib: { entry, formats: ['iife'], name: 'bundle', fileName: () => 'entry.js' } },
  });
  return String(files.get('entry.js'));
}

async function bundle(config: InlineConfig): Promise<BundleFiles> {
  const output = (await build({
    ...config,
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { ...config.build, write: false, minify: false, target: 'es2022' },
  })) as Rollup.RollupOutput[];
  const files = output.flatMap((part) => part.output);
  return new Map(files.map((file) => [file.fileName, 'code' in file ? file.code : file.source]));
}

export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

export interface ServeOptions {
  /** Response headers of every file, such as a content security policy. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly html?: string;
  /** The address to listen on; default 127.0.0.1. */
  readonly host?: string;
}

/** It names its icon, since a browser asks for one that is not there, and says so on the console. */
const BLANK_PAGE =
  '<!doctype html><title>test</title><link rel="icon" href="data:,"><script type="module" src="/entry.js"></script>';

/** Serves files beside a page that loads `entry.js`. */
export function serveFiles(files: BundleFiles, options: ServeOptions = {}): Promise<Served> {
  const server = createServer((request, response) => {
    const name = (request.url ?? '/').slice(1).replace(/\?.*/, '');
    const body = name === '' ? (options.html ?? BLANK_PAGE) : files.get(name);
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': name === '' ? 'text/html' : 'text/javascript',
      ...options.headers,
    });
    response.end(body);
  });
  const { host = '127.0.0.1' } = options;
  return new Promise((resolve) => {
    server.listen(0, host, () => {
      const { port } = server.address() as AddressInfo;
      resolve({
        url: `http://${host}:${port}/`,
        close: () => new Promise((closed) => server.close(() => closed())),
      });
    });
  });
}

/** Bundles a module and serves a page that runs it. */
export async function serveBundle(entry: string, options: ServeOptions = {}): Promise<Served> {
  return serveFiles(await bundleModule(entry), options);
}
