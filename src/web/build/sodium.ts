// Ships libsodium's WebAssembly once. The page and the worker of Argon2id both hold libsodium; its 380 kB
// of base64 are taken out of both, and each takes the compiled module from a module of ours instead. The
// bytes come from `virtual:sodium-wasm`: of a file beside the page (122 kB gzip instead of 160), or of the
// page itself where that is one file.

import { readFile } from 'node:fs/promises';
import type { Plugin } from 'vite';

const WASM_MODULE = 'virtual:sodium-wasm';
const RESOLVED = `\0${WASM_MODULE}`;

/** The one string literal in libsodium that is longer than anything else: `\0asm` in base64. */
const WASM_LITERAL = /"AGFzbQ[\w+/=]{10000,}"/;

/** Wherever it is, the code of the worker included, which is a string. */
const WASM_IN_BASE64 = /AGFzbQ[\w+/=]{10000,}/g;

const LIBSODIUM = /[\\/]libsodium-sumo[\\/]dist[\\/].*\.mjs$/;

const EXPORT = /export default (?<start>\w+);\s*$/;

/** The bytes, for the page; `file` and `text` say where they are. */
export function sodiumWasm(home: 'file' | 'text'): Plugin {
  return {
    name: 'sotto:sodium-wasm',
    resolveId: (id) => (id === WASM_MODULE ? RESOLVED : undefined),
    async load(id) {
      if (id !== RESOLVED) return undefined;
      // As the wrappers find it: of another version, the names of its exports would be others.
      const wrappers = await this.resolve('libsodium-wrappers');
      const file = await this.resolve('libsodium-sumo', wrappers?.id);
      if (file === null) this.error('libsodium-sumo is not installed');
      const literal = WASM_LITERAL.exec(await readFile(file.id, 'utf8'))?.[0];
      if (literal === undefined) this.error('libsodium holds its WebAssembly in another way');
      if (home === 'text') return written(literal);
      const source = Buffer.from(JSON.parse(literal) as string, 'base64');
      const reference = this.emitFile({ type: 'asset', name: 'sodium.wasm', source });
      return fetched(`import.meta.ROLLUP_FILE_URL_${reference}`);
    },
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const copies = chunks.flatMap(({ code }) => code.match(WASM_IN_BASE64) ?? []);
      if (copies.length > (home === 'text' ? 1 : 0)) this.error('libsodium is shipped twice');
    },
  };
}

const fetched = (url: string) => `
  export default async () => {
    const response = await fetch(${url});
    if (!response.ok) throw new Error('libsodium could not be fetched');
    return response.arrayBuffer();
  };`;

const written = (literal: string) => `
  export default async () => Uint8Array.from(atob(${literal}), (character) => character.charCodeAt(0));`;

/** libsodium without bytes of its own: `modulePath` exports `sodiumModule`, which gives it compiled. */
export function givenSodium(modulePath: string): Plugin {
  return {
    name: 'sotto:given-sodium',
    transform(code, id) {
      if (!LIBSODIUM.test(id)) return undefined;
      const start = EXPORT.exec(code)?.groups?.start;
      const hasHook = code.includes('.instantiateWasm');
      if (start === undefined || !hasHook || !WASM_LITERAL.test(code)) {
        this.error('libsodium starts in another way');
      }
      const body = code.replace(WASM_LITERAL, '""').replace(EXPORT, '');
      return { code: `${body}\n${startedWith(start, modulePath)}`, map: null };
    },
  };
}

/** Emscripten's own hook, `Module.instantiateWasm`, which has no word for a failure. */
const startedWith = (start: string, modulePath: string) => `
  import { sodiumModule } from ${JSON.stringify(modulePath)};
  export default (options) =>
    new Promise((resolve, reject) => {
      const instantiateWasm = (imports, done) => {
        sodiumModule()
          .then((module) => WebAssembly.instantiate(module, imports))
          .then(done)
          .catch(reject);
        return {};
      };
      ${start}({ ...options, instantiateWasm }).then(resolve, reject);
    });`;
