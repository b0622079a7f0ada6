// Joining: checks what was asked, derives what is needed, makes the peer and sets it going.

import { makeIdentity } from '../crypto/identity.ts';
import { ROOT_BYTES, roomKeys } from '../crypto/keys.ts';
import { inviteRoot } from '../crypto/root.ts';
import { ready } from '../crypto/sodium.ts';
import { Peer } from '../protocol/peer/peer.ts';
import { parseInvite } from '../wire/invite.ts';
import { cleanNickname } from '../wire/nickname.ts';
import { type DeriveControl, deriveRoot, throwIfAborted } from './derive.ts';
import { Driver } from './driver.ts';
import { SottoError } from './errors.ts';
import { admittance, type GuestControl } from './guest.ts';
import { type Controls, LiveRoom } from './live-room.ts';
import { NO_DHT } from './no-dht.ts';
import { type CheckedConnect, checkConnect, type JoinOptions } from './options.ts';
import type { Platform } from './platform.ts';
import type { Room } from './room.ts';

/**
 * Joins the room of a phrase, of a root, or of an invite, and begins to look for people there.
 * Resolves as soon as the keys are derived, whether or not anyone is there yet; with an invite, as
 * soon as the inviter has let us in. Nothing is contacted before.
 * Aborting the signal ends the derivation, and later leaves the room.
 */
export async function join(
  platform: Platform,
  options: JoinOptions,
  control: JoinControl = {},
): Promise<Room> {
  const connect = checkConnect(options);
  const root = await rootOf(platform, { options, connect, control });
  throwIfAborted(control.signal);
  return enter(platform, { root, connect, signal: control.signal });
}

export type JoinControl = DeriveControl & GuestControl;

interface Asked {
  readonly options: JoinOptions;
  readonly connect: CheckedConnect;
  readonly control: JoinControl;
}

async function rootOf(
  platform: Platform,
  { options, connect, control }: Asked,
): Promise<Uint8Array> {
  if ('phrase' in options) return (await deriveRoot(platform, options, control)).root;
  if ('invite' in options) return admitted(platform, options.invite, { connect, control });
  if (options.root.length !== ROOT_BYTES) {
    throw new SottoError('root-invalid', 'a root is 32 bytes');
  }
  await ready();
  return options.root.slice();
}

/** Meets the inviter in the small room of the token; nobody there is told what we are called. */
async function admitted(
  platform: Platform,
  code: string,
  { connect, control }: Omit<Asked, 'options'>,
): Promise<Uint8Array> {
  const invite = parseInvite(code);
  if (invite === undefined) throw new SottoError('invite-invalid', 'not the end of a link');
  await ready();
  throwIfAborted(control.signal);
  const hall = enter(platform, hallOf(inviteRoot(invite.token), connect));
  return admittance(hall, invite.inviter, control);
}

interface Entering {
  readonly root: Uint8Array;
  readonly connect: CheckedConnect;
  readonly signal?: DeriveControl['signal'];
  readonly alwaysOpen?: boolean;
}

/**
 * The small room of an invite: nobody there is told what we are called or run, and whoever stole the
 * invite can't lock out whom it was for, who is then told that it was used.
 */
function hallOf(root: Uint8Array, connect: CheckedConnect): Entering {
  return { root, connect: { ...connect, nickname: '', build: undefined }, alwaysOpen: true };
}

/** Makes the peer and sets it going. The library stands by now. */
function enter(platform: Platform, entering: Entering): LiveRoom {
  const { root, connect, signal, alwaysOpen = false } = entering;
  const keys = roomKeys(root);
  const { random } = platform;
  const identity = makeIdentity(random, keys.roomId);
  const driver = new Driver(
    new Peer({ ...connect, keys, identity, random, alwaysOpen }),
    { ...platform, dht: usesDht(connect, platform) ? platform.dht : NO_DHT },
    (told) => {
      if (told.kind === 'left') stop();
      room.hear(told);
    },
  );
  const open = (inviteRoot: Uint8Array) => enter(platform, hallOf(inviteRoot, connect));
  const self = { identity, root, roomId: keys.roomId, emblem: keys.emblem };
  const room = new LiveRoom(self, controlsOf(driver), { ...platform, open });
  const unsubscribe = platform.lifecycle((kind) => driver.post({ kind }));
  const abort = () => driver.post({ kind: 'leave' });
  signal?.addEventListener('abort', abort);
  function stop(): void {
    unsubscribe();
    signal?.removeEventListener('abort', abort);
  }
  driver.post({ kind: 'start' });
  return room;
}

function controlsOf(driver: Driver): Controls {
  return {
    act: (act) => driver.post(act),
    rename: (nickname) => driver.post({ kind: 'nickname', nickname: cleanNickname(nickname) }),
    set: (change) => driver.post({ kind: 'settings', ...change }),
    typing: (on) => driver.post({ kind: 'typing', on }),
    useTrackers: (trackers) => driver.post({ kind: 'trackers', trackers }),
    nudge: () => driver.post({ kind: 'nudge' }),
    handCode: (request) => driver.post({ kind: 'hand-offer', request }),
    takeCode: (request, text) => driver.post({ kind: 'hand-code', request, text }),
    leave: () => driver.post({ kind: 'leave' }),
  };
}

/** Whoever hides the address does so in the DHT as well. */
function usesDht({ dht, relayOnly }: CheckedConnect, platform: Platform): boolean {
  return dht && !(relayOnly && platform.dht.showsAddress);
}
