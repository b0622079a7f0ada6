// A DHT for tests on any machine: nodes of bittorrent-dht that serve each other and us, each on a
// loopback address of its own. Some of those that all know may be dead, and all may be far away.
//
//   us ── 127.0.20.1, 127.0.21.1, …   alive, `delayMs` away in each direction
//      ── 127.0.120.1, 127.0.121.1, … dead: in everybody's table, and silent

import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { EventEmitter, once } from 'node:events';
import DHT from 'bittorrent-dht';
import { onTestFinished } from 'vitest';
import { concat, toHex } from '../../../src/base/bytes.ts';
import { utf8 } from '../../../src/base/utf8.ts';
import { sha1, verify } from '../../../src/crypto/verify.ts';
import type { Item } from '../../../src/wire/bep44.ts';
import { seededRandom } from '../../ports/seeded-random.ts';
import { compactNode, encode, type Place, Stranger, type WhenDone } from './stranger.ts';

export interface SmallNetOptions {
  /** How many nodes serve; 10 unless told. */
  readonly alive?: number;
  /** How many more are known and never answer; none unless told. */
  readonly dead?: number;
  /** What each packet takes to a node that serves, and from it; nothing unless told. */
  readonly delayMs?: number;
  /** When it ends: with the test unless told. */
  readonly whenDone?: WhenDone;
}

export interface SmallNet {
  /** `host:port` of three that serve. */
  readonly bootstrap: readonly string[];
  /** All that serve. */
  readonly places: readonly Place[];
  /** They again, as nodes name each other. */
  readonly compact: Uint8Array;
  readonly dead: readonly Stranger[];
  /** Has the first few that serve hold an item, as if it had been put when there were no others. */
  hold(item: Item, nodes: number): Promise<void>;
  /** The seq that each node holds for a target, of those that hold anything. */
  seqs(target: Uint8Array): number[];
}

const ALIVE = 10;
const BOOTSTRAP_NODES = 3;

/** Ends with the test, or with whatever else it is for. */
export async function smallNet(options: SmallNetOptions = {}): Promise<SmallNet> {
  const { alive = ALIVE, dead: lost = 0, delayMs = 0, whenDone = onTestFinished } = options;
  const random = seededRandom(alive);
  const draw = () => ({ id: Buffer.from(random.bytes(20)) });
  const serving = await Promise.all(
    Array.from({ length: alive }, (_, i) =>
      serve(`127.0.${20 + i}.1`, draw().id, { delayMs, whenDone }),
    ),
  );
  const dead = await Promise.all(
    Array.from({ length: lost }, (_, i) => Stranger.at(`127.0.${120 + i}.1`, whenDone)),
  );
  const all = [...serving, ...dead.map(({ place }) => ({ ...draw(), place }))];
  for (const { dht, id } of serving) {
    const others = all.filter((one) => one.id !== id);
    for (const other of others) dht.addNode({ ...other.place, id: other.id });
    // BEP 43: who only asks is in nobody's table. The package does not keep to that.
    dht.on('node', (stranger) => dht.removeNode(stranger.id));
  }
  const places = serving.map(({ place }) => place);
  return {
    bootstrap: places.slice(0, BOOTSTRAP_NODES).map(({ host, port }) => `${host}:${port}`),
    places,
    compact: concat(...serving.map(({ id, place }) => compactNode(id, place))),
    dead,
    async hold(item, nodes) {
      const writer = await Stranger.at('127.0.19.1', whenDone);
      for (const place of places.slice(0, nodes)) await put(writer, item, place);
    },
    seqs: (target) => serving.flatMap(({ dht }) => dht.toJSON().values[toHex(target)]?.seq ?? []),
  };
}

/** BEP 44: the token that comes with a reply to `get` lets its reader `put`. */
async function put(writer: Stranger, { k, v, seq, sig }: Item, place: Place): Promise<void> {
  const ask = async (q: string, a: object) => {
    const answered = writer.nth(writer.heard.length + 1);
    writer.send(encode({ t: utf8('tt'), y: 'q', q, a: { id: new Uint8Array(20), ...a } }), place);
    return (await answered).r;
  };
  const got = await ask('get', { target: sha1(k) });
  await ask('put', { token: got?.token, k, v, seq, sig });
}

async function serve(
  host: string,
  id: Buffer,
  { delayMs, whenDone }: { readonly delayMs: number; readonly whenDone: WhenDone },
) {
  const socket = new DistantSocket(delayMs);
  const dht = new DHT({
    bootstrap: false,
    nodeId: id,
    socket,
    concurrency: 16,
    timeout: 1_000,
    maxTables: 100,
    maxValues: 100,
    maxPeers: 100,
    verify: (signature, message, key) => verify(key, signature, message),
  });
  dht.listen(0, host);
  await once(socket, 'listening');
  whenDone(() => new Promise<void>((resolve) => dht.destroy(resolve)));
  return { dht, id, place: { host, port: socket.address().port } };
}

/** A `dgram.Socket` for bittorrent-dht whose packets take their time, both ways. */
class DistantSocket extends EventEmitter {
  readonly #socket: Socket = createSocket('udp4');
  readonly #delayMs: number;
  #closed = false;

  constructor(delayMs: number) {
    super();
    this.#delayMs = delayMs;
    this.#socket.on('message', (bytes, from: RemoteInfo) =>
      this.#later(() => this.emit('message', bytes, from)),
    );
    for (const event of ['listening', 'error', 'close'])
      this.#socket.on(event, (...told) => this.emit(event, ...told));
  }

  bind(port: number, host: string): void {
    this.#socket.bind(port, host);
  }

  address(): ReturnType<Socket['address']> {
    return this.#socket.address();
  }

  close(): void {
    this.#closed = true;
    this.#socket.close();
  }

  send(...what: readonly unknown[]): void {
    const send = () => Reflect.apply(this.#socket.send, this.#socket, what);
    this.#later(send);
  }

  #later(act: () => void): void {
    if (this.#delayMs === 0) return act();
    setTimeout(() => !this.#closed && act(), this.#delayMs);
  }
}
