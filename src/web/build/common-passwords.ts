// What the estimator knows of people's habits: `virtual:common-passwords`, the most common ones
// of zxcvbn's list as one string. The whole list would weigh as much as the rest of the app.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const MODULE = 'virtual:common-passwords';
const RESOLVED = `\0${MODULE}`;

/** 45 kB gzip; DESIGN §3 allows 60. */
const PASSWORDS = 12_000;

export function commonPasswords(): Plugin {
  return {
    name: 'sotto:common-passwords',
    resolveId: (id) => (id === MODULE ? RESOLVED : undefined),
    async load(id) {
      if (id !== RESOLVED) return undefined;
      return `export default ${JSON.stringify(await mostCommon())};`;
    },
  };
}

/** The package's source file is the plain list, the most common first. */
async function mostCommon(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@zxcvbn-ts/language-common');
  const file = new URL('../src/passwords.json', `file://${entry}`);
  const list = JSON.parse(await readFile(file, 'utf8')) as string[];
  return list.slice(0, PASSWORDS).join('\n');
}
