// The line to one bridge's gateway: a WebSocket that is opened anew whenever it ends, later each
// time. What the bridge says is parsed here, and bounded in number; whether it is true, and was
// asked for, is for its owner to see.

import { Backoff } from '../../base/backoff.ts';
import { SECOND_MS } from '../../base/time.ts';
import { TokenBucket } from '../../base/token-bucket.ts';
import type { Cancel, Clock } from '../../ports/clock.ts';
import type { DhtHealth } from '../../ports/dht.ts';
import type { Log } from '../../ports/log.ts';
import type { Random } from '../../ports/random.ts';
import type { SocketEvent, SocketHandle, SocketPort } from '../../ports/socket.ts';
import {
  encodeRequest,
  type GatewayReply,
  type GatewayRequest,
  MAX_GATEWAY_FRAME_BYTES,
  parseReply,
} from '../../wire/gateway.ts';

const RECONNECTS = { firstMs: SECOND_MS, limitMs: 60 * SECOND_MS };
/** Our choice: after a life so long, a closed socket is normal, and the back-off starts over. */
const SOUND_LIFE_MS = 10 * SECOND_MS;

/** Our choice: an honest bridge sends a few frames a second at most, and a burst at a join. */
const HEARD = { perSecond: 50, burst: 400 };

export interface LinePorts {
  readonly sockets: SocketPort;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export interface LineOwner {
  opened(line: Line): void;
  /** Whatever it was asked, it answers no more. */
  ended(line: Line): void;
  healthChanged(): void;
  heard(line: Line, reply: Exclude<GatewayReply, { readonly kind: 'health' }>): void;
}

export class Line {
  readonly #url: string;
  readonly #ports: LinePorts;
  readonly #owner: LineOwner;
  readonly #backoff: Backoff;
  #budget = new TokenBucket(HEARD);
  #socket: SocketHandle | undefined;
  #open = false;
  #openedAt = Number.POSITIVE_INFINITY;
  #retry: Cancel | undefined;
  #health: Exclude<DhtHealth, 'absent'> = 'connecting';

  constructor(url: string, ports: LinePorts, owner: LineOwner) {
    this.#url = url;
    this.#ports = ports;
    this.#owner = owner;
    this.#backoff = new Backoff(RECONNECTS, ports.random);
    this.#connect();
  }

  get open(): boolean {
    return this.#open;
  }

  get health(): Exclude<DhtHealth, 'absent'> {
    return this.#health;
  }

  send(request: GatewayRequest): void {
    if (this.#open) this.#socket?.send(encodeRequest(request));
  }

  /** For good; nothing is told any more. */
  close(): void {
    this.#retry?.();
    const socket = this.#socket;
    this.#socket = undefined;
    this.#open = false;
    socket?.close();
  }

  #connect(): void {
    this.#budget = new TokenBucket(HEARD);
    const socket = this.#ports.sockets.open(this.#url, (event) => {
      if (this.#socket === socket) this.#hear(event);
    });
    this.#socket = socket;
  }

  #hear(event: SocketEvent): void {
    if (event.kind === 'closed') return this.#lost();
    if (event.kind === 'open') return this.#opened();
    if (!this.#budget.take(this.#ports.clock.now())) return this.#cutOff();
    if (event.kind === 'bytes') this.#read(event.bytes);
    else this.#drop('gateway-text');
  }

  #opened(): void {
    this.#open = true;
    this.#openedAt = this.#ports.clock.now();
    this.#owner.opened(this);
  }

  #lost(): void {
    if (this.#ports.clock.now() - this.#openedAt >= SOUND_LIFE_MS) this.#backoff.reset();
    this.#reconnect();
  }

  #reconnect(): void {
    const { clock } = this.#ports;
    this.#socket = undefined;
    this.#open = false;
    this.#openedAt = Number.POSITIVE_INFINITY;
    this.#health = 'unreachable';
    this.#retry = clock.alarm(clock.now() + this.#backoff.next(), () => this.#connect());
    this.#owner.ended(this);
  }

  #read(bytes: Uint8Array): void {
    const reply = bytes.length > MAX_GATEWAY_FRAME_BYTES ? undefined : parseReply(bytes);
    if (reply === undefined) return this.#drop('gateway-frame-too-long');
    if (!reply.ok) return this.#drop(reply.reason);
    if (reply.value.kind !== 'health') return this.#owner.heard(this, reply.value);
    this.#health = reply.value.health;
    this.#owner.healthChanged();
  }

  /** A bridge that floods us is left, and tried again later like one that is down. */
  #cutOff(): void {
    this.#drop('gateway-flood');
    const socket = this.#socket;
    this.#reconnect();
    socket?.close();
  }

  #drop(reason: string): void {
    this.#ports.log.count(reason);
  }
}
