// The page's Content-Security-Policy, and what becomes of it when the page is one file. A page from disk
// has no origin that `'self'` could name: what it holds is named by hashes, and nothing else is left.

import { createHash } from 'node:crypto';

const META = /(?<=http-equiv="Content-Security-Policy"\s+content=")[^"]+/;

export interface Inline {
  readonly script: string;
  readonly style: string;
}

/** The page with the policy of a single file, made from the one that it has. */
export function withFilePolicy(html: string, inline: Inline): string {
  if (!META.test(html)) throw new Error('the page has no policy');
  return html.replace(META, (policy) => filePolicy(policy, inline));
}

function filePolicy(policy: string, { script, style }: Inline): string {
  const own: Readonly<Record<string, string>> = {
    'script-src': cspHash(script),
    'style-src': cspHash(style),
  };
  return (
    policy
      .split('; ')
      .map((directive) => {
        const [name = '', ...sources] = directive.split(' ');
        const others = sources.filter((source) => source !== `'self'`);
        return [name, ...(own[name] ? [own[name]] : []), ...others];
      })
      // Without a source a directive refuses as `default-src` does.
      .filter((words) => words.length > 1)
      .map((words) => words.join(' '))
      .join('; ')
  );
}

/** CSP 3, §2.3.1: over the UTF-8 of what stands between the tags. */
function cspHash(text: string): string {
  return `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;
}
