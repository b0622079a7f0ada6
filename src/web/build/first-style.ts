// Puts the style of the first screen into the page: one request less before anything is painted, which on
// a slow device is a sixth of the wait (`npm run bench:start`). The page's policy names it by its hash.

import type { Plugin, Rollup } from 'vite';
import { withStylePolicy } from './policy.ts';

const LINK = /<link rel="stylesheet"[^>]* href="\.\/([^"]+)">/;

export function firstStyle(): Plugin {
  return {
    name: 'sotto:first-style',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const page = assetOf(bundle, 'index.html');
        const html = String(page.source);
        const [link = '', file = ''] = LINK.exec(html) ?? [];
        const style = String(assetOf(bundle, file).source);
        // HTML, §4.2.6; and an address in it would be relative to a file that is no more.
        if (/<\/style|url\(/i.test(style)) this.error('the first style can’t stand in the page');
        page.source = withStylePolicy(
          html.replace(link, () => `<style>${style}</style>`),
          style,
        );
        delete bundle[file];
      },
    },
  };
}

function assetOf(bundle: Rollup.OutputBundle, name: string): Rollup.OutputAsset {
  const file = bundle[name];
  if (file?.type !== 'asset')
    throw new Error(`the build has no ${name || 'style that the page names'}`);
  return file;
}
