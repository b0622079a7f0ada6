// The gateway to the DHT as a service of the bridge: browsers read, write and watch items there that
// they have sealed and signed themselves (the frames are in `wire/gateway.ts`). It is blind: an item
// is checked for its form and its signature, and means nothing here.

import { toHex } from '../../src/base/bytes.ts';
import type { Rate } from '../../src/base/token-bucket.ts';
import { sha1 } from '../../src/crypto/verify.ts';
import type { Log } from '../../src/ports/log.ts';
import type { Item } from '../../src/wire/bep44.ts';
import {
  encodeReply,
  type GatewayHealth,
  type GatewayReply,
  type GatewayRequest,
  MAX_GATEWAY_FRAME_BYTES,
  parseRequest,
} from '../../src/wire/gateway.ts';
import type { Limits } from '../limits.ts';
import type { Connection } from '../sockets/connection.ts';
import type { Guest, Service } from '../sockets/service.ts';
import type { Store } from './store.ts';

export interface GatewayOptions {
  readonly store: Store;
  readonly limits: Limits;
  readonly log: Log;
  readonly now: () => number;
}

export class Gateway implements Service {
  readonly frameBytes = MAX_GATEWAY_FRAME_BYTES;
  readonly rate: Rate;
  /** Whoever watches has nothing to say; the pings tell whether it lives. */
  readonly silenceMs = Number.POSITIVE_INFINITY;
  readonly #options: GatewayOptions;
  readonly #guests = new Set<GatewayGuest>();
  #health: GatewayHealth = 'connecting';

  constructor(options: GatewayOptions) {
    const { limits } = options;
    this.#options = options;
    this.rate = {
      perSecond: limits.dhtRequestsPerSecondPerSocket,
      burst: limits.dhtRequestBurstPerSocket,
    };
  }

  get health(): GatewayHealth {
    return this.#health;
  }

  get clients(): number {
    return this.#guests.size;
  }

  /** Every client hears it, so that it can look for another bridge. */
  turn(health: GatewayHealth): void {
    if (health === this.#health) return;
    this.#health = health;
    for (const guest of this.#guests) guest.send({ kind: 'health', health });
  }

  welcome(connection: Connection): Guest {
    const guest = new GatewayGuest(connection, this.#options, () => this.#guests.delete(guest));
    this.#guests.add(guest);
    guest.send({ kind: 'health', health: this.#health });
    return guest;
  }
}

class GatewayGuest implements Guest {
  readonly #connection: Connection;
  readonly #options: GatewayOptions;
  readonly #onLeft: () => void;
  readonly #watching = new Map<string, () => void>();

  constructor(connection: Connection, options: GatewayOptions, onLeft: () => void) {
    this.#connection = connection;
    this.#options = options;
    this.#onLeft = onLeft;
  }

  receive(frame: Buffer, isBinary: boolean): void {
    const { log } = this.#options;
    if (!isBinary) return log.count('gateway-text');
    const parsed = parseRequest(frame);
    if (!parsed.ok) return log.count(parsed.reason);
    log.count(`gateway-${parsed.value.kind}`);
    this.#handle(parsed.value);
  }

  /** A socket that is gone is sent nothing, whatever answers still come. */
  left(): void {
    for (const stop of this.#watching.values()) stop();
    this.#watching.clear();
    this.#onLeft();
  }

  send(reply: GatewayReply): void {
    this.#connection.send(encodeReply(reply));
  }

  #handle(request: GatewayRequest): void {
    if (request.kind === 'get') this.#get(request.target);
    else if (request.kind === 'put') this.#put(request.item, request.cas);
    else if (request.kind === 'watch') this.#watch(request.target);
    else this.#unwatch(request.target);
  }

  #get(target: Uint8Array): void {
    this.#options.store.get(target, this.#permit, {
      onItem: (item) => this.send({ kind: 'item', item }),
      onEnd: (reason) =>
        this.send(
          reason === undefined
            ? { kind: 'got', target }
            : { kind: 'refused', target, request: 'get', reason },
        ),
    });
  }

  #put(item: Item, cas: number | undefined): void {
    this.#options.store.put({ item, cas }, this.#permit, (written) => {
      const target = sha1(item.k);
      this.send(
        'copies' in written
          ? { kind: 'stored', target, copies: written.copies }
          : { kind: 'refused', target, request: 'put', reason: written.refusal },
      );
    });
  }

  #watch(target: Uint8Array): void {
    const key = toHex(target);
    if (this.#watching.has(key)) return;
    const stop = this.#mayWatch
      ? this.#options.store.watch(target, (item) => this.send({ kind: 'item', item }))
      : undefined;
    if (!stop) return this.send({ kind: 'refused', target, request: 'watch', reason: 'busy' });
    const { tenant } = this.#connection;
    tenant.watches += 1;
    this.#watching.set(key, () => {
      tenant.watches -= 1;
      stop();
    });
  }

  get #mayWatch(): boolean {
    const { dhtWatchesPerSocket, dhtWatchesPerAddress } = this.#options.limits;
    const { watches } = this.#connection.tenant;
    return this.#watching.size < dhtWatchesPerSocket && watches < dhtWatchesPerAddress;
  }

  #unwatch(target: Uint8Array): void {
    const key = toHex(target);
    this.#watching.get(key)?.();
    this.#watching.delete(key);
  }

  /** One operation in the DHT is counted against the address, however many sockets it has. */
  readonly #permit = (): boolean => this.#connection.tenant.operations.take(1, this.#options.now());
}
