// Leaves out of libsodium what nobody here calls, in the page and again in the worker. The wrappers keep
// their functions in two lists, names and functions side by side, so that a bundler must ship them all;
// with both lists cut to what `crypto/sodium.ts` lets through (and to what the package's own self-test
// needs), the bundler drops the rest: 11 kB gzip. Below them libsodium names each of its 600 exports in
// one long assignment; those that no wrapper left reads are cut from it: 4 kB more.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const DOOR = fileURLToPath(new URL('../../crypto/sodium.ts', import.meta.url));
const WRAPPERS = /[\\/]libsodium-wrappers[\\/]dist[\\/].*\.mjs$/;
const LIBSODIUM = /[\\/]libsodium-sumo[\\/]dist[\\/].*\.mjs$/;

const FUNCTIONS =
  /var (?<names>\w+)=(?<list>\["crypto_[^\]]+\]),(?<functions>\w+)=\[(?<values>[\w$,]+)\],/;
const CONSTANTS = /var (?<names>\w+)=\["SODIUM_LIBRARY_VERSION_MAJOR"[^\]]+\]/;
/** `g._crypto_sign=A.Lh,` */
const EXPORT = /\w+\.(?<name>_(?:crypto|randombytes|sodium)\w*)=\w+\.[\w$]+,/g;
/** Every wrapper is a function with a name, and holds none. */
const WRAPPER = /(?=function [\w$]+\()/;
const NAME_OF_WRAPPER = /^function (?<name>[\w$]+)/;

/** What the package calls on itself when it starts. */
const SELF_TEST = ['randombytes_buf', 'crypto_secretbox_easy', 'crypto_secretbox_open_easy'];
const SELF_TEST_CONSTANTS = ['crypto_secretbox_NONCEBYTES', 'crypto_secretbox_KEYBYTES'];

export function usedSodium(): Plugin {
  return {
    name: 'sotto:used-sodium',
    async transform(code, id) {
      if (WRAPPERS.test(id)) return { code: cut(code, await pairsOf(code)), map: null };
      if (!LIBSODIUM.test(id)) return undefined;
      const wrappers = await this.resolve('libsodium-wrappers', DOOR);
      if (wrappers === null) this.error('libsodium-wrappers is not installed');
      const source = await readFile(wrappers.id, 'utf8');
      const read = readBy(source, await pairsOf(source));
      if (code.match(EXPORT) === null) this.error('libsodium names its exports in another way');
      return { code: code.replace(EXPORT, (all, name) => (read.has(name) ? all : '')), map: null };
    },
  };
}

interface Pair {
  readonly name: string;
  readonly wrapper: string;
  readonly used: boolean;
}

async function pairsOf(source: string): Promise<Pair[]> {
  const { list, values } = listsOf(source);
  const names = JSON.parse(list) as string[];
  const wrappers = values.split(',');
  if (names.length !== wrappers.length || !CONSTANTS.test(source)) {
    throw new Error('libsodium-wrappers lists its functions in another way');
  }
  const used = new Set([...(await throughTheDoor()), ...SELF_TEST]);
  return names.map((name, index) => ({
    name,
    wrapper: wrappers[index] ?? '',
    used: used.has(name),
  }));
}

function listsOf(source: string): { readonly list: string; readonly values: string } {
  const { list = '[]', values = '' } = FUNCTIONS.exec(source)?.groups ?? {};
  return { list, values };
}

/** The calls that `crypto/sodium.ts` names. */
async function throughTheDoor(): Promise<string[]> {
  const source = await readFile(DOOR, 'utf8');
  return [...source.matchAll(/'(crypto_\w+)'/g)].map(([, name = '']) => name);
}

function cut(source: string, pairs: readonly Pair[]): string {
  const { list, values } = listsOf(source);
  const kept = pairs.filter(({ used }) => used);
  return source
    .replace(list, () => JSON.stringify(kept.map(({ name }) => name)))
    .replace(`[${values}]`, () => `[${kept.map(({ wrapper }) => wrapper).join()}]`)
    .replace(CONSTANTS, (_, name) => `var ${name}=${JSON.stringify(SELF_TEST_CONSTANTS)}`);
}

/** The exports that the wrappers left read: by name, and from the two lists as they start. */
function readBy(source: string, pairs: readonly Pair[]): Set<string> {
  const dropped = new Set(pairs.filter(({ used }) => !used).map(({ wrapper }) => wrapper));
  const left = source
    .split(WRAPPER)
    .filter((part) => !dropped.has(NAME_OF_WRAPPER.exec(part)?.groups?.name ?? ''));
  const byName = left.flatMap((part) =>
    [...part.matchAll(/\.(_\w+)/g)].map(([, name = '']) => name),
  );
  const listed = [
    ...SELF_TEST_CONSTANTS,
    ...pairs.filter(({ used }) => used).map(({ name }) => name),
  ];
  return new Set([...byName, ...listed.map((name) => `_${name.toLowerCase()}`)]);
}
