// A room as its user holds it: a live view of one peer, and the few things one can do there.

import { assert } from '../base/assert.ts';
import { toHex } from '../base/bytes.ts';
import type { Identity } from '../crypto/identity.ts';
import type { DhtHealth } from '../ports/dht.ts';
import type { HandReply, Notice, PeerMember } from '../protocol/peer/contract.ts';
import type { HandRequest, TrackerHealth } from '../protocol/rendezvous/contract.ts';
import type { Entry, EntryId } from '../protocol/room/contract.ts';
import { deferred } from './deferred.ts';
import type { Emblem } from './derive.ts';
import type { Told } from './driver.ts';
import { SottoError } from './errors.ts';
import { Events, type RoomEvent } from './events.ts';
import { HandCodes, isHandReply } from './hand-codes.ts';
import { checkTrackers } from './options.ts';
import { Sending } from './sending.ts';

/** One's own end of a room. Everything in it lives in memory and goes with {@link Room.leave}. */
export interface Room extends AsyncIterable<RoomEvent> {
  /** Our own member id, 16 bytes, new at every join. */
  readonly id: Uint8Array;
  readonly emblem: Emblem;
  /** Who is here besides ourselves. */
  readonly members: readonly PeerMember[];
  /** The conversation in the order that every screen shows. */
  readonly entries: readonly Entry[];
  readonly trackers: readonly TrackerHealth[];
  /** Whether people can be met in the BitTorrent DHT from here. */
  readonly dht: DhtHealth;
  /** The frame relays of bridges that could carry our links now. */
  readonly relays: readonly string[];
  /** What was noticed so far, the newest of each code; also what was told before anybody listened. */
  readonly notices: readonly Notice[];
  /** Calls `listener` for every event from now on; returns how to stop. */
  on(listener: (event: RoomEvent) => void): () => void;
  /**
   * Sends a text, at most 15,000 bytes of UTF-8. It waits in the outbox while nobody is here.
   * Resolves with its entry when at least one member holds it. Rejects with `text-empty`,
   * `text-too-long`, `outbox-full`, `withdrawn` or `left`.
   */
  send(text: string): Promise<Entry>;
  /** Takes back a text that still waits in the outbox. */
  withdraw(id: EntryId): void;
  /** The name that the others see; empty for none. */
  rename(nickname: string): void;
  /** Replaces the list of trackers. Throws `tracker-invalid`. */
  useTrackers(trackers: readonly string[]): void;
  /** Tries whatever waits for a retry now, as after a tap. */
  nudge(): void;
  /**
   * A code to give to one person with the same phrase, by any way: no server is needed. They give it
   * to `takeCode`, and the code that they get back comes to ours. Both within ten minutes; four at a
   * time. Rejects with `hand-too-many`, `hand-unavailable` or `left`.
   */
  handCode(): Promise<string>;
  /**
   * Takes a code of somebody else, with white space and words around it. Resolves with the code to
   * give back to them; with undefined when theirs was the answer to one of ours, and the two connect
   * now. Rejects with one of the codes `hand-…`, or `left`.
   */
  takeCode(text: string): Promise<string | undefined>;
  /** Says goodbye, closes every connection and forgets everything. */
  leave(): Promise<void>;
}

/** What a room asks of its peer. */
export interface Controls {
  write(entry: EntryId, text: string): void;
  withdraw(entry: EntryId): void;
  rename(nickname: string): void;
  useTrackers(trackers: readonly string[]): void;
  nudge(): void;
  handCode(request: HandRequest): void;
  takeCode(request: HandRequest, text: string): void;
  leave(): void;
}

export class LiveRoom implements Room {
  readonly id: Uint8Array;
  readonly emblem: Emblem;
  readonly #controls: Controls;
  readonly #events = new Events();
  readonly #members = new Map<string, PeerMember>();
  readonly #entries = new Map<EntryId, Entry>();
  readonly #trackers = new Map<string, TrackerHealth>();
  readonly #notices = new Map<Notice['code'], Notice>();
  #dht: DhtHealth = 'absent';
  #relays: readonly string[] = [];
  readonly #sending = new Sending();
  readonly #handCodes = new HandCodes();
  #sorted: readonly Entry[] | undefined;
  readonly #left = deferred<void>();
  #open = true;

  constructor(self: { readonly identity: Identity; readonly emblem: Emblem }, controls: Controls) {
    this.id = self.identity.id;
    this.emblem = self.emblem;
    this.#controls = controls;
  }

  get members(): readonly PeerMember[] {
    return [...this.#members.values()];
  }

  get entries(): readonly Entry[] {
    this.#sorted ??= [...this.#entries.values()].sort((a, b) => (a.order < b.order ? -1 : 1));
    return this.#sorted;
  }

  get trackers(): readonly TrackerHealth[] {
    return [...this.#trackers.values()];
  }

  get dht(): DhtHealth {
    return this.#dht;
  }

  get relays(): readonly string[] {
    return this.#relays;
  }

  get notices(): readonly Notice[] {
    return [...this.#notices.values()];
  }

  on(listener: (event: RoomEvent) => void): () => void {
    return this.#events.on(listener);
  }

  [Symbol.asyncIterator](): AsyncIterator<RoomEvent> {
    return this.#events.read();
  }

  send(text: string): Promise<Entry> {
    if (!this.#open) return Promise.reject(new SottoError('left', 'the room was left'));
    const { id, promise } = this.#sending.begin();
    this.#controls.write(id, text);
    return promise;
  }

  withdraw(id: EntryId): void {
    if (this.#open) this.#controls.withdraw(id);
  }

  rename(nickname: string): void {
    if (this.#open) this.#controls.rename(nickname);
  }

  useTrackers(trackers: readonly string[]): void {
    const checked = checkTrackers(trackers);
    if (!this.#open) return;
    for (const url of [...this.#trackers.keys()]) {
      if (!checked.includes(url)) this.#trackers.delete(url);
    }
    this.#controls.useTrackers(checked);
  }

  nudge(): void {
    if (this.#open) this.#controls.nudge();
  }

  async handCode(): Promise<string> {
    if (!this.#open) throw new SottoError('left', 'the room was left');
    const { request, promise } = this.#handCodes.begin();
    this.#controls.handCode(request);
    const code = await promise;
    assert(code !== undefined, 'a code is the reply to who asks for one');
    return code;
  }

  takeCode(text: string): Promise<string | undefined> {
    if (!this.#open) return Promise.reject(new SottoError('left', 'the room was left'));
    const { request, promise } = this.#handCodes.begin();
    this.#controls.takeCode(request, text);
    return promise;
  }

  leave(): Promise<void> {
    if (this.#open) this.#controls.leave();
    return this.#left.promise;
  }

  /** Takes what the peer tells. For `join` only. */
  hear(told: Told): void {
    if (told.kind === 'refused') return this.#sending.refused(told.entry, told.reason);
    if (isHandReply(told)) return this.#handCodes.reply(told);
    const event = this.#note(told);
    this.#events.emit(event);
  }

  #note(told: Exclude<Told, { readonly kind: 'refused' | HandReply }>): RoomEvent {
    switch (told.kind) {
      case 'entry':
        this.#entries.set(told.entry.id, told.entry);
        this.#sorted = undefined;
        if (told.entry.own) this.#sending.changed(told.entry);
        return { type: 'entry', entry: told.entry };
      case 'removed':
        this.#entries.delete(told.entry);
        this.#sorted = undefined;
        this.#sending.removed(told.entry);
        return { type: 'removed', id: told.entry };
      case 'member':
        this.#members.set(toHex(told.member.id), told.member);
        return { type: 'member', member: told.member };
      case 'gone':
        this.#members.delete(toHex(told.member));
        return { type: 'gone', id: told.member, reason: told.reason };
      case 'tracker':
        return this.#noteTracker(told.health);
      case 'dht-health':
        this.#dht = told.health;
        return { type: 'dht', health: told.health };
      case 'relays':
        this.#relays = told.urls;
        return { type: 'relays', urls: told.urls };
      case 'notice':
        this.#notices.set(told.notice.code, told.notice);
        return { type: 'notice', notice: told.notice };
      case 'left':
        return this.#forget();
    }
  }

  #noteTracker(health: TrackerHealth): RoomEvent {
    if (health.state === 'stopped') this.#trackers.delete(health.url);
    else this.#trackers.set(health.url, health);
    return { type: 'tracker', health };
  }

  #forget(): RoomEvent {
    this.#open = false;
    this.#members.clear();
    this.#entries.clear();
    this.#sorted = undefined;
    this.#trackers.clear();
    this.#notices.clear();
    this.#dht = 'absent';
    this.#relays = [];
    this.#sending.end();
    this.#handCodes.end();
    this.#left.resolve();
    return { type: 'left' };
  }
}
