// The thread of our DHT node: bittorrent-dht behind the guard, told what to look up and what to put.
// It runs on its own, so that whatever a stranger's packet brings down is no more than a thread.

import { randomBytes } from 'node:crypto';
import DHT from 'bittorrent-dht';
import { ready } from '../../../crypto/verify.ts';
import { type Item, TARGET_BYTES } from '../../../wire/bep44.ts';
import { createLog } from '../../log.ts';
import { Addresses } from './addresses.ts';
import { GuardedSocket } from './guard.ts';
import { getItems, putItem } from './items.ts';
import type { NodeInfo } from './krpc.ts';

export interface DhtSettings {
  /** `host:port`; the first nodes that are asked. */
  readonly bootstrap: readonly string[];
  /** Nodes that were known before. */
  readonly nodes: readonly NodeInfo[];
  /** What to bind; port 0 takes a free one. */
  readonly host: string;
  readonly port: number;
  /** For networks made by tests: see {@link Addresses}. */
  readonly testNet: boolean;
}

export type DhtJob =
  | { readonly kind: 'get'; readonly id: number; readonly target: Uint8Array }
  | {
      readonly kind: 'put';
      readonly id: number;
      readonly item: Item;
      readonly cas: number | undefined;
    };

export type DhtReport =
  | { readonly kind: 'item'; readonly id: number; readonly item: Item }
  | { readonly kind: 'got'; readonly id: number }
  | { readonly kind: 'stored'; readonly id: number; readonly copies: number }
  | { readonly kind: 'conflict'; readonly id: number }
  /** Nobody answered anything meanwhile. */
  | { readonly kind: 'unreachable'; readonly id: number }
  /** Every few seconds: that the thread lives, and how it is doing. */
  | {
      readonly kind: 'pulse';
      readonly nodes: readonly NodeInfo[];
      readonly counts: Readonly<Record<string, number>>;
    };

/** BRIDGE: "concurrency 256, timeout 1000". */
const CONCURRENCY = 256;
const QUERY_TIMEOUT_MS = 1_000;
const PULSE_MS = 2_000;
/** Our choice: of the nodes that were known before, as many are asked at a time. */
const MAX_KNOCKS = 8;
/** Our choice: as many nodes as it takes to come back without any bootstrap host. */
const MAX_SAVED_NODES = 200;

export async function runDhtThread(
  settings: DhtSettings,
  report: (report: DhtReport) => void,
): Promise<(job: DhtJob) => void> {
  await ready();
  const log = createLog();
  const addresses = new Addresses(settings);
  const socket = new GuardedSocket({ addresses, log, now: () => performance.now() });
  const dht = new DHT({
    bootstrap: settings.bootstrap.length > 0 ? settings.bootstrap : false,
    socket,
    concurrency: CONCURRENCY,
    timeout: QUERY_TIMEOUT_MS,
    maxTables: 1_000,
    // We serve nobody, and so nothing of anybody's is kept.
    maxValues: 1,
    maxPeers: 1,
  });
  dht.on('warning', () => log.count('node-warning'));
  dht.on('error', (error) => {
    throw error;
  });
  let wasAlone = true;
  const pulse = () => {
    const nodes = dht.toJSON().nodes.slice(0, MAX_SAVED_NODES);
    report({ kind: 'pulse', nodes, counts: log.snapshot() });
    if (nodes.length === 0) knock(dht, settings);
    else if (wasAlone) populate(dht);
    wasAlone = nodes.length === 0;
  };
  dht.once('node', pulse);
  dht.listen(settings.port, settings.host);
  for (const node of settings.nodes) dht.addNode({ ...node });
  setInterval(pulse, PULSE_MS);
  return (job) => {
    const { id } = job;
    const before = socket.heard;
    const end = (told: EndReport) =>
      report(socket.heard > before ? told : { kind: 'unreachable', id });
    if (job.kind === 'get') {
      const onItem = (item: Item) => report({ kind: 'item', id, item });
      getItems(dht, job.target, { onItem, onEnd: () => end({ kind: 'got', id }) });
    } else {
      putItem(dht, job, (copies) =>
        end(copies === 'conflict' ? { kind: 'conflict', id } : { kind: 'stored', id, copies }),
      );
    }
  };
}

/** The node itself asks once: a network that was not up yet would leave it alone for minutes. */
function knock(dht: DHT, { bootstrap, nodes }: DhtSettings): void {
  const from = Math.floor(Math.random() * nodes.length);
  for (const node of nodes.slice(from, from + MAX_KNOCKS)) dht.addNode({ ...node });
  for (const node of bootstrap) {
    const [, host = '', port] = /^(.*):(\d+)$/.exec(node) ?? [];
    dht.addNode({ host, port: Number(port) });
  }
}

/** Whoever is asked on the way to anywhere is in our table afterwards. */
function populate(dht: DHT): void {
  dht.get(randomBytes(TARGET_BYTES), { cache: false, verify: () => false }, () => {});
}

type EndReport = Extract<DhtReport, { kind: 'got' | 'stored' | 'conflict' }>;
