// The library's entry for browsers: binds the page's ports to `join` and `deriveRoot`.

import {
  type DeriveControl,
  type DerivedRoot,
  deriveRoot as deriveRootOn,
  drawPhrase,
  type JoinControl,
  type JoinOptions,
  join as joinOn,
  type Platform,
  type Room,
} from './index.ts';
import { watchPage } from './platform/browser/lifecycle.ts';
import { browserRandom } from './platform/browser/random.ts';
import { browserSlowHash } from './platform/browser/slow-hash.ts';
import { browserSockets } from './platform/browser/socket.ts';
import { createCircuitPort } from './platform/circuit.ts';
import { createClock } from './platform/clock.ts';
import { gatewayDht } from './platform/gateway/gateway-dht.ts';
import { createLog } from './platform/log.ts';
import { createRtcPort } from './platform/rtc.ts';

export * from './index.ts';

export interface SottoOptions {
  /** Starts the worker of Argon2id; by default a module worker beside the compiled file. */
  readonly spawnWorker?: () => Worker;
}

export interface Sotto {
  readonly join: (what: JoinOptions, control?: JoinControl) => Promise<Room>;
  readonly deriveRoot: (
    secret: { readonly phrase: string; readonly label?: string },
    control?: DeriveControl,
  ) => Promise<DerivedRoot>;
}

/** Sotto on this page, for pages that start workers in their own way. */
export function sotto({ spawnWorker }: SottoOptions = {}): Sotto {
  const shared = {
    clock: createClock(),
    random: browserRandom,
    log: createLog(),
    sockets: browserSockets,
  };
  const platform: Platform = {
    ...shared,
    circuits: createCircuitPort(shared),
    dht: gatewayDht(shared),
    rtc: createRtcPort(),
    slowHash: browserSlowHash(spawnWorker),
    lifecycle: watchPage,
  };
  return {
    join: (what, control) => joinOn(platform, what, control),
    deriveRoot: (secret, control) => deriveRootOn(platform, secret, control),
  };
}

/** Joins the room of a phrase or of a root, on this page. See `join` in `host/join.ts`. */
export const join: Sotto['join'] = (what, control) => sotto().join(what, control);

/** Argon2id in a worker of its own. See `deriveRoot` in `host/derive.ts`. */
export const deriveRoot: Sotto['deriveRoot'] = (secret, control) =>
  sotto().deriveRoot(secret, control);

/** Six words of 7,776, drawn with the system's random source: 77 bits. */
export const newPhrase = (): string => drawPhrase(browserRandom);
