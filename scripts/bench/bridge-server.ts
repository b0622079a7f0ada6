// The server process of the bridge benchmark: our bridge, or a bare `Server` of bittorrent-tracker,
// each alone in its process, so that what this process uses is what the server uses.
//
//   benchmark ── 'cpu' | 'memory' | 'state' ──▶ this process        this process ── Reply ──▶ benchmark

import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import Server from 'bittorrent-tracker/server';
import { startBridge } from '../../relay-node/bridge.ts';
import type { Limits } from '../../relay-node/limits.ts';

export type Kind = 'bridge' | 'bittorrent-tracker';
export type Question = 'cpu' | 'memory' | 'state';

export interface Memory {
  /** The JavaScript heap and the buffers outside of it, after garbage collection. */
  readonly liveBytes: number;
  readonly rssBytes: number;
}

export interface Reply {
  readonly url?: string;
  /** User and system time of all threads since the process began. */
  readonly cpuMs?: number;
  readonly memory?: Memory;
  readonly sockets?: number;
  /** What the bridge counted; of the other server, how often it warned. */
  readonly counts?: Readonly<Record<string, number>>;
}

const PLENTY = 1e9;

/**
 * What the benchmark sends would be slowed down as a flood; all the checks run as ever. The other
 * limits, such as those of sockets and addresses, are the defaults.
 */
export const BENCH_LIMITS: Partial<Limits> = {
  messagesPerSecondPerSocket: PLENTY,
  messageBurstPerSocket: PLENTY,
  messagesPerSecondPerAddress: PLENTY,
  messageBurstPerAddress: PLENTY,
  membershipsPerSocket: PLENTY,
};

/** Freed buffers and weak references take more than one collection. */
const COLLECTIONS = 6;

interface Running {
  readonly url: string;
  sockets(): Promise<number>;
  counts(): Readonly<Record<string, number>>;
}

async function startOurs(): Promise<Running> {
  const bridge = await startBridge({ limits: BENCH_LIMITS });
  return {
    url: bridge.tracker,
    sockets: async () => bridge.stats().sockets,
    counts: () => bridge.stats().counts,
  };
}

async function startBare(): Promise<Running> {
  const server = new Server({ http: false, udp: false, ws: true, stats: false });
  const counts = { warning: 0 };
  server.on('warning', () => counts.warning++);
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.http.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}`,
    sockets: () =>
      new Promise((resolve) => server.http.getConnections((_, count) => resolve(count))),
    counts: () => counts,
  };
}

async function measureMemory(): Promise<Memory> {
  for (let i = 0; i < COLLECTIONS; i++) {
    globalThis.gc?.();
    await setImmediate();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { liveBytes: heapUsed + external, rssBytes: rss };
}

async function answer(question: Question, running: Running): Promise<Reply> {
  if (question === 'memory') return { memory: await measureMemory() };
  if (question === 'state') return { sockets: await running.sockets(), counts: running.counts() };
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1_000 };
}

if (process.send) {
  const kind = process.argv[2] as Kind;
  const running = await (kind === 'bridge' ? startOurs() : startBare());
  process.on('message', async (question: Question) => {
    process.send?.(await answer(question, running));
  });
  process.on('disconnect', () => process.exit());
  process.send({ url: running.url } satisfies Reply);
}
