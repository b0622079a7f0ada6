// Joining: checks what was asked, derives what is needed, makes the peer and sets it going.

import { makeIdentity } from '../crypto/identity.ts';
import { roomKeys } from '../crypto/keys.ts';
import { ready } from '../crypto/sodium.ts';
import { Peer } from '../protocol/peer/peer.ts';
import { cleanNickname } from '../wire/nickname.ts';
import { type DeriveControl, deriveRoot, throwIfAborted } from './derive.ts';
import { Driver } from './driver.ts';
import { SottoError } from './errors.ts';
import { NO_DHT } from './no-dht.ts';
import {
  checkBuild,
  checkIceServers,
  checkTrackers,
  DEFAULT_ICE_SERVERS,
  DEFAULT_TRACKERS,
  type JoinOptions,
} from './options.ts';
import type { Platform } from './platform.ts';
import { LiveRoom, type Room } from './room.ts';

/** DESIGN §3: a room is its 32-byte root. */
const ROOT_BYTES = 32;

/**
 * Joins the room of a phrase, or of a root, and begins to look for people there. Resolves as soon
 * as the keys are derived, whether or not anyone is there yet. Nothing is contacted before.
 * Aborting the signal ends the derivation, and later leaves the room.
 */
export async function join(
  platform: Platform,
  options: JoinOptions,
  control: DeriveControl = {},
): Promise<Room> {
  const trackers = checkTrackers(options.trackers ?? DEFAULT_TRACKERS);
  const iceServers = checkIceServers(options.iceServers ?? DEFAULT_ICE_SERVERS);
  const build = checkBuild(options.build);
  const root = await rootOf(platform, options, control);
  throwIfAborted(control.signal);
  const keys = roomKeys(root);
  const identity = makeIdentity(platform.random, keys.roomId);
  const peer = new Peer({
    keys,
    identity,
    random: platform.random,
    trackers,
    iceServers,
    relayOnly: options.relayOnly ?? false,
    nickname: cleanNickname(options.nickname ?? ''),
    build,
  });
  const dht = usesDht(options, platform) ? platform.dht : NO_DHT;
  return start({ ...platform, dht }, peer, {
    identity,
    emblem: keys.emblem,
    signal: control.signal,
  });
}

/** Whoever hides the address does so in the DHT as well. */
function usesDht({ dht = true, relayOnly = false }: JoinOptions, platform: Platform): boolean {
  return dht && !(relayOnly && platform.dht.showsAddress);
}

async function rootOf(
  platform: Platform,
  options: JoinOptions,
  control: DeriveControl,
): Promise<Uint8Array> {
  if ('phrase' in options) return (await deriveRoot(platform, options, control)).root;
  if (options.root.length !== ROOT_BYTES) {
    throw new SottoError('root-invalid', 'a root is 32 bytes');
  }
  await ready();
  return options.root.slice();
}

type Self = ConstructorParameters<typeof LiveRoom>[0] & Pick<DeriveControl, 'signal'>;

function start(platform: Platform, peer: Peer, self: Self): Room {
  const driver = new Driver(peer, platform, (told) => {
    if (told.kind === 'left') stop();
    room.hear(told);
  });
  const room = new LiveRoom(self, {
    act: (act) => driver.post(act),
    rename: (nickname) => driver.post({ kind: 'nickname', nickname: cleanNickname(nickname) }),
    set: (change) => driver.post({ kind: 'settings', ...change }),
    typing: (on) => driver.post({ kind: 'typing', on }),
    useTrackers: (trackers) => driver.post({ kind: 'trackers', trackers }),
    nudge: () => driver.post({ kind: 'nudge' }),
    leave: () => driver.post({ kind: 'leave' }),
  });
  const unsubscribe = platform.lifecycle((kind) => driver.post({ kind }));
  const abort = () => driver.post({ kind: 'leave' });
  self.signal?.addEventListener('abort', abort);
  function stop(): void {
    unsubscribe();
    self.signal?.removeEventListener('abort', abort);
  }
  driver.post({ kind: 'start' });
  return room;
}
