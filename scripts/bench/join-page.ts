// What runs inside the two tabs of the join benchmark: both libraries behind the same three calls.

import { joinRoom, type Room as OtherRoom } from '@trystero-p2p/torrent';
import { deriveRoot, join, type Room } from '../../src/browser.ts';

export interface JoinSpec {
  readonly library: 'sotto' | 'trystero';
  /** 64 hex digits: Sotto's root, or the other library's room name. */
  readonly secret: string;
  readonly tracker: string;
  /** STUN URLs; none at all when empty. */
  readonly stun: readonly string[];
}

export interface Joined {
  /** From the call of join to the first authenticated link, or undefined after the patience. */
  readonly tookMs: number | undefined;
}

const rooms = new Map<string, Room | OtherRoom>();
const bytes = (hex: string) =>
  Uint8Array.from({ length: hex.length / 2 }, (_, i) =>
    Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16),
  );

async function enter(spec: JoinSpec, onLink: () => void): Promise<void> {
  const iceServers = spec.stun.map((url) => ({ urls: [url] }));
  if (spec.library === 'sotto') {
    const options = { root: bytes(spec.secret), trackers: [spec.tracker], iceServers };
    const room = await join(options);
    room.on((event) => {
      if (event.type === 'member' && event.member.reach === 'direct') onLink();
    });
    rooms.set(spec.secret, room);
    return;
  }
  const room = joinRoom(
    { appId: 'bench', relayConfig: { urls: [spec.tracker] }, rtcConfig: { iceServers } },
    spec.secret,
  );
  room.onPeerJoin = onLink;
  rooms.set(spec.secret, room);
}

const bench = {
  /** Enters and stays, whoever comes. */
  reside: (spec: JoinSpec): Promise<void> => enter(spec, () => {}),
  /** Enters and measures until the first link. */
  measure: (spec: JoinSpec, patienceMs: number): Promise<Joined> =>
    new Promise((resolve, reject) => {
      const from = performance.now();
      const patience = setTimeout(() => resolve({ tookMs: undefined }), patienceMs);
      const onLink = () => {
        clearTimeout(patience);
        resolve({ tookMs: performance.now() - from });
      };
      enter(spec, onLink).catch(reject);
    }),
  leave: async (secret: string): Promise<void> => {
    await rooms.get(secret)?.leave();
    rooms.delete(secret);
  },
  argon2id: async (): Promise<number> => {
    const from = performance.now();
    await deriveRoot({ phrase: 'one two three four five six' });
    return performance.now() - from;
  },
};

export type Bench = typeof bench;

declare global {
  interface Window {
    bench: Bench;
    /** RTCPeerConnections made so far; counted by a script that runs before this one. */
    constructions: number;
  }
}

window.bench = bench;
