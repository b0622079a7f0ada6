// Ships libsodium's WebAssembly once. The page and the worker of Argon2id both hold libsodium; its
// 380 kB of base64 are taken out of both and put into one module, `virtual:sodium-wasm`. The page
// imports it; the worker's code finds it in `SODIUM_WASM`, which `slow-hash.ts` writes above it. Where
// the page has files beside it, the module fetches the bytes themselves: 122 kB gzip instead of 160.

import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

export const WASM_MODULE = 'virtual:sodium-wasm';
const RESOLVED = `\0${WASM_MODULE}`;

/** The one string literal in libsodium that is longer than anything else: `\0asm` in base64. */
const WASM_LITERAL = /"AGFzbQ[\w+/=]{10000,}"/;

const LIBSODIUM = /[\\/]libsodium-sumo[\\/]dist[\\/].*\.mjs$/;

/** Where the string is found: a global of the worker, or a module that holds it or fetches the bytes. */
export type WasmHome = 'global' | 'text' | 'file';

/** A module that has failed once stays so, until the page is loaded anew. */
const PERSISTENTLY = fileURLToPath(new URL('../state/persistently.ts', import.meta.url));

/** As `btoa` takes them; in pieces, since a call takes only so many arguments. */
const fetched = (url: string) => `
  import { persistently } from ${JSON.stringify(PERSISTENTLY)};
  const bytes = await persistently(async () => {
    const response = await fetch(${url});
    if (!response.ok) throw new Error('libsodium could not be fetched');
    return new Uint8Array(await response.arrayBuffer());
  });
  let binary = '';
  for (let at = 0; at < bytes.length; at += 8192) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  export default btoa(binary);`;

export function sharedWasm(home: WasmHome): Plugin {
  let literal = '';
  return {
    name: 'sotto:shared-wasm',
    resolveId: (id) => (id === WASM_MODULE ? RESOLVED : undefined),
    async load(id) {
      if (id !== RESOLVED) return undefined;
      if (literal === '') await this.load({ id: await libsodiumOf(this) });
      if (home === 'text') return `export default ${literal};`;
      const source = Buffer.from(JSON.parse(literal) as string, 'base64');
      const file = this.emitFile({ type: 'asset', name: 'sodium.wasm', source });
      return fetched(`import.meta.ROLLUP_FILE_URL_${file}`);
    },
    transform(code, id) {
      if (!LIBSODIUM.test(id)) return undefined;
      literal = WASM_LITERAL.exec(code)?.[0] ?? '';
      if (literal === '') this.error('libsodium no longer holds its WebAssembly as one literal');
      if (home === 'global') return { code: code.replace(WASM_LITERAL, 'SODIUM_WASM'), map: null };
      const body = code.replace(WASM_LITERAL, 'sodiumWasm');
      return { code: `import sodiumWasm from '${WASM_MODULE}';\n${body}`, map: null };
    },
  };
}

interface Resolver {
  resolve(id: string): Promise<{ readonly id: string } | null>;
  error(message: string): never;
}

async function libsodiumOf(context: Resolver): Promise<string> {
  const found = await context.resolve('libsodium-sumo');
  return found?.id ?? context.error('libsodium-sumo is not installed');
}
