// The swarms: who is in which, and on which socket. Each is a `Swarm` of bittorrent-tracker, which
// counts and picks random receivers; what stands around it here makes the newest socket of a peer
// the one that is routed to, bounds each swarm and their number, and frees what is empty.

import Server, { type Swarm } from 'bittorrent-tracker/server';
import { bad, ok, type Parsed } from '../../src/base/result.ts';
import type { Limits } from '../limits.ts';
import type { Announce, Id } from './parse.ts';

export interface Counts {
  readonly complete: number;
  readonly incomplete: number;
}

export type JoinRefusal = 'swarm-is-full' | 'too-many-swarms';

/**
 * What the package keeps for each peer as its "socket". It looks at nothing but `destroyed`: true
 * says that there is no list of infohashes on it to be kept up to date.
 */
interface Seat<Holder> {
  readonly destroyed: true;
  readonly holder: Holder;
}

const NOBODY: Counts = { complete: 0, incomplete: 0 };

export class Swarms<Holder> {
  readonly #swarms = new Map<Id, Swarm<Seat<Holder>>>();
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#swarms.size;
  }

  peers(): number {
    let sum = 0;
    for (const swarm of this.#swarms.values()) sum += swarm.peers.length;
    return sum;
  }

  /**
   * Enters or refreshes a peer, held by `holder` from now on. Answers with the receivers of its
   * offers: distinct random others, as many as there are offers, or fewer.
   */
  join(announce: Announce, holder: Holder): Parsed<readonly Holder[], JoinRefusal> {
    const { infoHash, peerId } = announce;
    const swarm = this.#swarms.get(infoHash) ?? this.#create(infoHash);
    if (!swarm) return bad('too-many-swarms');
    const known = swarm.peers.peek(keyOf(peerId));
    if (known && known.socket?.holder !== holder) remove(swarm, peerId);
    else if (!known && swarm.peers.length >= this.#limits.peersPerSwarm)
      return bad('swarm-is-full');
    return ok(enter(swarm, announce, holder));
  }

  /** Removes a peer if `holder` still is the newest to hold it. */
  leave(infoHash: Id, peerId: Id, holder: Holder): void {
    const swarm = this.#swarms.get(infoHash);
    if (!swarm) return;
    if (swarm.peers.peek(keyOf(peerId))?.socket?.holder === holder) remove(swarm, peerId);
    if (swarm.peers.length === 0) this.#swarms.delete(infoHash);
  }

  holderOf(infoHash: Id, peerId: Id): Holder | undefined {
    return this.#swarms.get(infoHash)?.peers.peek(keyOf(peerId))?.socket?.holder;
  }

  counts(infoHash: Id): Counts {
    const swarm = this.#swarms.get(infoHash);
    return swarm ? { complete: swarm.complete, incomplete: swarm.incomplete } : NOBODY;
  }

  #create(infoHash: Id): Swarm<Seat<Holder>> | undefined {
    if (this.#swarms.size >= this.#limits.swarms) return undefined;
    const swarm: Swarm<Seat<Holder>> = new Server.Swarm(keyOf(infoHash), {
      peersCacheLength: this.#limits.peersPerSwarm,
      peersCacheTtl: this.#limits.peerAgeMs,
    });
    this.#swarms.set(infoHash, swarm);
    return swarm;
  }
}

function enter<Holder>(
  swarm: Swarm<Seat<Holder>>,
  announce: Announce,
  holder: Holder,
): readonly Holder[] {
  let receivers: readonly Holder[] = [];
  const params = {
    type: 'ws',
    event: announce.event,
    peer_id: keyOf(announce.peerId),
    left: announce.complete ? 0 : 1,
    numwant: announce.offers.length,
    socket: { destroyed: true, holder },
  } as const;
  swarm.announce(params, (_error, { peers }) => {
    receivers = peers.flatMap((peer) => peer.socket?.holder ?? []);
  });
  return receivers;
}

function remove<Holder>(swarm: Swarm<Seat<Holder>>, peerId: Id): void {
  swarm.announce({ type: 'ws', event: 'stopped', peer_id: keyOf(peerId), numwant: 0 });
}

/** The package keeps its peers in a plain object under hexadecimal ids. */
function keyOf(id: Id): string {
  return Buffer.from(id, 'latin1').toString('hex');
}
