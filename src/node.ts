// The library's entry for Node: binds the process's ports to `join` and `deriveRoot`.

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
import { createCircuitPort } from './platform/circuit.ts';
import { createClock } from './platform/clock.ts';
import { createLog } from './platform/log.ts';
import { PUBLIC_BOOTSTRAP } from './platform/node/dht/dht-node.ts';
import { directDht } from './platform/node/dht/direct-dht.ts';
import { nodeRandom } from './platform/node/random.ts';
import { nodeRtc } from './platform/node/rtc.ts';
import { nodeSlowHash } from './platform/node/slow-hash.ts';
import { nodeSockets } from './platform/node/socket.ts';

export * from './index.ts';

/** How this process reaches the DHT; everything has a default. */
export interface DhtOptions {
  /** `host:port` of nodes to begin with; by default three that clients of BitTorrent use. */
  readonly bootstrap?: readonly string[] | undefined;
  /** The local address and UDP port of our node; by default all addresses, and a free port. */
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** Nodes that an earlier run knew, so that none to begin with are needed. */
  readonly nodes?: readonly { readonly host: string; readonly port: number }[] | undefined;
  /** Takes loopback for public: for networks that tests make, and nothing else. */
  readonly testNet?: boolean | undefined;
}

export interface SottoOptions {
  readonly dht?: DhtOptions | undefined;
  /** Starts the thread of our DHT node; by default a worker beside the compiled file. */
  readonly spawnDhtThread?: Parameters<typeof directDht>[0]['spawn'];
}

export interface Sotto {
  readonly join: (what: JoinOptions, control?: JoinControl) => Promise<Room>;
  readonly deriveRoot: (
    secret: { readonly phrase: string; readonly label?: string },
    control?: DeriveControl,
  ) => Promise<DerivedRoot>;
}

/** Sotto in this process, for programs that reach the DHT in their own way. */
export function sotto({ dht = {}, spawnDhtThread }: SottoOptions = {}): Sotto {
  const shared = { clock: createClock(), log: createLog(), sockets: nodeSockets };
  const platform: Platform = {
    ...shared,
    random: nodeRandom,
    rtc: nodeRtc,
    circuits: createCircuitPort(shared),
    dht: directDht({
      bootstrap: dht.bootstrap ?? PUBLIC_BOOTSTRAP,
      host: dht.host ?? '0.0.0.0',
      port: dht.port ?? 0,
      nodes: dht.nodes ?? [],
      testNet: dht.testNet ?? false,
      spawn: spawnDhtThread,
    }),
    slowHash: nodeSlowHash,
    lifecycle: () => () => {},
  };
  return {
    join: (what, control) => joinOn(platform, what, control),
    deriveRoot: (secret, control) => deriveRootOn(platform, secret, control),
  };
}

/** Joins the room of a phrase or of a root, from Node. See `join` in `host/join.ts`. */
export const join: Sotto['join'] = (what, control) => sotto().join(what, control);

/** Argon2id on a worker thread of its own. See `deriveRoot` in `host/derive.ts`. */
export const deriveRoot: Sotto['deriveRoot'] = (secret, control) =>
  sotto().deriveRoot(secret, control);

/** Six words of 7,776, drawn with the system's random source: 77 bits. */
export const newPhrase = (): string => drawPhrase(nodeRandom);
