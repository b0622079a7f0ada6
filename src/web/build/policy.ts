// The page's Content-Security-Policy, and what becomes of it when the page holds more than it names: that
// is named by hashes. A page from disk has no origin that `'self'` could name, and nothing else is left.

import { createHash } from 'node:crypto';

const META = /(?<=http-equiv="Content-Security-Policy"\s+content=")[^"]+/;

export interface Inline {
  readonly script: string;
  readonly style: string;
}

/** The page with a policy that also allows this style in it. */
export function withStylePolicy(html: string, style: string): string {
  const own = `style-src 'self'`;
  if (!META.exec(html)?.[0].includes(own)) throw new Error('the page has no policy for its style');
  return html.replace(META, (policy) => policy.replace(own, `${own} ${cspHash(style)}`));
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
