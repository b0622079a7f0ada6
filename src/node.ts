// The library's entry for Node: binds the process's ports to `join` and `deriveRoot`.

import {
  type DeriveControl,
  type DerivedRoot,
  deriveRoot as deriveRootOn,
  drawPhrase,
  type JoinOptions,
  join as joinOn,
  type Platform,
  type Room,
} from './index.ts';
import { createClock } from './platform/clock.ts';
import { createLog } from './platform/log.ts';
import { nodeRandom } from './platform/node/random.ts';
import { nodeRtc } from './platform/node/rtc.ts';
import { nodeSlowHash } from './platform/node/slow-hash.ts';
import { nodeSockets } from './platform/node/socket.ts';

export * from './index.ts';

const node = (): Platform => ({
  clock: createClock(),
  random: nodeRandom,
  log: createLog(),
  sockets: nodeSockets,
  rtc: nodeRtc,
  slowHash: nodeSlowHash,
  lifecycle: () => () => {},
});

/** Joins the room of a phrase or of a root, from Node. See `join` in `host/join.ts`. */
export function join(what: JoinOptions, control?: DeriveControl): Promise<Room> {
  return joinOn(node(), what, control);
}

/** Argon2id on a worker thread of its own. See `deriveRoot` in `host/derive.ts`. */
export function deriveRoot(
  secret: { readonly phrase: string; readonly label?: string },
  control?: DeriveControl,
): Promise<DerivedRoot> {
  return deriveRootOn(node(), secret, control);
}

/** Six words of 7,776, drawn with the system's random source: 77 bits. */
export const newPhrase = (): string => drawPhrase(nodeRandom);
