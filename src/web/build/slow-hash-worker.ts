// The worker of Argon2id as a string: `virtual:slow-hash-worker`. An IIFE, so that it runs from a
// blob, also where the page itself was opened from disk. Vite's own `?worker&inline` would hand a
// plain string to `new Worker`, which Trusted Types refuse; `state/slow-hash.ts` does it by our policy.

import { fileURLToPath } from 'node:url';
import { build, type Plugin, type Rollup } from 'vite';
import { givenSodium } from './sodium.ts';
import { TARGET } from './target.ts';
import { usedSodium } from './used-sodium.ts';

const MODULE = 'virtual:slow-hash-worker';
const RESOLVED = `\0${MODULE}`;

const HANDED = fileURLToPath(new URL('../state/handed-module.ts', import.meta.url));

/** The library's own way to start it, which would put a second copy of libsodium beside ours. */
const DEFAULT_SPAWN = /new Worker\(new URL\([^)]*\), \{[^}]*\}\)/;
const DEFAULT_SPAWN_FILE = /[\\/]platform[\\/]browser[\\/]slow-hash\.ts$/;

export function slowHashWorker(entry: string): Plugin {
  return {
    name: 'sotto:slow-hash-worker',
    enforce: 'pre',
    transform(code, id) {
      if (!DEFAULT_SPAWN_FILE.test(id)) return undefined;
      if (!DEFAULT_SPAWN.test(code)) this.error('the library starts its worker in another way');
      const refused = `(() => { throw new Error('the app brings its own worker'); })()`;
      return { code: code.replace(DEFAULT_SPAWN, refused), map: null };
    },
    resolveId: (id) => (id === MODULE ? RESOLVED : undefined),
    async load(id) {
      if (id !== RESOLVED) return undefined;
      this.addWatchFile(entry);
      return `export default ${JSON.stringify(await bundle(entry))};`;
    },
  };
}

async function bundle(entry: string): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [givenSodium(HANDED), usedSodium()],
    // An IIFE has no `import.meta`; libsodium only looks whether it has a URL.
    define: { 'import.meta': '{}' },
    build: {
      write: false,
      target: TARGET,
      sourcemap: false,
      lib: { entry, formats: ['iife'], name: 'sottoSlowHash' },
    },
  });
  const [output] = [built].flat() as Rollup.RollupOutput[];
  const chunk = output?.output[0];
  if (chunk?.type !== 'chunk') throw new Error('the worker was not built');
  return chunk.code;
}
