// Whether a page's memory holds a text: looked for in a snapshot of its whole heap, garbage collected
// first. A test must not hand the text to the page itself, in a selector or an argument.

import type { Page } from 'playwright-core';

interface Snapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly [readonly string[], ...unknown[]];
      readonly edge_fields: readonly string[];
    };
  };
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly strings: readonly string[];
}

/** Characters of a text that was put together one by one; more than any text of a test. */
const MAX_DEPTH = 100;

export async function heapHolds(page: Page, text: string): Promise<boolean> {
  const session = await page.context().newCDPSession(page);
  const chunks: string[] = [];
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  await session.detach();
  const snapshot: Snapshot = JSON.parse(chunks.join(''));
  return snapshot.strings.some((one) => one.includes(text)) || joined(snapshot, text);
}

/** V8 keeps what was put together from pieces as a tree of these pieces until it is needed whole. */
function joined({ snapshot, nodes, edges, strings }: Snapshot, text: string): boolean {
  const { node_fields: fields, node_types: types, edge_fields } = snapshot.meta;
  const [type = 0, name = 0, count = 0] = ['type', 'name', 'edge_count'].map((field) =>
    fields.indexOf(field),
  );
  const [label = 0, to = 0] = ['name_or_index', 'to_node'].map((field) =>
    edge_fields.indexOf(field),
  );
  const tree = types[0].indexOf('concatenated string');
  const at = (node: number, field: number) => nodes[node + field] as number;
  /** Of each tree, where its two pieces are. */
  const pieces = new Map<number, number[]>();
  let edge = 0;
  for (let node = 0; node < nodes.length; node += fields.length) {
    const end = edge + at(node, count) * edge_fields.length;
    if (at(node, type) === tree) pieces.set(node, []);
    for (; edge < end; edge += edge_fields.length) {
      const isPiece = /^(first|second)$/.test(strings[edges[edge + label] as number] ?? '');
      if (isPiece) pieces.get(node)?.push(edges[edge + to] as number);
    }
  }
  const whole = (node: number, depth = 0): string => {
    const parts = depth > MAX_DEPTH ? [] : pieces.get(node);
    return parts?.map((part) => whole(part, depth + 1)).join('') ?? strings[at(node, name)] ?? '';
  };
  return [...pieces.keys()].some((node) => whole(node).includes(text));
}
