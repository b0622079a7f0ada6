// The WebTorrent tracker as a service of the bridge: one client for each WebSocket, whose text
// frames go to the router.

import { toLatin1 } from '../../src/base/bytes.ts';
import type { Rate } from '../../src/base/token-bucket.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Limits } from '../limits.ts';
import type { Connection } from '../sockets/connection.ts';
import type { Guest, Service } from '../sockets/service.ts';
import type { Id } from './parse.ts';
import { type Client, type Membership, Router } from './router.ts';

export interface TrackerStats {
  readonly swarms: number;
  readonly peers: number;
}

export class Tracker implements Service {
  readonly frameBytes: number;
  readonly rate: Rate;
  readonly silenceMs: number;
  readonly #router: Router;

  /** `services` are named in every response: see `SERVICES_KEY` of `wire/tracker.ts`. */
  constructor(limits: Limits, log: Log, services: readonly string[]) {
    this.frameBytes = limits.frameBytes;
    this.silenceMs = limits.silenceMs;
    this.rate = {
      perSecond: limits.messagesPerSecondPerSocket,
      burst: limits.messageBurstPerSocket,
    };
    this.#router = new Router(limits, log, services);
  }

  welcome(connection: Connection): Guest {
    return new TrackerClient(connection, this.#router);
  }

  /** Whether this peer is in this swarm, 20 bytes each. */
  has(infohash: Uint8Array, peerId: Uint8Array): boolean {
    const [swarm, peer] = [toLatin1(infohash) as Id, toLatin1(peerId) as Id];
    return this.#router.swarms.holderOf(swarm, peer) !== undefined;
  }

  stats(): TrackerStats {
    return { swarms: this.#router.swarms.size, peers: this.#router.swarms.peers() };
  }
}

class TrackerClient implements Client, Guest {
  readonly memberships = new Map<string, Membership>();
  readonly #connection: Connection;
  readonly #router: Router;

  constructor(connection: Connection, router: Router) {
    this.#connection = connection;
    this.#router = router;
  }

  /** Some clients send their JSON in binary frames. */
  receive(frame: Buffer): void {
    this.#router.receive(this, frame.toString('utf8'));
  }

  left(): void {
    this.#router.forget(this);
  }

  send(frame: string): void {
    this.#connection.send(frame);
  }

  relay(frame: string): void {
    this.#connection.relay(frame);
  }
}
