// Which characters look like others: `virtual:confusables`, what of Unicode's list (UTS #39) can be
// used to imitate a name. The whole list weighs ten times as much, and most of it are characters
// that compatibility decomposition resolves, or that imitate others which nobody writes names in.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Plugin } from 'vite';

const MODULE = 'virtual:confusables';
const RESOLVED = `\0${MODULE}`;

/** Characters that imitate anything are kept if they are of these; of others, if they imitate Latin. */
const WIDESPREAD =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Cherokee}\p{Script=Common}]$/u;
const LATIN = /^[a-z0-9]+$/;

export function confusables(): Plugin {
  return {
    name: 'sotto:confusables',
    resolveId: (id) => (id === MODULE ? RESOLVED : undefined),
    async load(id) {
      if (id !== RESOLVED) return undefined;
      return `export default ${JSON.stringify(await table())};`;
    },
  };
}

/** One line for what is imitated: that, a space, and all characters that look like it. */
async function table(): Promise<string> {
  const file = createRequire(import.meta.url).resolve('unhomoglyph/data.json');
  const list = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
  const lines = new Map<string, string>();
  for (const [from, to] of Object.entries(list)) {
    const target = bare(to).toLowerCase();
    if (!isUseful(from, target)) continue;
    lines.set(target, (lines.get(target) ?? '') + from);
  }
  return [...lines].map(([target, from]) => `${target} ${from}`).join('\n');
}

function isUseful(from: string, target: string): boolean {
  if ([...from].length !== 1 || bare(from) !== from || from.toLowerCase() === target) return false;
  return LATIN.test(target) || (target !== '' && WIDESPREAD.test(from));
}

/** As `state/names.ts` sees it before it looks here. */
function bare(text: string): string {
  return text.normalize('NFKD').replace(/[\p{M}\p{P}\p{Z}\p{Default_Ignorable_Code_Point}]/gu, '');
}
