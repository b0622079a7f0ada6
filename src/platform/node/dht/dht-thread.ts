// The thread of our DHT node: bittorrent-dht behind the guard, told what to look up and what to put.
// It runs on its own, so that whatever a stranger's packet brings down is no more than a thread.

import DHT from 'bittorrent-dht';
import { equal } from '../../../base/bytes.ts';
import { ready, sha1 } from '../../../crypto/verify.ts';
import { checkItem, type Item } from '../../../wire/bep44.ts';
import { createLog } from '../../log.ts';
import { Addresses } from './addresses.ts';
import { GuardedSocket } from './guard.ts';
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
  /** Every few seconds: that the thread lives, and how it is doing. */
  | {
      readonly kind: 'pulse';
      readonly nodes: readonly NodeInfo[];
      readonly counts: Readonly<Record<string, number>>;
    };

/** BRIDGE: "concurrency 256, timeout 1000". */
const CONCURRENCY = 256;
const QUERY_TIMEOUT_MS = 1_000;
/** BRIDGE: "on n < 3 do a fresh get, put again": tokens have a life of minutes. */
const ENOUGH_COPIES = 3;
/** BEP 44: 301 "CAS mismatch", 302 "sequence number less than current". */
const CONFLICTS: ReadonlySet<number | undefined> = new Set([301, 302]);
const PULSE_MS = 2_000;
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
  const pulse = () => {
    const nodes = dht.toJSON().nodes.slice(0, MAX_SAVED_NODES);
    report({ kind: 'pulse', nodes, counts: log.snapshot() });
  };
  dht.once('node', pulse);
  dht.listen(settings.port, settings.host);
  for (const node of settings.nodes) dht.addNode({ ...node });
  setInterval(pulse, PULSE_MS);
  return (job) => (job.kind === 'get' ? get(dht, job, report) : put(dht, job, report));
}

type Report = (report: DhtReport) => void;

/** Items are told as they come in, each newer one; the node itself waits for the slowest reply. */
function get(dht: DHT, { id, target }: Extract<DhtJob, { kind: 'get' }>, report: Report): void {
  let newest = -1;
  const verify = (sig: Uint8Array, message: Uint8Array, k: Uint8Array): boolean => {
    const item = readItem(sig, message, k);
    if (item === undefined || !equal(sha1(item.k), target) || !checkItem(item).ok) return false;
    if (item.seq > newest) {
      newest = item.seq;
      report({ kind: 'item', id, item });
    }
    return true;
  };
  dht.get(Buffer.from(target), { cache: false, verify }, () => report({ kind: 'got', id }));
}

/** The node hands out what was signed: `3:seqi<seq>e1:v<count>:<bytes>`, or with a salt, not ours. */
function readItem(sig: Uint8Array, message: Uint8Array, k: Uint8Array): Item | undefined {
  const head = Buffer.from(message.subarray(0, 48)).toString('latin1');
  const [matched, seq, count] = /^3:seqi(\d{1,16})e1:v(\d{1,4}):/.exec(head) ?? [];
  if (matched === undefined) return undefined;
  const v = Uint8Array.from(message.subarray(matched.length));
  if (v.length !== Number(count)) return undefined;
  return { k: Uint8Array.from(k), seq: Number(seq), sig: Uint8Array.from(sig), v };
}

function put(dht: DHT, job: Extract<DhtJob, { kind: 'put' }>, report: Report): void {
  const { id, item, cas } = job;
  const [k, v, sig] = [item.k, item.v, item.sig].map((bytes) => Buffer.from(bytes)) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  const attempt = (done: (copies: number, conflict: boolean) => void) => {
    dht.put({ k, v, sig, seq: item.seq, cas }, (error, _hash, copies = 0) =>
      done(copies, CONFLICTS.has(error?.code)),
    );
  };
  const tell = (copies: number, conflict: boolean) =>
    report(conflict && copies === 0 ? { kind: 'conflict', id } : { kind: 'stored', id, copies });
  attempt((copies, conflict) => {
    if (conflict || copies >= ENOUGH_COPIES) return tell(copies, conflict);
    const options = { cache: false, verify: () => false } as const;
    dht.get(Buffer.from(sha1(item.k)), options, () => attempt(tell));
  });
}
