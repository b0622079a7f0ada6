// An end of a circuit for tests of a bridge's frame relay: sends exactly what it is told, and hands out
// what arrives one line at a time.
//
//   joined       message 2 0a0b0c       taken 16384       refused nobody

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { expect, onTestFinished } from 'vitest';
import type { Bridge, BridgeOptions } from '../../relay-node/bridge.ts';
import { fromLatin1, toHex } from '../../src/base/bytes.ts';
import {
  type CircuitFrame,
  type CircuitPass,
  encodeCircuitFrame,
  parseCircuitFrame,
  relayUrl,
} from '../../src/wire/circuit.ts';
import { connectFrom, LineSocket } from '../support/line-socket.ts';
import { id, start } from '../support/trackers/client.ts';
import { bridgeForTest, clientOf, until } from './harness.ts';

/** What a bridge is asked, or frames as they are. */
export type Said = CircuitFrame | Uint8Array | string;

/** The first byte of a message. */
const MESSAGE = 2;

export function token(number: number): Uint8Array {
  return new Uint8Array(16).fill(number);
}

/** Of the tracker's client with this name, in the one room of `test/support/trackers`. */
export function passOf(name: string, room = 'room'): CircuitPass {
  const bytes = (text: string) => fromLatin1(id(text)) ?? new Uint8Array(20);
  return { infohash: bytes(room), peerId: bytes(name) };
}

/** With "a" and "b" in the room's swarm. */
export async function relayForTest(options: BridgeOptions = {}): Promise<Bridge> {
  const bridge = await bridgeForTest(options);
  const tracker = await clientOf(bridge);
  await tracker.ask(start('a'));
  await tracker.ask(start('b'));
  return bridge;
}

export class RelayClient extends LineSocket {
  #meter: Meter | undefined;

  static async connect(bridge: Bridge, from?: string): Promise<RelayClient> {
    const socket = connectFrom(relayUrl(bridge.tracker), from);
    const client = new RelayClient(socket);
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    return client;
  }

  /** Waits at the bridge under this token, as a member who is called "a" there unless told. */
  static async waiting(
    bridge: Bridge,
    number: number,
    { name = 'a', from }: { readonly name?: string; readonly from?: string } = {},
  ): Promise<RelayClient> {
    const client = await RelayClient.connect(bridge, from);
    client.open(number, name);
    await client.seen();
    return client;
  }

  /** Two that are joined. */
  static async pair(bridge: Bridge, number = 1): Promise<readonly [RelayClient, RelayClient]> {
    const a = await RelayClient.waiting(bridge, number);
    const b = await RelayClient.waiting(bridge, number, { name: 'b' });
    expect([await a.next(), await b.next()]).toEqual(['joined', 'joined']);
    return [a, b];
  }

  /** From now on messages are counted and hashed, and not handed out. */
  measure(): Meter {
    this.#meter = new Meter();
    return this.#meter;
  }

  send(...frames: readonly Said[]): void {
    for (const frame of frames) {
      const raw = typeof frame === 'string' || frame instanceof Uint8Array;
      this.socket.send(raw ? frame : encodeCircuitFrame(frame));
    }
  }

  open(number: number, name = 'a'): void {
    this.send({ kind: 'open', token: token(number), ...passOf(name) });
  }

  message(channel: 0 | 1 | 2, ...bytes: readonly number[]): void {
    this.send({ kind: 'message', channel, bytes: Uint8Array.from(bytes) });
  }

  next(): Promise<string> {
    return this.nextLine();
  }

  /** All that comes until the bridge closes, and the code with which it does. */
  async rest(): Promise<(string | number)[]> {
    const code = await this.closed;
    return [...this.takeRest(), code];
  }

  protected lineOf(data: Buffer, isBinary: boolean): string | undefined {
    if (this.#meter === undefined || data[0] !== MESSAGE) {
      return isBinary ? lineOf(data) : `text ${data}`;
    }
    this.#meter.add(data.subarray(2));
    return undefined;
  }
}

/** How many bytes there were, and which. */
export class Meter {
  readonly #hash = createHash('sha256');
  bytes = 0;

  add(bytes: Uint8Array): void {
    this.bytes += bytes.length;
    this.#hash.update(bytes);
  }

  get digest(): string {
    return this.#hash.copy().digest('hex');
  }
}

/** Nobody is left, and nothing of anybody is kept. */
export async function expectEmpty(bridge: Bridge, ...clients: readonly RelayClient[]) {
  for (const { socket } of clients) socket.terminate();
  const trackerOnly = 1;
  await until(() => bridge.stats().sockets === trackerOnly);
  const { circuits, waiting } = bridge.stats().relay ?? {};
  expect([circuits, waiting]).toEqual([0, 0]);
  expect(bridge.stats().counts['internal-error']).toBeUndefined();
}

function lineOf(frame: Uint8Array): string {
  const parsed = parseCircuitFrame(Uint8Array.from(frame));
  if (!parsed.ok) return parsed.reason;
  const heard = parsed.value;
  if (heard.kind === 'message') return `message ${heard.channel} ${toHex(heard.bytes)}`;
  if (heard.kind === 'taken') return `taken ${heard.count}`;
  return heard.kind === 'refused' ? `refused ${heard.reason}` : heard.kind;
}
