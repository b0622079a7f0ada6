// The service worker, `sw.js`: knows every file of the app with its digest, so that what it keeps is one
// build and nothing else. Nothing registers it but a tap on Install (state/offline-copy.ts).

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin, type Rollup } from 'vite';
import { TARGET } from './target.ts';

const MODULE = 'virtual:app-files';
const RESOLVED = `\0${MODULE}`;

/** Path from the page, and SHA-256 as `integrity` has it. */
type Listed = readonly [path: string, integrity: string];

export function serviceWorker(entry: string): Plugin {
  let publicDir = '';
  return {
    name: 'sotto:service-worker',
    apply: 'build',
    configResolved: (config) => {
      publicDir = config.publicDir;
    },
    generateBundle: {
      order: 'post',
      async handler(_options, bundle) {
        const files = [...built(bundle), ...copied(publicDir)].sort(([a], [b]) => (a < b ? -1 : 1));
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: await compile(entry, files) });
      },
    },
  };
}

function built(bundle: Rollup.OutputBundle): Listed[] {
  return Object.values(bundle).map((file) => [
    file.fileName,
    integrityOf(file.type === 'chunk' ? file.code : file.source),
  ]);
}

function copied(folder: string): Listed[] {
  return readdirSync(folder).map((name) => [name, integrityOf(readFileSync(join(folder, name)))]);
}

/** Subresource Integrity, §3.1. */
function integrityOf(content: string | Uint8Array): string {
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}

async function compile(entry: string, files: readonly Listed[]): Promise<string> {
  const output = (await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    plugins: [
      {
        name: MODULE,
        resolveId: (id) => (id === MODULE ? RESOLVED : undefined),
        load: (id) => (id === RESOLVED ? `export default ${JSON.stringify(files)};` : undefined),
      },
    ],
    build: {
      write: false,
      target: TARGET,
      sourcemap: false,
      lib: { entry, formats: ['iife'], name: 'sottoOffline' },
    },
  })) as Rollup.RollupOutput[];
  const chunk = [output].flat()[0]?.output[0];
  if (chunk?.type !== 'chunk') throw new Error('the service worker was not built');
  return chunk.code;
}
