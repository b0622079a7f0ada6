// The nodes of the DHT that we knew, kept in one small file so that a restarted bridge needs nobody
// to begin with. They are addresses of other people's BitTorrent nodes, and of nobody who came here.

import { readFile, rename, stat, writeFile } from 'node:fs/promises';
import type { NodeInfo } from '../../src/platform/node/dht/krpc.ts';

/** Our choice: what 200 nodes take up, many times over; a longer file is not ours. */
const MAX_FILE_BYTES = 65_536;
const MAX_NODES = 200;

/** Nothing, for a file that is missing, unreadable or not ours. The guard checks each address. */
export async function loadNodes(path: string): Promise<readonly NodeInfo[]> {
  try {
    const { size } = await stat(path);
    const parsed: unknown = size > MAX_FILE_BYTES ? [] : JSON.parse(await readFile(path, 'utf8'));
    const list: readonly unknown[] = Array.isArray(parsed) ? parsed.slice(0, MAX_NODES) : [];
    return list.flatMap((entry) => parseNode(entry) ?? []);
  } catch {
    return [];
  }
}

/** Whole or not at all: a full disk leaves what was there. Rejects with the system's error. */
export async function saveNodes(path: string, nodes: readonly NodeInfo[]): Promise<void> {
  const entries = nodes.slice(0, MAX_NODES).map(({ host, port }) => `${host}:${port}`);
  await writeFile(`${path}.new`, `${JSON.stringify(entries)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

function parseNode(entry: unknown): NodeInfo | undefined {
  if (typeof entry !== 'string') return undefined;
  const [, host, digits] = /^(\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})$/.exec(entry) ?? [];
  const port = Number(digits);
  return host === undefined || port > 65_535 ? undefined : { host, port };
}
