// Tells after each build what every file weighs on the wire, and holds the app to its budget.

import { gzipSync } from 'node:zlib';
import type { Plugin, Rollup } from 'vite';

/** EXPERIENCE, The room: the whole app, without what most never load. */
const APP_BUDGET_BYTES = 400 * 1024;
/** EXPERIENCE, The room. */
const FIRST_SCREEN_BUDGET_BYTES = 120 * 1024;

const GZIP_LEVEL = 9;
/**
 * The estimator and its list, for phrases of people's own; other languages than the reader's; what reads
 * QR codes, for browsers that don't themselves.
 */
const SELDOM = /estimator|arabic-words|decode/;

/** A file that the page names, relative to it. */
const NAMED = /(?:src|href)="\.\/([^"]+)"/g;

interface Weighed {
  readonly name: string;
  readonly bytes: number;
  readonly first: boolean;
}

export function sizes(): Plugin {
  return {
    name: 'sotto:sizes',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const files = weigh(bundle);
        const app = total(files.filter(({ name }) => !SELDOM.test(name)));
        const first = total(files.filter((file) => file.first));
        this.info(table(files, app, first));
        if (app > APP_BUDGET_BYTES) this.error('the app is heavier than its budget');
        if (first > FIRST_SCREEN_BUDGET_BYTES) this.error('the first screen is too heavy');
      },
    },
  };
}

function weigh(bundle: Rollup.OutputBundle): Weighed[] {
  const first = firstScreen(bundle);
  return Object.values(bundle)
    .map((file) => ({
      name: file.fileName,
      bytes: gzipSync(file.type === 'chunk' ? file.code : file.source, { level: GZIP_LEVEL })
        .length,
      first: first.has(file.fileName),
    }))
    .sort((a, b) => b.bytes - a.bytes);
}

/** The page, the script and the style that it names, and what that script imports before anything is shown. */
function firstScreen(bundle: Rollup.OutputBundle): Set<string> {
  const names = new Set<string>();
  const visit = (name: string): void => {
    const file = bundle[name];
    if (file === undefined || names.has(name)) return;
    names.add(name);
    if (file.type === 'chunk') for (const imported of file.imports) visit(imported);
  };
  for (const file of Object.values(bundle)) {
    if (file.type === 'chunk' || !file.fileName.endsWith('.html')) continue;
    visit(file.fileName);
    for (const [, name = ''] of String(file.source).matchAll(NAMED)) visit(name);
  }
  return names;
}

function total(files: readonly Weighed[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function table(files: readonly Weighed[], app: number, first: number): string {
  const row = (name: string, bytes: number) =>
    `${(bytes / 1024).toFixed(1).padStart(8)} kB  ${name}`;
  return [
    'gzip sizes',
    ...files.map((file) => row(file.name + (file.first ? '  (first screen)' : ''), file.bytes)),
    row('everything', total(files)),
    row('first screen', first),
    row('app without what most never load', app),
  ].join('\n');
}
