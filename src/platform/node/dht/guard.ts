// The socket of our DHT node: what stands between it and everybody (BRIDGE, "the guard"). One
// malformed packet can end the node, a lying one can make it speak to our own house, and an honest
// one can make it a reflector; none of them gets that far.
//
//   in    source rate ▶ size ▶ bencode ▶ shape ▶ asked of this very address? ▶ rebuilt ▶ the node
//   out   a query ▶ public address? ▶ transaction of our own, `ro` (BEP 43) ▶ the network
//
// It answers no queries, so that nothing is amplified: we only ask.

import { randomBytes } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { EventEmitter } from 'node:events';
import bencode from 'bencode';
import { BoundedMap } from '../../../base/bounded-map.ts';
import { toHex } from '../../../base/bytes.ts';
import { SECOND_MS } from '../../../base/time.ts';
import { TokenBucket } from '../../../base/token-bucket.ts';
import type { Log } from '../../../ports/log.ts';
import type { Addresses } from './addresses.ts';
import { filterNodes, type Heard, parseDatagram, TRANSACTION_BYTES } from './krpc.ts';

/** Our choice: a node is asked a few times a second at most, and answers each once. */
const SOURCE_RATE = { perSecond: 20, burst: 40 };
const MAX_SOURCES = 4_096;
/** Our choice: four times the concurrency of the node. */
const MAX_ASKED = 1_024;
/** Our choice: twice what the node waits. */
const ASKED_MS = 4 * SECOND_MS;

interface Asked {
  readonly address: string;
  readonly port: number;
  /** The node's own transaction id. */
  readonly t: Uint8Array;
  readonly at: number;
}

/** The whole buffer, where it begins, its length, and where it goes. */
type SendArguments = readonly [
  bytes: Uint8Array,
  offset: number,
  length: number,
  port: number,
  address: string,
  done?: (error?: Error) => void,
];

export interface GuardOptions {
  readonly addresses: Addresses;
  readonly log: Log;
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
}

/** Stands in for a `dgram.Socket` wherever the node uses one. */
export class GuardedSocket extends EventEmitter {
  readonly #socket: Socket = createSocket('udp4');
  readonly #options: GuardOptions;
  readonly #sources = new BoundedMap<string, TokenBucket>(MAX_SOURCES);
  readonly #asked = new BoundedMap<string, Asked>(MAX_ASKED);
  #heard = 0;

  constructor(options: GuardOptions) {
    super();
    this.#options = options;
    this.#socket.on('message', (bytes, from) => this.#receive(bytes, from));
    this.#socket.on('listening', () => this.emit('listening'));
    this.#socket.on('error', (error) => this.emit('error', error));
    this.#socket.on('close', () => this.emit('close'));
  }

  /** How many replies came that were asked for, be they errors. */
  get heard(): number {
    return this.#heard;
  }

  bind(...where: readonly unknown[]): void {
    Reflect.apply(this.#socket.bind, this.#socket, where);
  }

  address(): ReturnType<Socket['address']> {
    return this.#socket.address();
  }

  close(): void {
    this.#socket.close();
  }

  /** As `dgram.Socket.send` is called by the node: a whole buffer, then where to. */
  send(...[bytes, , , port, address, done]: SendArguments): void {
    const query = this.#query(bytes, { address, port });
    if (query === undefined) {
      process.nextTick(() => done?.());
      return;
    }
    this.#socket.send(query, port, address, (error) => done?.(error ?? undefined));
  }

  #query(bytes: Uint8Array, to: { address: string; port: number }): Uint8Array | undefined {
    const { addresses, log, now } = this.#options;
    const message = bencode.decode(bytes) as Record<string, unknown> & { t: Uint8Array };
    if (String.fromCharCode(...(message.y as Uint8Array)) !== 'q') {
      log.count('answer-withheld');
      return undefined;
    }
    if (!addresses.allows(to.address, to.port)) {
      log.count('address-refused');
      return undefined;
    }
    const t = randomBytes(TRANSACTION_BYTES);
    this.#asked.set(toHex(t), { ...to, t: message.t, at: now() });
    return bencode.encode({ ...message, t, ro: 1 });
  }

  #receive(bytes: Uint8Array, from: RemoteInfo): void {
    const { log } = this.#options;
    if (!this.#sourceMay(from.address)) return log.count('source-rate');
    const parsed = parseDatagram(bytes);
    if (!parsed.ok) return log.count(parsed.reason);
    const asked = this.#takeAsked(parsed.value, from);
    if (asked === undefined) return log.count('reply-unasked');
    this.#heard += 1;
    const rebuilt = Buffer.from(bencode.encode(this.#rebuild(parsed.value, asked)));
    try {
      this.emit('message', rebuilt, from);
    } catch {
      log.count('node-threw');
    }
  }

  #sourceMay(address: string): boolean {
    const now = this.#options.now();
    const known = this.#sources.get(address);
    const bucket = known ?? new TokenBucket(SOURCE_RATE);
    if (known === undefined) this.#sources.set(address, bucket);
    return bucket.take(now);
  }

  /** One reply to each query, from the address and port that was asked. */
  #takeAsked({ t }: Heard, from: RemoteInfo): Asked | undefined {
    const key = toHex(t);
    const asked = this.#asked.get(key);
    if (asked === undefined || this.#options.now() - asked.at > ASKED_MS) return undefined;
    if (asked.address !== from.address || asked.port !== from.port) return undefined;
    this.#asked.delete(key);
    return asked;
  }

  #rebuild(heard: Heard, { t }: Asked): object {
    if (heard.kind === 'error') return { t, y: 'e', e: [heard.code, ''] };
    const { nodes, ...rest } = heard.body;
    if (nodes === undefined) return { t, y: 'r', r: rest };
    const { addresses } = this.#options;
    const allowed = filterNodes(nodes, ({ host, port }) => addresses.allows(host, port));
    if (allowed.length < nodes.length) this.#options.log.count('node-refused');
    return { t, y: 'r', r: { ...rest, nodes: allowed } };
  }
}
