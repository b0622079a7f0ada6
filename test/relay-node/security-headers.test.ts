// The policy of a page that holds its first style.

import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { contentSecurityPolicy } from '../../relay-node/security-headers.ts';

const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

function styleSource(html?: string): string | undefined {
  const directives = contentSecurityPolicy(html).split('; ');
  return directives.find((directive) => directive.startsWith('style-src'));
}

test('names each style that stands in the page by its hash, and allows no other', () => {
  const html =
    '<style>a{}\n</style><p>é</p><style>b::after{content:"é"}</style><style media="print">c{}</style>';
  expect([undefined, '<p>', html].map(styleSource)).toEqual([
    `style-src 'self'`,
    `style-src 'self'`,
    `style-src 'self' ${hash('a{}\n')} ${hash('b::after{content:"é"}')}`,
  ]);
});

test('is otherwise that of everything else', () => {
  const without = (policy: string) => policy.replace(/style-src[^;]*/, '');
  expect(without(contentSecurityPolicy('<style>a{}</style>'))).toBe(
    without(contentSecurityPolicy()),
  );
});
