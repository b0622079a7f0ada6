// The public library, apart from the two functions that need a runtime: `browser.ts` and `node.ts`
// bind `join` and `deriveRoot` to theirs and pass on everything here.

export { completions, drawPhrase, listWords } from './crypto/words.ts';
export { type DeriveControl, type DerivedRoot, deriveRoot, type Emblem } from './host/derive.ts';
export { type ErrorCode, SottoError } from './host/errors.ts';
export type { RoomEvent } from './host/events.ts';
export type { Invite } from './host/invites.ts';
export { type JoinControl, join } from './host/join.ts';
export {
  type ConnectOptions,
  DEFAULT_ICE_SERVERS,
  DEFAULT_TRACKERS,
  type JoinOptions,
} from './host/options.ts';
export type { Platform } from './host/platform.ts';
export type { Room, SendOptions } from './host/room.ts';
export type { DhtHealth } from './ports/dht.ts';
export type { IceServer } from './ports/rtc.ts';
export type { RoomSettings } from './protocol/overlay/contract.ts';
export type { Notice, PeerMember as Member } from './protocol/peer/contract.ts';
export { MAX_TRACKERS, type TrackerHealth } from './protocol/rendezvous/contract.ts';
export type { Entry, EntryState } from './protocol/room/contract.ts';
export { looksLikeInvite, parseInvite } from './wire/invite.ts';
export type { Lifetime } from './wire/lifetime.ts';
