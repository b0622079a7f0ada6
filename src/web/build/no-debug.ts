// simple-peer logs through `debug`, which reads and writes the storage of the page and nobody here
// listens to: 3 kB gzip of it become a function that does nothing.

import type { Plugin } from 'vite';

const NAME = 'debug';
const RESOLVED = `\0sotto:${NAME}`;

export function noDebug(): Plugin {
  return {
    name: 'sotto:no-debug',
    enforce: 'pre',
    resolveId: (source) => (source === NAME ? RESOLVED : undefined),
    load: (id) => (id === RESOLVED ? 'export default () => () => {};' : undefined),
  };
}
