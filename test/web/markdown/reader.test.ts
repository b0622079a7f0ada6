// The parser comes later than the first message, or not at all.

import { expect, test } from 'vitest';
import { plain } from '../../../src/web/markdown/ast.ts';
import { type LoadParser, MarkdownReader } from '../../../src/web/state/markdown.svelte.ts';
import { watch } from '../watch.svelte.ts';

const parsed = plain('parsed');

test('messages are shown as written, cleaned, until the parser is there, which is fetched once', async () => {
  let loads = 0;
  const reader = new MarkdownReader(async () => {
    loads += 1;
    return { parse: () => parsed };
  });
  const seen = watch(() => reader.read('*a*\u202e'));
  await Promise.all([reader.load(), reader.load()]);
  await reader.load();
  expect(reader.read('*a*')).toBe(parsed);
  expect([seen, loads]).toEqual([[plain('*a*'), parsed], 1]);
});

test('a failed fetch is tried again by the next message, and tells nobody', async () => {
  const outcomes: LoadParser[] = [
    () => Promise.reject(new Error('offline')),
    async () => ({ parse: () => parsed }),
  ];
  const reader = new MarkdownReader(() => outcomes.shift()?.() ?? Promise.reject());
  await reader.load();
  expect(reader.read('a')).toEqual(plain('a'));
  await reader.load();
  expect(reader.read('a')).toBe(parsed);
});
