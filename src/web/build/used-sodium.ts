// Leaves out of libsodium's wrappers what nobody here calls. The package keeps its functions in two
// lists, names and functions side by side, so that a bundler must ship them all; with both lists cut to
// what `crypto/sodium.ts` lets through (and to what the package's own self-test needs), the bundler
// drops the rest: 11 kB gzip, in the page and again in the worker.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const DOOR = fileURLToPath(new URL('../../crypto/sodium.ts', import.meta.url));
const WRAPPERS = /[\\/]libsodium-wrappers[\\/]dist[\\/].*\.mjs$/;

const FUNCTIONS = /var (\w+)=(\["crypto_[^\]]+\]),(\w+)=\[([\w$,]+)\],/;
const CONSTANTS = /var (\w+)=(\["SODIUM_LIBRARY_VERSION_MAJOR"[^\]]+\])/;

/** What the package calls on itself when it starts. */
const SELF_TEST = ['randombytes_buf', 'crypto_secretbox_easy', 'crypto_secretbox_open_easy'];
const SELF_TEST_CONSTANTS = ['crypto_secretbox_NONCEBYTES', 'crypto_secretbox_KEYBYTES'];

export function usedSodium(): Plugin {
  return {
    name: 'sotto:used-sodium',
    async transform(code, id) {
      if (!WRAPPERS.test(id)) return undefined;
      if (!FUNCTIONS.test(code) || !CONSTANTS.test(code)) {
        this.error('libsodium-wrappers lists its functions in another way');
      }
      const used = new Set([...(await throughTheDoor()), ...SELF_TEST]);
      const cut = code
        .replace(FUNCTIONS, (_, names, list, functions, values) => {
          const kept = pairs(list, values).filter(([name]) => used.has(name));
          const both = [kept.map(([name]) => `"${name}"`), kept.map(([, value]) => value)];
          return `var ${names}=[${both[0]}],${functions}=[${both[1]}],`;
        })
        .replace(CONSTANTS, (_, names) => `var ${names}=${JSON.stringify(SELF_TEST_CONSTANTS)}`);
      return { code: cut, map: null };
    },
  };
}

function pairs(list: string, values: string): (readonly [name: string, value: string])[] {
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
