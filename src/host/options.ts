// What a caller may ask for, checked once at the border.

import type { IceServer } from '../ports/rtc.ts';
import { MAX_TRACKERS } from '../protocol/rendezvous/contract.ts';
import { BUILD_BYTES } from '../wire/member-state.ts';
import { cleanNickname } from '../wire/nickname.ts';
import { SottoError } from './errors.ts';

/** TRACKERS §4: two aquatic, one OpenWebTorrent, one uWebTorrent cover the IPv4/IPv6 split. */
export const DEFAULT_TRACKERS: readonly string[] = [
  'wss://open.ftorrent.com',
  'wss://tracker.openwebtorrent.com',
  'wss://tracker.webtorrent.dev',
  'wss://tracker.btorrent.xyz',
];

/** DESIGN §4: two named STUN providers, editable, none allowed. Our choice of the two. */
export const DEFAULT_ICE_SERVERS: readonly IceServer[] = [
  { urls: ['stun:stun.cloudflare.com:3478'] },
  { urls: ['stun:stun.nextcloud.com:3478'] },
];

/** Our choice: more addresses than this only slow gathering down. */
const MAX_ICE_URLS = 8;

/** Where to meet and how to connect; everything has a default. */
export interface ConnectOptions {
  /** WebTorrent trackers, ws: or wss:, six at most; the user's own first. */
  readonly trackers?: readonly string[] | undefined;
  /** STUN and TURN servers; `[]` contacts none. */
  readonly iceServers?: readonly IceServer[] | undefined;
  /** Use relays (TURN) only, so that no one in the room learns this address. Fails closed. */
  readonly relayOnly?: boolean | undefined;
  /**
   * Whether to meet people in the BitTorrent DHT as well; true unless told. With `relayOnly` only
   * through a bridge: a node of our own would show the address.
   */
  readonly dht?: boolean | undefined;
  /** A name that the others see beside the one made from our key. */
  readonly nickname?: string | undefined;
  /** SHA-256 of what runs here, 32 bytes, told to the people in the room: a claim, and nothing more. */
  readonly build?: Uint8Array | undefined;
}

/**
 * Who to meet: those with the same phrase (and label), those with the same 32-byte root, or those
 * with whoever made an invite (the end of its link, or all of it).
 */
export type JoinOptions = ConnectOptions &
  (
    | { readonly phrase: string; readonly label?: string }
    | { readonly root: Uint8Array }
    | { readonly invite: string }
  );

export type CheckedConnect = Required<{
  readonly [Key in Exclude<keyof ConnectOptions, 'build'>]: Exclude<ConnectOptions[Key], undefined>;
}> & { readonly build: Uint8Array | undefined };

/** With every default in its place. Throws `tracker-invalid`, `ice-server-invalid` or `build-invalid`. */
export function checkConnect(options: ConnectOptions): CheckedConnect {
  return {
    trackers: checkTrackers(options.trackers ?? DEFAULT_TRACKERS),
    iceServers: checkIceServers(options.iceServers ?? DEFAULT_ICE_SERVERS),
    relayOnly: options.relayOnly ?? false,
    dht: options.dht ?? true,
    nickname: cleanNickname(options.nickname ?? ''),
    build: checkBuild(options.build),
  };
}

/** A copy of its own. Throws `build-invalid`. */
function checkBuild(build: Uint8Array | undefined): Uint8Array | undefined {
  if (build === undefined || build.length === BUILD_BYTES) return build?.slice();
  throw new SottoError('build-invalid', 'a build is named by the 32 bytes of its SHA-256');
}

/** The list, rebuilt and deduplicated. Throws `tracker-invalid`. */
export function checkTrackers(trackers: readonly string[]): readonly string[] {
  const checked = [...new Set(trackers)];
  const valid = checked.every((url) => /^wss?:\/\/[^\s#]{1,500}$/i.test(url));
  if (!valid || checked.length > MAX_TRACKERS) {
    throw new SottoError('tracker-invalid', 'trackers are up to six ws: or wss: URLs');
  }
  return checked;
}

/** Throws `ice-server-invalid`. */
export function checkIceServers(servers: readonly IceServer[]): readonly IceServer[] {
  const count = servers.reduce((sum, { urls }) => sum + urls.length, 0);
  if (!servers.every(isUsable) || count > MAX_ICE_URLS) {
    throw new SottoError(
      'ice-server-invalid',
      'ICE servers are up to eight stun: URLs, or turn: URLs with username and credential',
    );
  }
  return servers;
}

/** WebRTC 1.0 §4.4.1.1: RTCPeerConnection throws for a server that lacks any of this. */
function isUsable({ urls, username, credential }: IceServer): boolean {
  const valid = urls.every((url) => /^(stuns?|turns?):[^\s/@]{1,500}$/i.test(url));
  const needsAccount = urls.some((url) => /^turns?:/i.test(url));
  const hasAccount = username !== undefined && credential !== undefined;
  return urls.length > 0 && valid && (hasAccount || !needsAccount);
}
