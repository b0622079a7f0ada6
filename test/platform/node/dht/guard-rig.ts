// A node of bittorrent-dht behind its guard, in this process, so that a throw would fail the test;
// and what became of each datagram that was sent to it.

import { once } from 'node:events';
import DHT from 'bittorrent-dht';
import { onTestFinished } from 'vitest';
import { createLog } from '../../../../src/platform/log.ts';
import { Addresses } from '../../../../src/platform/node/dht/addresses.ts';
import { GuardedSocket } from '../../../../src/platform/node/dht/guard.ts';
import { encode, type Message, type Place, type Stranger } from '../../../support/dht/stranger.ts';

export interface RigOptions {
  readonly addresses?: Addresses;
  readonly bootstrap?: readonly string[];
}

const ID = new Uint8Array(20).fill(0x77);

/** Loopback alone: no tampered packet leads us out into the world. */
class Loopback extends Addresses {
  constructor() {
    super({ bootstrap: [], testNet: true });
  }

  override allows(address: string, port: number): boolean {
    return address.startsWith('127.') && super.allows(address, port);
  }
}

export class GuardRig {
  readonly dht: DHT;
  readonly guard: GuardedSocket;
  /** Milliseconds, which go on when a test says so. */
  now = 0;
  readonly #log = createLog();
  #verdict: (verdict: string) => void = () => {};

  private constructor({ addresses = new Loopback(), bootstrap = [] }: RigOptions) {
    this.guard = new GuardedSocket({
      addresses,
      log: { count: (code) => this.#count(code) },
      now: () => this.now,
    });
    this.guard.on('message', () => this.#verdict('delivered'));
    this.dht = new DHT({
      bootstrap: bootstrap.length > 0 ? bootstrap : false,
      socket: this.guard,
      concurrency: 256,
      timeout: 1_000,
      maxTables: 100,
      maxValues: 1,
      maxPeers: 1,
    });
  }

  /** Closed when the test ends. */
  static async open(options: RigOptions = {}): Promise<GuardRig> {
    const rig = new GuardRig(options);
    rig.dht.listen(0, '127.0.4.1');
    await once(rig.guard, 'listening');
    onTestFinished(() => new Promise<void>((resolve) => rig.dht.destroy(resolve)));
    return rig;
  }

  get place(): Place {
    const { address, port } = this.guard.address();
    return { host: address, port };
  }

  get counts(): Readonly<Record<string, number>> {
    return this.#log.snapshot();
  }

  /** How many nodes ours knows. */
  get tableSize(): number {
    return this.dht.toJSON().nodes.length;
  }

  /** Has a datagram arrive; resolves with `delivered`, or with the reason why it was dropped. */
  hears(bytes: Uint8Array, from: Stranger): Promise<string> {
    const verdict = new Promise<string>((resolve) => {
      this.#verdict = resolve;
    });
    from.send(bytes, this.place);
    return verdict;
  }

  /** Has our node ping somebody; resolves with what arrived there. */
  pings(stranger: Stranger): Promise<Message> {
    const asked = stranger.nth(stranger.heard.length + 1);
    this.dht.addNode(stranger.place);
    return asked;
  }

  /** Sends as our node does it, without its knowing. */
  sends(message: object, { host, port }: Place): void {
    const bytes = encode(message);
    this.guard.send(bytes, 0, bytes.length, port, host);
  }

  /** A query of our node's, without its knowing. */
  asks({ place }: Stranger): void {
    this.sends({ t: Uint8Array.of(0, 9), y: 'q', q: 'ping', a: { id: ID } }, place);
  }

  #count(code: string): void {
    this.#log.count(code);
    // A reply that lost some of its nodes is delivered afterwards.
    if (code !== 'node-refused') this.#verdict(code);
  }
}
