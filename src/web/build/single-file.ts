// The app as one HTML file that works from disk: script, style and icon stand in the page, the worker
// and WebAssembly in the script. Browsers load no module from a file: URL, but they do run one that
// stands in the page; what would be fetched later is in the same bundle, and runs when it is wanted.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Plugin, parseAst, type Rollup } from 'vite';
import { withFilePolicy } from './policy.ts';

const SCRIPT = /<script type="module"[^>]*><\/script>/;
const STYLE = /<link rel="stylesheet"[^>]*>/;
const ICON = /(<link rel="icon" href=")[^"]+("[^>]*>)/;
/** A page from disk can't be installed. */
const MANIFEST = /\s*<link rel="manifest"[^>]*>/;

export function singleFile(name: string): Plugin {
  let icon = '';
  return {
    name: 'sotto:single-file',
    apply: 'build',
    configResolved({ root }) {
      icon = readFileSync(join(root, 'public', 'icon.svg'), 'utf8');
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const [script, style, page] = ['.js', '.css', '.html'].map((ending) =>
          only(bundle, ending),
        );
        const source = compose({ script, style, page, icon });
        for (const file of Object.keys(bundle)) delete bundle[file];
        this.emitFile({ type: 'asset', fileName: name, source });
      },
    },
  };
}

function only(bundle: Rollup.OutputBundle, ending: string): string {
  const files = Object.values(bundle).filter(({ fileName }) => fileName.endsWith(ending));
  const [file] = files;
  if (file === undefined || files.length > 1)
    throw new Error(`not one ${ending} but ${files.length}`);
  return file.type === 'chunk' ? file.code : String(file.source);
}

interface Parts {
  readonly script: string | undefined;
  readonly style: string | undefined;
  readonly page: string | undefined;
  readonly icon: string;
}

function compose({ script = '', style = '', page = '', icon }: Parts): string {
  const code = inlineScript(script);
  const drawn = `data:image/svg+xml;base64,${Buffer.from(icon).toString('base64')}`;
  const html = [
    [SCRIPT, `<script type="module">${code}</script>`],
    [STYLE, `<style>${style}</style>`],
    [ICON, `$1${drawn}$2`],
    [MANIFEST, ''],
  ] as const;
  const whole = html.reduce((text, [tag, replacement]) => {
    if (!tag.test(text)) throw new Error(`the page has no ${tag.source}`);
    // Only the icon's replacement has groups; a script is full of dollars that are none.
    return tag === ICON ? text.replace(tag, replacement) : text.replace(tag, () => replacement);
  }, page);
  return withFilePolicy(whole, { script: code, style });
}

/**
 * HTML §4.12.1.3: a script must not hold what ends or hides it. All of these stand in strings, where
 * the escape means the same; elsewhere it would not parse, and the build ends.
 */
function inlineScript(code: string): string {
  const safe = code
    .trim()
    .replaceAll('<!--', '\\x3C!--')
    .replace(/<(\/?script)/gi, '\\x3C$1');
  parseAst(safe);
  return safe;
}
