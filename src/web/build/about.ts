// What the page tells of itself: `virtual:about`, with the version and the licence of everything that
// was built in. Their terms ask that notice and text go along with every copy; a copy of the page is one.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin, Rollup } from 'vite';

const MODULE = 'virtual:about';
const RESOLVED = `\0${MODULE}`;
const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Stands for the licences until it is known which modules are left after all that is unused is gone. */
const PLACEHOLDER = 'sotto:parts-of-this-build';
const PLACEHOLDER_LITERAL = new RegExp(`(["'\`])${PLACEHOLDER}\\1`);

/** Read by common-passwords.ts and not imported. */
const PASSWORDS = fileURLToPath(import.meta.resolve('@zxcvbn-ts/language-common'));

/** The words of src/crypto/wordlist.ts. */
const WORD_LIST: Part = {
  name: 'EFF large word list for passphrases',
  version: '2016',
  licence: 'CC-BY-3.0-US',
  text: '© Electronic Frontier Foundation. https://creativecommons.org/licenses/by/3.0/us/',
};

interface Part {
  readonly name: string;
  readonly version: string;
  /** SPDX. */
  readonly licence: string;
  readonly text: string;
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly repository?: string | { readonly url: string };
}

export function about(): Plugin {
  return {
    name: 'sotto:about',
    resolveId: (id) => (id === MODULE ? RESOLVED : undefined),
    load: (id) => (id === RESOLVED ? `export default ${JSON.stringify(describe())};` : undefined),
    renderChunk(code, _chunk, ...[, { chunks }]) {
      if (!PLACEHOLDER_LITERAL.test(code)) return null;
      const parts = JSON.stringify(partsOf(chunks));
      return { code: code.replace(PLACEHOLDER_LITERAL, () => parts), map: null };
    },
  };
}

function describe() {
  const { version, repository } = manifestOf(ROOT);
  const url = typeof repository === 'object' ? repository.url : repository;
  return { version, source: url?.replace(/^git\+|\.git$/g, ''), parts: PLACEHOLDER };
}

function partsOf(chunks: Readonly<Record<string, Rollup.RenderedChunk>>): Part[] {
  const modules = Object.values(chunks).flatMap(({ moduleIds }) => moduleIds);
  const folders = new Set([...modules, PASSWORDS].flatMap(folderOf));
  const packages = [...folders].map(partOf).sort((a, b) => (a.name < b.name ? -1 : 1));
  return [{ ...partOf(ROOT), name: 'Sotto' }, ...packages, WORD_LIST];
}

/** The folder of the package that a module is from; none for our own and for virtual ones. */
function folderOf(id: string): string[] {
  const path = id.replace(/^\0|\?.*$/g, '');
  if (!/[\\/]node_modules[\\/]/.test(path)) return [];
  let folder = dirname(path);
  while (manifestOf(folder).version === undefined) folder = dirname(folder);
  return [folder];
}

function partOf(folder: string): Part {
  const { name = '', version = '', license = '' } = manifestOf(folder);
  const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry));
  const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8');
  if (license === '') throw new Error(`${name} has no licence`);
  return { name, version, licence: license, text: text.replaceAll('\r\n', '\n').trim() };
}

/** Nothing where there is none, as in the folders below a package's own. */
function manifestOf(folder: string): Manifest {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return {};
  }
}
