// What is known of the connection at one moment, as plain values: all that the banner, the doctor
// and the sheet "What can others see?" go by.

import type { DhtHealth, Member, Notice, TrackerHealth } from '../../browser.ts';
import type { ClockReading } from './page-clock.svelte.ts';

export type NoticeCode = Notice['code'];

export interface Situation {
  /** Whether this device has a network at all. */
  readonly online: boolean;
  /** Whether this browser has WebRTC, and it can be used. */
  readonly webrtc: boolean;
  readonly joined: Joined;
  readonly trackers: readonly TrackerHealth[];
  /** Frame relays of bridges that could carry what has no direct way. */
  readonly relays: readonly string[];
  readonly dht: DhtHealth;
  readonly here: readonly Member[];
  readonly notices: ReadonlyMap<NoticeCode, Notice>;
  readonly clock: ClockReading;
}

/** What the settings were at joining: what is changed later is used when one next goes in. */
export interface Joined {
  /** "Hide my address". */
  readonly hidden: boolean;
  /** Addresses of the person's own relays (TURN). */
  readonly turn: readonly string[];
  /** Addresses of the address helpers (STUN). */
  readonly stun: readonly string[];
}

/** Trackers that answer. */
export function working({ trackers }: Situation): number {
  return trackers.filter(({ state }) => state === 'working').length;
}

/** None answers, and none is still being tried for the first time. */
export function isSilent({ trackers }: Situation): boolean {
  return trackers.every(({ state }) => state === 'silent' || state === 'unreachable');
}

/** A search is running: never shown otherwise. */
export function isLooking(situation: Situation): boolean {
  const { online, trackers } = situation;
  return online && !isUnsupported(situation) && trackers.length > 0 && !isSilent(situation);
}

/** Only a bridge's relay is used: no connection is made, and no address is told. */
export function isRelayedOnly({ webrtc, joined: { hidden, turn } }: Situation): boolean {
  return !webrtc || (hidden && turn.length === 0);
}

/** No WebRTC where it is wanted, and no bridge that makes up for it. */
export function isUnsupported(situation: Situation): boolean {
  const { webrtc, joined } = situation;
  const wanted = !joined.hidden || joined.turn.length > 0;
  return !webrtc && wanted && !mayHaveRelay(situation);
}

/** Hidden, but with no relay of the person's own, and none of a meeting point that has answered. */
export function isHiddenForNothing(situation: Situation): boolean {
  const { hidden, turn } = situation.joined;
  return hidden && turn.length === 0 && !mayHaveRelay(situation);
}

/** A bridge relays, or one may yet turn up: none has answered so far. */
function mayHaveRelay(situation: Situation): boolean {
  return situation.relays.length > 0 || (working(situation) === 0 && !isSilent(situation));
}
