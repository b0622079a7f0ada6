// The style of this project as a test: budgets, import arrows, and what the pure layers may name.
// STYLE's rules that a machine can check are checked here, so that nobody has to remember them.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const MAX_FILE_LINES = 400;
const MAX_FUNCTION_LINES = 70;
const MAX_PARAMETERS = 3;
const MAX_NESTING = 3;

function filesBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => ending.test(name) && statSync(join(ROOT, name)).isFile());
}

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** TypeScript as it stands; of a Svelte file, its script. */
function parse(file: string): ts.SourceFile {
  const text = read(file);
  const script = file.endsWith('.svelte')
    ? (/<script[^>]*>([\s\S]*?)<\/script>/.exec(text)?.[1] ?? '')
    : text;
  return ts.createSourceFile(file, script, ts.ScriptTarget.ES2023, true, ts.ScriptKind.TS);
}

const PRODUCT = [
  ...filesBelow('src', /\.(ts|svelte)$/),
  ...filesBelow('relay-node', /\.ts$/),
  ...filesBelow('scripts', /\.(ts|mjs)$/),
];
const TESTS = filesBelow('test', /\.ts$/);

function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  node.forEachChild((child) => walk(child, visit));
}

function lineCount(source: ts.SourceFile, node: ts.Node): number {
  const at = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  return at(node.end) - at(node.getStart(source)) + 1;
}

const BLOCKS = new Set([
  ts.SyntaxKind.IfStatement,
  ts.SyntaxKind.ForStatement,
  ts.SyntaxKind.ForOfStatement,
  ts.SyntaxKind.ForInStatement,
  ts.SyntaxKind.WhileStatement,
  ts.SyntaxKind.DoStatement,
  ts.SyntaxKind.SwitchStatement,
  ts.SyntaxKind.TryStatement,
]);

/** How many blocks enclose a node within its own function; `else if` counts as one level. */
function nesting(node: ts.Node): number {
  let depth = 0;
  for (let at = node; !ts.isFunctionLike(at) && at.parent !== undefined; at = at.parent) {
    const elseIf =
      ts.isIfStatement(at) && ts.isIfStatement(at.parent) && at.parent.elseStatement === at;
    if (BLOCKS.has(at.kind) && !elseIf) depth++;
  }
  return depth;
}

describe('budgets', () => {
  test(`no file is longer than ${MAX_FILE_LINES} lines`, () => {
    const long = [...PRODUCT, ...TESTS].filter(
      (file) => read(file).trimEnd().split('\n').length > MAX_FILE_LINES,
    );
    expect(long).toEqual([]);
  });

  test(`functions: ${MAX_FUNCTION_LINES} lines, ${MAX_PARAMETERS} parameters, ${MAX_NESTING} levels`, () => {
    expect(PRODUCT.flatMap(functionFaults)).toEqual([]);
  });
});

function functionFaults(file: string): string[] {
  const source = parse(file);
  const faults: string[] = [];
  walk(source, (node) => {
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    if (BLOCKS.has(node.kind) && nesting(node) > MAX_NESTING)
      faults.push(`${file}:${line} nesting`);
    if (!ts.isFunctionLike(node)) return;
    if (lineCount(source, node) > MAX_FUNCTION_LINES) faults.push(`${file}:${line} length`);
    if (node.parameters.length > MAX_PARAMETERS) faults.push(`${file}:${line} parameters`);
  });
  return faults;
}

/** Where each part of the tree may import from; packages are listed with `npm:`. */
const ARROWS: readonly (readonly [string, readonly string[]])[] = [
  ['src/base/', ['src/base/']],
  ['src/ports/', ['src/base/', 'src/ports/', 'src/wire/']],
  [
    'src/crypto/',
    ['src/base/', 'src/ports/', 'src/crypto/', 'npm:libsodium-wrappers', 'npm:@noble/hashes'],
  ],
  ['src/wire/', ['src/base/', 'src/wire/', 'src/crypto/', 'src/ports/']],
  ...['rendezvous', 'link', 'overlay', 'room'].map(
    (name) =>
      [
        `src/protocol/${name}/`,
        [
          'src/base/',
          'src/ports/',
          'src/crypto/',
          'src/wire/',
          'src/protocol/machine.ts',
          `src/protocol/${name}/`,
        ],
      ] as const,
  ),
  ['src/protocol/', ['src/base/', 'src/ports/', 'src/crypto/', 'src/wire/', 'src/protocol/']],
  [
    'src/host/',
    ['src/base/', 'src/ports/', 'src/crypto/', 'src/wire/', 'src/protocol/', 'src/host/'],
  ],
  [
    'src/platform/',
    ['src/base/', 'src/ports/', 'src/crypto/', 'src/wire/', 'src/platform/', 'npm:', 'node:'],
  ],
  ['src/text/', ['src/base/', 'src/text/']],
  [
    'src/web/',
    [
      'src/browser.ts',
      'src/text/',
      'src/web/',
      'src/platform/browser/slow-hash-worker.ts',
      'npm:svelte',
      'npm:@lezer/markdown',
      'npm:qr',
      'npm:@zxcvbn-ts',
      'npm:fastest-levenshtein',
      'npm:@sveltejs',
      'npm:vite',
      'node:',
      'virtual:',
    ],
  ],
  ['src/cli/', ['src/node.ts', 'src/text/', 'src/cli/', 'node:']],
  [
    'src/index.ts',
    ['src/base/', 'src/ports/', 'src/crypto/', 'src/wire/', 'src/protocol/', 'src/host/'],
  ],
  ['src/', ['src/index.ts', 'src/platform/']], // the two entries
  [
    'relay-node/',
    [
      'src/wire/',
      'src/base/',
      'src/ports/',
      'src/platform/node/',
      'src/crypto/verify.ts',
      'relay-node/',
      'npm:',
      'node:',
    ],
  ],
];

function imports(file: string): string[] {
  const targets: string[] = [];
  walk(parse(file), (node) => {
    const declared =
      ts.isImportDeclaration(node) || ts.isExportDeclaration(node)
        ? node.moduleSpecifier
        : undefined;
    const dynamic =
      ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
        ? node.arguments[0]
        : undefined;
    const specifier = declared ?? dynamic;
    if (specifier !== undefined && ts.isStringLiteral(specifier)) targets.push(specifier.text);
  });
  return targets.map((target) => locate(file, target));
}

function locate(file: string, target: string): string {
  if (target.startsWith('.')) return relative(ROOT, resolve(ROOT, dirname(file), target));
  return /^(node|virtual):/.test(target) ? target : `npm:${target}`;
}

test('imports follow the arrows', () => {
  const wrong = PRODUCT.filter((file) => !file.startsWith('scripts/')).flatMap((file) => {
    const allowed = ARROWS.find(([from]) => file.startsWith(from))?.[1] ?? [];
    return imports(file)
      .filter((target) => !allowed.some((prefix) => target.startsWith(prefix)))
      .map((target) => `${file} → ${target}`);
  });
  expect(wrong).toEqual([]);
});

test('the pure layers have no clock, timer, dice or Promise', () => {
  const forbidden =
    /\b(Date\.now|new Date\(|performance\.|setTimeout|setInterval|queueMicrotask|Math\.random|crypto\.getRandomValues|await |async |new Promise|Promise\.)/;
  const pure = PRODUCT.filter((file) => /^src\/(base|crypto|wire|protocol)\//.test(file));
  // Loading libsodium is the one thing that takes time; and "await" is a word of the list.
  const exempt = ['src/crypto/sodium.ts', 'src/crypto/wordlist.ts'];
  const checked = pure.filter((file) => !exempt.includes(file));
  expect(checked.filter((file) => forbidden.test(withoutComments(file)))).toEqual([]);
});

function withoutComments(file: string): string {
  return read(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
}

test('no module-level mutable state, no utils.ts, nothing left to do, no default of the platform', () => {
  const marks = /\b(TO(?:)DO|FIX(?:)ME|XX(?:)X)\b|@ts-(?:ignore|nocheck)|eslint-(?:disable)/;
  const state = /^(?:export )?let /m;
  const faults = PRODUCT.flatMap((file) => {
    const text = file.endsWith('.svelte') ? '' : read(file);
    return [
      ...(marks.test(read(file)) ? [`${file} mark`] : []),
      ...(state.test(text) && !file.endsWith('.svelte.ts') ? [`${file} state`] : []),
      ...(/utils\.ts$/.test(file) ? [`${file} name`] : []),
    ];
  });
  expect(faults).toEqual([]);
});

test('tests neither sleep nor skip', () => {
  const own = relative(ROOT, import.meta.filename);
  const faults = TESTS.filter((file) => file !== own).filter((file) =>
    /\.(only|skip|todo)\(|await (?:sleep|delay|wait)\(\d|setTimeout\(resolve, *\d/.test(read(file)),
  );
  expect(faults).toEqual([]);
});

test('every file begins with what it is for', () => {
  const bare = PRODUCT.filter(
    (file) => file.endsWith('.ts') && !/^(?:#!.*\n)?(?:\/\/|\/\*)/.test(read(file)),
  );
  expect(bare).toEqual([]);
});

test('no HTML sinks and no eval', () => {
  const sinks =
    /\{@html|\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(/;
  const web = PRODUCT.filter((file) => file.startsWith('src/'));
  expect(web.filter((file) => sinks.test(withoutComments(file)))).toEqual([]);
});
