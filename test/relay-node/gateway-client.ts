// A client of a bridge's gateway for tests: sends exactly what it is told, and hands out what arrives
// one line at a time. And bridges whose way to the DHT is a test's.
//
//   health working       item 1 @5       got 1       stored 1 x20       refused get 1 busy

import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import type { Bridge, BridgeOptions } from '../../relay-node/bridge.ts';
import { toHex } from '../../src/base/bytes.ts';
import { sha1 } from '../../src/crypto/verify.ts';
import {
  encodeRequest,
  type GatewayRequest,
  gatewayUrl,
  parseReply,
} from '../../src/wire/gateway.ts';
import { connectFrom, LineSocket } from '../support/line-socket.ts';
import { target } from '../wire/items.ts';
import { FakeDhtThread } from './fake-dht-thread.ts';
import { bridgeForTest } from './harness.ts';

export interface Rig {
  readonly bridge: Bridge;
  readonly thread: FakeDhtThread;
  /** What the node was asked: `get 1`, `put 1 @7`, `put 1 @8 over @7`. */
  readonly jobs: () => string[];
}

export async function gatewayForTest(options: BridgeOptions = {}): Promise<Rig> {
  const thread = new FakeDhtThread();
  const bridge = await bridgeForTest({ ...options, dht: { spawn: thread.spawn } });
  const jobs = () =>
    thread.jobs.map((job) => {
      if (job.kind === 'get') return `get ${numberOf(job.target)}`;
      const over = job.cas === undefined ? '' : ` over @${job.cas}`;
      return `put ${numberOf(sha1(job.item.k))} @${job.item.seq}${over}`;
    });
  return { bridge, thread, jobs };
}

export class GatewayClient extends LineSocket {
  /** With the greeting still to be read. */
  static async connect({ bridge }: Rig, from?: string): Promise<GatewayClient> {
    const socket = connectFrom(gatewayUrl(bridge.tracker), from);
    const client = new GatewayClient(socket);
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    return client;
  }

  /** The greeting was read. */
  static async greeted(rig: Rig, from?: string): Promise<GatewayClient> {
    const client = await GatewayClient.connect(rig, from);
    await client.next();
    return client;
  }

  send(...frames: readonly (GatewayRequest | Uint8Array | string)[]): void {
    for (const frame of frames) {
      const raw = typeof frame === 'string' || frame instanceof Uint8Array;
      this.socket.send(raw ? frame : encodeRequest(frame));
    }
  }

  get(...numbers: readonly number[]): void {
    for (const number of numbers) this.send({ kind: 'get', target: target(number) });
  }

  watch(...numbers: readonly number[]): void {
    for (const number of numbers) this.send({ kind: 'watch', target: target(number) });
  }

  next(): Promise<string> {
    return this.nextLine();
  }

  protected lineOf(data: Buffer, isBinary: boolean): string {
    return isBinary ? lineOf(data) : `text ${data}`;
  }
}

function lineOf(frame: Uint8Array): string {
  const parsed = parseReply(Uint8Array.from(frame));
  if (!parsed.ok) return parsed.reason;
  const reply = parsed.value;
  if (reply.kind === 'health') return `health ${reply.health}`;
  if (reply.kind === 'item') return `item ${numberOf(sha1(reply.item.k))} @${reply.item.seq}`;
  const name = numberOf(reply.target);
  if (reply.kind === 'stored') return `stored ${name} x${reply.copies}`;
  return reply.kind === 'got' ? `got ${name}` : `refused ${reply.request} ${name} ${reply.reason}`;
}

function numberOf(at: Uint8Array): string {
  const numbers = Array.from({ length: 40 }, (_, number) => number);
  return String(numbers.find((number) => toHex(target(number)) === toHex(at)) ?? toHex(at));
}
