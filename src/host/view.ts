// What is known of a room, as its peer tells it: the state behind the getters of a Room, and the events
// that its listeners hear.

import { toHex } from '../base/bytes.ts';
import type { DhtHealth } from '../ports/dht.ts';
import type { RoomSettings } from '../protocol/overlay/contract.ts';
import type { HandReply, Notice, PeerMember } from '../protocol/peer/contract.ts';
import type { TrackerHealth } from '../protocol/rendezvous/contract.ts';
import type { Entry, EntryId } from '../protocol/room/contract.ts';
import { isAlarming } from '../protocol/room/verification-contract.ts';
import { LIFETIME_OFF } from '../wire/lifetime.ts';
import type { Told } from './driver.ts';
import type { RoomEvent } from './events.ts';

/** What changes the view; the rest of what is told concerns somebody who waits for it. */
export type Seen = Exclude<Told, { readonly kind: 'refused' | 'note' | 'noted' | HandReply }>;

const UNSET: RoomSettings = { locked: false, lifetime: LIFETIME_OFF, at: 0, by: undefined };

export class View {
  readonly #members = new Map<string, PeerMember>();
  readonly #entries = new Map<EntryId, Entry>();
  readonly #trackers = new Map<string, TrackerHealth>();
  readonly #notices = new Map<Notice['code'], Notice>();
  readonly #verified = new Map<string, Uint8Array>();
  #sorted: readonly Entry[] | undefined;
  settings = UNSET;
  dht: DhtHealth = 'absent';
  relays: readonly string[] = [];

  get members(): readonly PeerMember[] {
    return [...this.#members.values()];
  }

  get entries(): readonly Entry[] {
    this.#sorted ??= [...this.#entries.values()].sort((a, b) => (a.order < b.order ? -1 : 1));
    return this.#sorted;
  }

  get verified(): readonly Uint8Array[] {
    return [...this.#verified.values()];
  }

  get trackers(): readonly TrackerHealth[] {
    return [...this.#trackers.values()];
  }

  get notices(): readonly Notice[] {
    return [...this.#notices.values()];
  }

  /** Trackers that are no longer in the list are not shown until they say that they stopped. */
  keepTrackers(urls: readonly string[]): void {
    for (const url of [...this.#trackers.keys()]) {
      if (!urls.includes(url)) this.#trackers.delete(url);
    }
  }

  see(seen: Seen): RoomEvent {
    switch (seen.kind) {
      case 'entry':
        this.#entries.set(seen.entry.id, seen.entry);
        this.#sorted = undefined;
        return { type: 'entry', entry: seen.entry };
      case 'removed':
        this.#entries.delete(seen.entry);
        this.#sorted = undefined;
        return { type: 'removed', id: seen.entry, reason: seen.reason };
      case 'member':
        this.#members.set(toHex(seen.member.id), seen.member);
        return { type: 'member', member: seen.member };
      case 'gone':
        this.#members.delete(toHex(seen.member));
        return { type: 'gone', id: seen.member, reason: seen.reason };
      case 'settings':
        return this.#seeSettings(seen.settings);
      case 'typing':
        return { type: 'typing', id: seen.member, typing: seen.on };
      case 'tracker':
        return this.#seeTracker(seen.health);
      case 'dht-health':
        this.dht = seen.health;
        return { type: 'dht', health: seen.health };
      case 'relays':
        this.relays = seen.urls;
        return { type: 'relays', urls: seen.urls };
      case 'notice':
        this.#notices.set(seen.notice.code, seen.notice);
        return { type: 'notice', notice: seen.notice };
      case 'verification':
        return this.#seeVerification(seen);
      case 'left':
        this.#forget();
        return { type: 'left' };
    }
  }

  #seeSettings(settings: RoomSettings): RoomEvent {
    const { locked, lifetime, by } = settings;
    this.settings = settings;
    return { type: 'settings', locked, lifetime, by };
  }

  #seeTracker(health: TrackerHealth): RoomEvent {
    if (health.state === 'stopped') this.#trackers.delete(health.url);
    else this.#trackers.set(health.url, health);
    return { type: 'tracker', health };
  }

  /** A mark that was given falls when somebody may be in between. */
  #seeVerification({ member, state }: Extract<Seen, { readonly kind: 'verification' }>): RoomEvent {
    if (state.kind === 'verified') this.#verified.set(toHex(member), member);
    if (state.kind === 'failed' && isAlarming(state.reason)) this.#verified.delete(toHex(member));
    return { type: 'verification', id: member, state };
  }

  #forget(): void {
    this.#verified.clear();
    this.#members.clear();
    this.#entries.clear();
    this.#sorted = undefined;
    this.#trackers.clear();
    this.#notices.clear();
    this.settings = UNSET;
    this.dht = 'absent';
    this.relays = [];
  }
}
