// One client's WebSocket, whatever it came for. What it sends is charged to its budget and its address's, and a socket
// in debt is read more slowly. What it is sent may pile up only so far: first what others send
// is let go, then the socket is. It is pinged, and closed when it is dead or has nothing to say.

import type { Duplex } from 'node:stream';
import { WebSocket } from 'ws';
import type { Rate } from '../../src/base/token-bucket.ts';
import type { Log } from '../../src/ports/log.ts';
import { BYTES_PER_MESSAGE, type Limits } from '../limits.ts';
import type { Tenant } from './addresses.ts';
import { Bucket } from './bucket.ts';
import type { Guest, Service } from './service.ts';

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
  /** What it came for. */
  readonly service: Service;
  readonly onClosed: (connection: Connection) => void;
}

export class Connection {
  readonly tenant: Tenant;
  readonly #socket: WebSocket;
  readonly #options: ConnectionOptions;
  readonly #budget: Bucket;
  readonly #guest: Guest;
  #resume: NodeJS.Timeout | undefined;
  #held = false;
  #corked = false;
  #answeredPing = true;
  #lastMessageMs: number;

  constructor(socket: WebSocket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.tenant = options.tenant;
    this.#lastMessageMs = options.now();
    this.#budget = new Bucket(budgetOf(options), options.now());
    this.#guest = options.service.welcome(this);
    socket.on('message', (data: Buffer, isBinary: boolean) => this.#receive(data, isBinary));
    socket.on('ping', () => this.#charge(1));
    socket.on('pong', () => this.#ponged());
    socket.on('error', () => options.log.count('socket-error'));
    socket.on('close', () => this.#closed());
  }

  /** Bytes that wait for this reader. */
  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** Sends a reply. A reader too slow even for those is let go. */
  send(frame: string | Uint8Array, onSent: () => void = nothing): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#cork();
    this.#socket.send(frame, onSent);
    if (this.#socket.bufferedAmount <= this.#options.limits.bufferedBytesPerSocket) return;
    this.#options.log.count('slow-reader-closed');
    this.#socket.terminate();
  }

  /** Sends what somebody else wants delivered, unless this reader is behind. */
  relay(frame: string | Uint8Array): void {
    if (this.#socket.bufferedAmount > this.#options.limits.bufferedBytesBeforeOffersDrop) {
      this.#options.log.count('relayed-dropped-for-slow-reader');
      return;
    }
    this.send(frame);
  }

  /** Stops reading until {@link release}: what this client sends waits in its own buffers. */
  hold(): void {
    this.#held = true;
    this.#socket.pause();
  }

  release(): void {
    this.#held = false;
    this.#lastMessageMs = this.#options.now();
    if (!this.#resume) this.#socket.resume();
  }

  /** Called every `pingIntervalMs`. A socket that we stopped reading has no chance to say anything. */
  check(nowMs: number): void {
    if (!this.#held && nowMs - this.#lastMessageMs > this.#options.service.silenceMs) {
      this.#options.log.count('silent-socket-closed');
      this.#socket.close(CLOSE_GOING_AWAY);
      return;
    }
    if (!this.#answeredPing && !this.#resume && !this.#held) {
      this.#options.log.count('dead-socket-closed');
      this.#socket.terminate();
      return;
    }
    this.#answeredPing = false;
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.ping();
  }

  /** Says goodbye; {@link terminate} ends those who do not answer. */
  close(code = CLOSE_GOING_AWAY): void {
    this.#socket.close(code);
  }

  terminate(): void {
    this.#socket.terminate();
  }

  /** One answers each ping of ours; whatever comes beside is paid for like any frame. */
  #ponged(): void {
    if (this.#answeredPing) this.#charge(1);
    this.#answeredPing = true;
  }

  #receive(data: Buffer, isBinary: boolean): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#lastMessageMs = this.#options.now();
    this.#answeredPing = true;
    this.#charge(Math.max(1, data.length / BYTES_PER_MESSAGE));
    try {
      this.#guest.receive(data, isBinary);
    } catch {
      // A bug of ours that one client's message brought out must not end everyone's bridge.
      this.#options.log.count('internal-error');
      this.#socket.close(CLOSE_INTERNAL_ERROR);
    }
  }

  #charge(cost: number): void {
    // What came along with the frame that it was closed for.
    if (this.#socket.readyState !== WebSocket.OPEN) return;
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
      if (!this.#held) this.#socket.resume();
    }, waitMs);
  }

  /**
   * One write to the network for all frames that a turn of the event loop brings, whoever sent them:
   * writing is half of what a tracker does (bench:bridge).
   */
  #cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    this.#options.stream.cork();
    setImmediate(() => {
      this.#corked = false;
      this.#options.stream.uncork();
    });
  }

  #closed(): void {
    clearTimeout(this.#resume);
    this.#guest.left();
    this.#options.onClosed(this);
  }
}

/** Whether it was sent shows in what is buffered. */
const nothing = (): void => {};

function budgetOf(options: ConnectionOptions): Rate {
  const { limits, tenant, service } = options;
  const share = tenant.sockets > limits.roomySocketsPerAddress ? limits.crowdedShare : 1;
  return { perSecond: service.rate.perSecond * share, burst: service.rate.burst * share };
}
