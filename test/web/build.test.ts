// Which build the page says it is.

import { expect, test } from 'vitest';
import { buildOf, inGroups } from '../../src/web/state/build.ts';

const NAME = '4212bdaabbd189559405724f6ad84f5e32e4bb80806ba0a5ad98e5cd3c11ebcd';

function pageThatSays(content: string | undefined): Pick<Document, 'querySelector'> {
  const querySelector = () => (content === undefined ? null : { content });
  return { querySelector } as unknown as Document;
}

test('the name that was written into the page', () => {
  expect(buildOf(pageThatSays(NAME))).toBe(NAME);
});

test.each([
  ['a page that was never sealed', '0'.repeat(64)],
  ['a page without the tag', undefined],
  ['too short', NAME.slice(1)],
  ['too long', `${NAME}0`],
  ['other letters', NAME.toUpperCase()],
  ['a line more', `${NAME}\n`],
])('no name: %s', (_, content) => {
  expect(buildOf(pageThatSays(content))).toBeUndefined();
});

test('in eight groups of eight', () => {
  const groups = inGroups(NAME);
  expect([groups.length, groups[0], groups[7], groups.join('')]).toEqual([
    8,
    '4212bdaa',
    '3c11ebcd',
    NAME,
  ]);
});
