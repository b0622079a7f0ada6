// Every sentence is in src/text: no template of the app holds words of its own.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'svelte/compiler';
import { expect, test } from 'vitest';

const WEB = resolve(import.meta.dirname, '../../src/web');

/** Attributes, and properties of our own parts, whose values people read or hear. */
const READ =
  /^(aria-(label|description|roledescription|valuetext|placeholder)|placeholder|title|alt|label|help|question|yes|no|note)$/;
const WORD = /\p{L}{2}/u;

interface Node {
  readonly type?: string;
  readonly name?: string;
  readonly data?: string;
  readonly value?: unknown;
  readonly expression?: Node;
  readonly consequent?: Node;
  readonly alternate?: Node;
  readonly left?: Node;
  readonly right?: Node;
  readonly quasis?: readonly { readonly value: { readonly cooked: string } }[];
  readonly expressions?: readonly Node[];
}

/** The literal words that an expression may come to: not those that it only compares. */
function results(node: Node | undefined): string[] {
  if (node?.type === 'Literal') return [String(node.value)];
  if (node?.type === 'ConditionalExpression') {
    return [...results(node.consequent), ...results(node.alternate)];
  }
  if (node?.type === 'LogicalExpression') return [...results(node.left), ...results(node.right)];
  if (node?.type !== 'TemplateLiteral') return [];
  const fixed = node.quasis?.map(({ value }) => value.cooked) ?? [];
  return [...fixed, ...(node.expressions ?? []).flatMap(results)];
}

/** What nobody reads: a directive `style:left="{x}px"` among it. */
const UNREAD = new Set(['Comment', 'StyleSheet', 'Script', 'StyleDirective']);

/** Everything that a node of the template shows or says, as far as it is written there. */
function told(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(told);
  if (typeof node !== 'object' || node === null) return [];
  const { type, name = '', data = '', value, expression } = node as Node;
  if (type === 'Text') return [data];
  if (UNREAD.has(type ?? '')) return [];
  if (type === 'ExpressionTag') return results(expression);
  if (type === 'Attribute') return READ.test(name) ? told(value) : [];
  return Object.values(node).flatMap(told);
}

function wordsOf(source: string): string[] {
  return told(parse(source, { modern: true }).fragment.nodes).filter((text) => WORD.test(text));
}

test('the scan finds what it should, and nothing else', () => {
  const source = `
    <script lang="ts">const a: string = 'script';</script>
    <!-- comment -->
    <p class="style" aria-label="spoken">bare {open === 'kind' ? 'one' : \`two \${a}\`}</p>
    {#if kind === 'other'}<Part help={a ?? 'help'} size="small" />{:else}else{/if}
    {text.start.title} · {a}
    <style>p { color: red; }</style>`;
  expect(wordsOf(source).map((text) => text.trim())).toEqual([
    'spoken',
    'bare',
    'one',
    'two',
    'help',
    'else',
  ]);
});

test('no words in the templates of src/web', () => {
  const files = readdirSync(WEB, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.svelte'),
  );
  const found = files.flatMap((name) =>
    wordsOf(readFileSync(join(WEB, name), 'utf8')).map((words) => `${name}: ${words.trim()}`),
  );
  expect([found, files.length > 20]).toEqual([[], true]);
});
