// Leaves out of libsodium's wrappers what nobody here calls. The package keeps its functions in two
// lists, names and functions side by side, so that a bundler must ship them all; with both lists cut to
// what `crypto/sodium.ts` lets through (and to what the package's own self-test needs), the bundler
// drops the rest: 11 kB gzip, in the page and again in the worker.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const DOOR = fileURLToPath(new URL('../../crypto/sodium.ts', import.meta.url));
const WRAPPERS = /[\\/]libsodium-wrappers[\\/]dist[\\/].*\.mjs$/;

const FUNCTIONS =
  /var (?<names>\w+)=(?<list>\["crypto_[^\]]+\]),(?<functions>\w+)=\[(?<values>[\w$,]+)\],/;
const CONSTANTS = /var (?<names>\w+)=\["SODIUM_LIBRARY_VERSION_MAJOR"[^\]]+\]/;

/** What the package calls on itself when it starts. */
const SELF_TEST = ['randombytes_buf', 'crypto_secretbox_easy', 'crypto_secretbox_open_easy'];
const SELF_TEST_CONSTANTS = ['crypto_secretbox_NONCEBYTES', 'crypto_secretbox_KEYBYTES'];

export function usedSodium(): Plugin {
  return {
    name: 'sotto:used-sodium',
    async transform(code, id) {
      if (!WRAPPERS.test(id)) return undefined;
      const listed = FUNCTIONS.exec(code)?.groups;
      const constants = CONSTANTS.exec(code)?.groups;
      if (listed === undefined || constants === undefined) {
        this.error('libsodium-wrappers lists its functions in another way');
      }
      const used = new Set([...(await throughTheDoor()), ...SELF_TEST]);
      const kept = pairs(listed).filter(([name]) => used.has(name));
      const names = JSON.stringify(kept.map(([name]) => name));
      const values = kept.map(([, value]) => value).join();
      const cut = code
        .replace(FUNCTIONS, () => `var ${listed.names}=${names},${listed.functions}=[${values}],`)
        .replace(CONSTANTS, () => `var ${constants.names}=${JSON.stringify(SELF_TEST_CONSTANTS)}`);
      return { code: cut, map: null };
    },
  };
}

type Listed = Readonly<Record<string, string>>;

function pairs({ list = '', values = '' }: Listed): (readonly [name: string, value: string])[] {
  const names = JSON.parse(list) as string[];
  const functions = values.split(',');
  if (names.length !== functions.length) throw new Error('as many names as functions');
  return names.map((name, index) => [name, functions[index] ?? '']);
}

/** The calls that `crypto/sodium.ts` names. */
async function throughTheDoor(): Promise<string[]> {
  const source = await readFile(DOOR, 'utf8');
  return [...source.matchAll(/'(crypto_\w+)'/g)].map(([, name = '']) => name);
}
