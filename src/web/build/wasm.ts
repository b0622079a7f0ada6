// Ships libsodium's WebAssembly once. The page and the worker of Argon2id both hold libsodium; its
// 380 kB of base64 are taken out of both and put into one module, `virtual:sodium-wasm`. The page
// imports it; the worker's code finds it in `SODIUM_WASM`, which `spawn-worker.ts` writes above it.

import type { Plugin } from 'vite';

export const WASM_MODULE = 'virtual:sodium-wasm';
const RESOLVED = `\0${WASM_MODULE}`;

/** The one string literal in libsodium that is longer than anything else: `\0asm` in base64. */
const WASM_LITERAL = /"AGFzbQ[\w+/=]{10000,}"/;

const LIBSODIUM = /[\\/]libsodium-sumo[\\/]dist[\\/].*\.mjs$/;

/** Where each of the two finds the string. */
export type WasmHome = 'module' | 'global';

export function sharedWasm(home: WasmHome): Plugin {
  let literal = '';
  return {
    name: 'sotto:shared-wasm',
    resolveId: (id) => (id === WASM_MODULE ? RESOLVED : undefined),
    async load(id) {
      if (id !== RESOLVED) return undefined;
      if (literal === '') await this.load({ id: await libsodiumOf(this) });
      return `export default ${literal};`;
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
