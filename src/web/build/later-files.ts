// Writes into the page which files come after its first paint, for `state/ahead.ts`.

import type { Plugin, Rollup } from 'vite';
import type { Part } from '../state/ahead.ts';

/**
 * What is imported together, by what the page calls it; what else is imported later is missed less where
 * it can't be had.
 */
const PARTS: Readonly<Record<Part, readonly string[]>> = {
  later: ['/views/later.ts', '/state/engine-parts.ts'],
  'qr-drawing': ['/qr/index.js'],
  'qr-reading': ['/qr/decode.js'],
};

export function laterFiles(): Plugin {
  return {
    name: 'sotto:later-files',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle = {}, chunk }) {
        return Object.entries(PARTS).map(([name, modules]) => {
          const content = namesOf(bundle, chunk, modules).join(' ');
          return { tag: 'meta', attrs: { name, content }, injectTo: 'head' };
        });
      },
    },
  };
}

/** All that these stand on, but for what the page has at once; in a fixed order. */
function namesOf(
  bundle: Rollup.OutputBundle,
  entry: Rollup.OutputChunk | undefined,
  modules: readonly string[],
): string[] {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
  const names = new Set<string>();
  const visit = (chunk: Rollup.OutputChunk) => {
    if (names.has(chunk.fileName)) return;
    names.add(chunk.fileName);
    for (const style of chunk.viteMetadata?.importedCss ?? []) names.add(style);
    for (const next of chunks) if (chunk.imports.includes(next.fileName)) visit(next);
  };
  if (entry !== undefined) visit(entry);
  const first = new Set(names);
  for (const chunk of chunks) {
    if (modules.some((path) => chunk.facadeModuleId?.endsWith(path))) visit(chunk);
  }
  return [...names].filter((name) => !first.has(name)).sort();
}
