// One client's WebSocket. What it sends is charged to its budget and its address's, and a socket
// in debt is read more slowly. What it is sent may pile up only so far: first the offers of others
// are let go, then the socket is. It is pinged, and closed when it is dead or has nothing to say.

import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { Rate } from '../../src/base/token-bucket.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Tenant } from './addresses.ts';
import { Bucket } from './bucket.ts';
import { BYTES_PER_MESSAGE, type Limits } from './limits.ts';
import type { Id } from './parse.ts';

/** RFC 6455 §7.4.1. */
const CLOSE_GOING_AWAY = 1001;
const CLOSE_INTERNAL_ERROR = 1011;

export interface ConnectionOptions {
  readonly limits: Limits;
  readonly log: Log;
  readonly now: () => number;
  /** The stream under `socket`, for writing once per tick. */
  readonly stream: Duplex;
  readonly tenant: Tenant;
  readonly onText: (connection: Connection, text: string) => void;
  readonly onClosed: (connection: Connection) => void;
}

export interface Membership {
  readonly infoHash: Id;
  readonly peerId: Id;
}

export class Connection {
  /** The swarms entered through this socket, by infohash and peer id. */
  readonly memberships = new Map<string, Membership>();
  readonly tenant: Tenant;
  readonly #socket: WebSocket;
  readonly #options: ConnectionOptions;
  readonly #budget: Bucket;
  #resume: NodeJS.Timeout | undefined;
  #corked = false;
  #answeredPing = true;
  #lastMessageMs: number;

  constructor(socket: WebSocket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.tenant = options.tenant;
    this.#lastMessageMs = options.now();
    this.#budget = new Bucket(budgetOf(options), options.now());
    socket.on('message', (data: Buffer) => this.#receive(data));
    socket.on('ping', () => this.#charge(1));
    socket.on('pong', () => {
      this.#answeredPing = true;
    });
    socket.on('error', () => options.log.count('socket-error'));
    socket.on('close', () => this.#closed());
  }

  /** Sends a reply. A reader too slow even for those is let go. */
  send(frame: string): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#cork();
    this.#socket.send(frame);
    if (this.#socket.bufferedAmount <= this.#options.limits.bufferedBytesPerSocket) return;
    this.#options.log.count('slow-reader-closed');
    this.#socket.terminate();
  }

  /** Sends what somebody else wants delivered, unless this reader is behind. */
  relay(frame: string): void {
    if (this.#socket.bufferedAmount > this.#options.limits.bufferedBytesBeforeOffersDrop) {
      this.#options.log.count('offer-dropped-for-slow-reader');
      return;
    }
    this.send(frame);
  }

  /** Called every `pingIntervalMs`. A socket that we stopped reading may be late with its pong. */
  check(nowMs: number): void {
    if (nowMs - this.#lastMessageMs > this.#options.limits.silenceMs) {
      this.#options.log.count('silent-socket-closed');
      this.#socket.close(CLOSE_GOING_AWAY);
      return;
    }
    if (!this.#answeredPing && !this.#resume) {
      this.#options.log.count('dead-socket-closed');
      this.#socket.terminate();
      return;
    }
    this.#answeredPing = false;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
  }

  /** Says goodbye; {@link terminate} ends those who do not answer. */
  close(): void {
    this.#socket.close(CLOSE_GOING_AWAY);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  #receive(data: Buffer): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#lastMessageMs = this.#options.now();
    this.#answeredPing = true;
    this.#charge(Math.max(1, Math.ceil(data.length / BYTES_PER_MESSAGE)));
    try {
      this.#options.onText(this, data.toString('utf8'));
    } catch {
      // A bug of ours that one client's message brought out must not end everyone's bridge.
      this.#options.log.count('internal-error');
      this.#socket.close(CLOSE_INTERNAL_ERROR);
    }
  }

  #charge(cost: number): void {
    const { limits, log, now } = this.#options;
    const ownWaitMs = this.#budget.draw(cost, now());
    const waitMs = Math.max(ownWaitMs, this.tenant.budget.draw(cost, now()));
    if (ownWaitMs > limits.longestPauseMs) {
      log.count('flooding-socket-closed');
      this.#socket.terminate();
    } else if (waitMs > 0) {
      this.#pause(Math.min(waitMs, limits.longestPauseMs));
    }
  }

  #pause(waitMs: number): void {
    if (!this.#resume) this.#options.log.count('socket-slowed');
    clearTimeout(this.#resume);
    this.#socket.pause();
    this.#resume = setTimeout(() => {
      this.#resume = undefined;
      this.#socket.resume();
    }, waitMs);
  }

  /** One write to the network for all frames of a tick: half as much again per CPU (TRACKERS). */
  #cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    this.#options.stream.cork();
    process.nextTick(() => {
      this.#corked = false;
      this.#options.stream.uncork();
    });
  }

  #closed(): void {
    clearTimeout(this.#resume);
    this.#options.onClosed(this);
  }
}

function budgetOf(options: ConnectionOptions): Rate {
  const { limits, tenant } = options;
  const share = tenant.sockets > limits.roomySocketsPerAddress ? limits.crowdedShare : 1;
  return {
    perSecond: limits.messagesPerSecondPerSocket * share,
    burst: limits.messageBurstPerSocket * share,
  };
}
