// A world for the browser's DHT port: bridges that answer by a script, virtual time, and what the
// port told as one line for each event.
//
//   health working       item 1 @5       got 1       stored 1 x20       refused 1 busy
//
// A number stands for the target of that pair of keys, `@` for the seq of an item.

import { toHex } from '../../src/base/bytes.ts';
import { sha1 } from '../../src/crypto/verify.ts';
import { gatewayDht } from '../../src/platform/gateway/gateway-dht.ts';
import { createLog } from '../../src/platform/log.ts';
import type { DhtEvent, DhtHandle } from '../../src/ports/dht.ts';
import type { SocketPort } from '../../src/ports/socket.ts';
import type { Item } from '../../src/wire/bep44.ts';
import {
  encodeReply,
  type GatewayReply,
  type GatewayRequest,
  gatewayUrl,
  parseRequest,
} from '../../src/wire/gateway.ts';
import { EPOCH, MemoryClock } from '../ports/memory-clock.ts';
import { MemorySocketNet, type ServerSide } from '../ports/memory-socket.ts';
import { seededRandom } from '../ports/seeded-random.ts';
import { target } from '../wire/items.ts';

/** Of every path, one way; the handshake takes four of them. */
export const ONE_WAY_MS = 20;
export const HANDSHAKE_MS = 4 * ONE_WAY_MS;

/** Frames as they are, or what they are made from. */
export type Said = GatewayReply | Uint8Array | string;

/** What a bridge says when it was asked this. */
export type Script = (request: GatewayRequest) => readonly Said[];

export const silent: Script = () => [];

/** Keeps these items, and takes all others. */
export function keeper(...kept: readonly Item[]): Script {
  return (request) => {
    if (request.kind === 'unwatch' || request.kind === 'watch') return [];
    if (request.kind === 'put')
      return [{ kind: 'stored', target: sha1(request.item.k), copies: 8 }];
    const wanted = toHex(request.target);
    const found = kept.filter(({ k }) => toHex(sha1(k)) === wanted);
    return [
      ...found.map((one) => ({ kind: 'item', item: one }) as const),
      { kind: 'got', target: request.target },
    ];
  };
}

export class ScriptedBridge {
  /** Its tracker, by which it is known. */
  readonly url: string;
  readonly gateway: string;
  script: Script;
  /** What it says to everybody who comes. */
  hello: readonly Said[] = [{ kind: 'health', health: 'working' }];
  /** What it was asked, over all connections. */
  readonly asked: string[] = [];
  readonly #net: MemorySocketNet;
  readonly #clients = new Set<ServerSide>();
  readonly #name: (target: Uint8Array) => string;

  constructor(
    url: string,
    net: MemorySocketNet,
    { script, name }: { readonly script: Script; readonly name: (target: Uint8Array) => string },
  ) {
    this.url = url;
    this.gateway = gatewayUrl(url) ?? '';
    this.script = script;
    this.#net = net;
    this.#name = name;
    this.start();
  }

  /** How many connections are open. */
  get clients(): number {
    return this.#clients.size;
  }

  start(): void {
    this.#net.serve(this.gateway, (client) => {
      this.#clients.add(client);
      this.#tell(client, this.hello);
      return {
        receive: (data) => this.#receive(client, data),
        closed: () => this.#clients.delete(client),
      };
    });
  }

  /** Gone, with all connections. */
  stop(): void {
    this.#net.stop(this.gateway);
  }

  /** Hangs up on everybody, and stays where it is. */
  hangUp(): void {
    for (const client of [...this.#clients]) client.close(1_001);
  }

  say(...frames: readonly Said[]): void {
    for (const client of this.#clients) this.#tell(client, frames);
  }

  #tell(client: ServerSide, frames: readonly Said[]): void {
    for (const said of frames) {
      const raw = typeof said === 'string' || said instanceof Uint8Array;
      client.send(raw ? said : encodeReply(said));
    }
  }

  #receive(client: ServerSide, data: string | Uint8Array): void {
    const parsed = typeof data === 'string' ? undefined : parseRequest(data);
    if (!parsed?.ok) throw new Error('the port sends what a bridge can read');
    const request = parsed.value;
    this.asked.push(this.#line(request));
    this.#tell(client, this.script(request));
  }

  #line(request: GatewayRequest): string {
    if (request.kind !== 'put') return `${request.kind} ${this.#name(request.target)}`;
    const over = request.cas === undefined ? '' : ` over @${request.cas}`;
    return `put ${this.#name(sha1(request.item.k))} @${request.item.seq}${over}`;
  }
}

export class Rig {
  readonly clock = new MemoryClock();
  readonly log = createLog();
  readonly dht: DhtHandle;
  /** When a connection was begun, in milliseconds since the start. */
  readonly attempts: number[] = [];
  /** As they came, besides the lines that {@link after} gives. */
  readonly events: DhtEvent[] = [];
  readonly #net = new MemorySocketNet({ clock: this.clock, latencyMs: () => ONE_WAY_MS });
  readonly #numbers = new Map<string, number>();
  #told = 0;

  constructor() {
    const port = this.#net.port('browser');
    const sockets: SocketPort = {
      open: (url, listen) => {
        this.attempts.push(this.clock.now() - EPOCH);
        return port.open(url, listen);
      },
    };
    const ports = { sockets, clock: this.clock, random: seededRandom(1), log: this.log };
    this.dht = gatewayDht(ports).open((event) => this.events.push(event));
  }

  bridge(name: string, script: Script): ScriptedBridge {
    const url = `wss://${name}.test/announce`;
    return new ScriptedBridge(url, this.#net, { script, name: (at) => this.#name(at) });
  }

  /** Within reach and open, with their health told. */
  async reach(...bridges: readonly ScriptedBridge[]): Promise<void> {
    this.dht.reach(bridges.map(({ url }) => url));
    await this.after(HANDSHAKE_MS + ONE_WAY_MS);
  }

  /** Connections that are open or opening. */
  get sockets(): number {
    return this.#net.count('browser');
  }

  /** Lets time pass; gives what was told since the last call. */
  async after(durationMs: number): Promise<string[]> {
    this.clock.advance(durationMs);
    // What the port tells waits for the end of the task that led to it.
    await Promise.resolve();
    const lines = this.events.slice(this.#told).map((event) => this.#line(event));
    this.#told = this.events.length;
    return lines;
  }

  get counts(): Readonly<Record<string, number>> {
    return this.log.snapshot();
  }

  #line(event: DhtEvent): string {
    if (event.kind === 'health') return `health ${event.health}`;
    const name = this.#name(event.target);
    if (event.kind === 'item') return `item ${name} @${event.item.seq}`;
    if (event.kind === 'stored') return `stored ${name} x${event.copies}`;
    return event.kind === 'got' ? `got ${name}` : `refused ${name} ${event.reason}`;
  }

  #name(at: Uint8Array): string {
    if (this.#numbers.size === 0)
      for (let number = 0; number < 100; number++) this.#numbers.set(toHex(target(number)), number);
    return String(this.#numbers.get(toHex(at)) ?? toHex(at));
  }
}
