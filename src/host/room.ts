// A room as its user holds it: a live view of one peer, and the few things one can do there.

import { toHex } from '../base/bytes.ts';
import type { Identity } from '../crypto/identity.ts';
import type { DhtHealth } from '../ports/dht.ts';
import type { RoomSettings, SettingsChange } from '../protocol/overlay/contract.ts';
import type { Act, Notice, PeerMember } from '../protocol/peer/contract.ts';
import type { TrackerHealth } from '../protocol/rendezvous/contract.ts';
import type { Entry, EntryId } from '../protocol/room/contract.ts';
import { isLifetime, LIFETIME_OFF, type Lifetime } from '../wire/lifetime.ts';
import { checkText, isEmoji } from '../wire/speech.ts';
import { deferred } from './deferred.ts';
import type { Emblem } from './derive.ts';
import type { Told } from './driver.ts';
import { SottoError } from './errors.ts';
import { Events, type RoomEvent } from './events.ts';
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
  /** What all who are here share: whether newcomers are kept out, and how long messages live. */
  readonly settings: RoomSettings;
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
   * `text-too-long`, `lifetime-invalid`, `outbox-full`, `member-gone`, `withdrawn` or `left`.
   */
  send(text: string, options?: SendOptions): Promise<Entry>;
  /** Other words for an own entry, on every screen. Throws `text-empty` or `text-too-long`. */
  edit(id: EntryId, text: string): void;
  /** An own entry is to go from every screen. */
  delete(id: EntryId): void;
  /** Chooses an emoji for an entry, or takes it back. Throws `emoji-invalid`. */
  react(id: EntryId, emoji: string, on: boolean): void;
  /**
   * The person has seen these: what is to vanish after reading begins to. With `tell`, their
   * authors are told, unless more than twenty are here.
   */
  read(ids: readonly EntryId[], tell: boolean): void;
  /** Takes back a text that still waits in the outbox. */
  withdraw(id: EntryId): void;
  /** The name that the others see; empty for none. */
  rename(nickname: string): void;
  /**
   * Keeps newcomers out, or lets them in again; anybody may do either. Whoever is here stays, may
   * come back when the connection was lost, and can still bring others in.
   */
  lock(on: boolean): void;
  /** How long messages are to live unless their sender says otherwise. Throws `lifetime-invalid`. */
  setLifetime(lifetime: Lifetime): void;
  /** Whether the person is writing; told to those here, up to fifty, and ended by what is sent. */
  typing(on: boolean): void;
  /** Replaces the list of trackers. Throws `tracker-invalid`. */
  useTrackers(trackers: readonly string[]): void;
  /** Tries whatever waits for a retry now, as after a tap. */
  nudge(): void;
  /** Says goodbye, closes every connection and forgets everything. */
  leave(): Promise<void>;
}

export interface SendOptions {
  /** How long it is to be seen; as the room's settings say, unless told. */
  readonly lifetime?: Lifetime | undefined;
  /** The entry that it answers. */
  readonly replyTo?: EntryId | undefined;
  /** For this member alone: its 16-byte id. */
  readonly to?: Uint8Array | undefined;
}

/** What a room asks of its peer. */
export interface Controls {
  act(act: Act): void;
  rename(nickname: string): void;
  set(change: SettingsChange): void;
  typing(on: boolean): void;
  useTrackers(trackers: readonly string[]): void;
  nudge(): void;
  leave(): void;
}

const UNSET: RoomSettings = { locked: false, lifetime: LIFETIME_OFF, at: 0, by: undefined };

export class LiveRoom implements Room {
  readonly id: Uint8Array;
  readonly emblem: Emblem;
  readonly #controls: Controls;
  readonly #events = new Events();
  readonly #members = new Map<string, PeerMember>();
  readonly #entries = new Map<EntryId, Entry>();
  readonly #trackers = new Map<string, TrackerHealth>();
  readonly #notices = new Map<Notice['code'], Notice>();
  #settings = UNSET;
  #dht: DhtHealth = 'absent';
  #relays: readonly string[] = [];
  readonly #sending = new Sending();
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

  get settings(): RoomSettings {
    return this.#settings;
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

  send(text: string, options: SendOptions = {}): Promise<Entry> {
    const { lifetime = this.#settings.lifetime, replyTo, to } = options;
    if (!this.#open) return Promise.reject(new SottoError('left', 'the room was left'));
    if (!isLifetime(lifetime)) return Promise.reject(invalidLifetime());
    const { id: entry, promise } = this.#sending.begin();
    this.#controls.act({ kind: 'write', entry, text, lifetime, replyTo, to });
    return promise;
  }

  edit(entry: EntryId, text: string): void {
    const refusal = checkText(text);
    if (refusal !== undefined) throw new SottoError(refusal, `refused: ${refusal}`);
    this.#act({ kind: 'edit', entry, text });
  }

  delete(entry: EntryId): void {
    this.#act({ kind: 'delete', entry });
  }

  react(entry: EntryId, emoji: string, on: boolean): void {
    if (!isEmoji(emoji)) throw new SottoError('emoji-invalid', 'one emoji, 48 bytes at most');
    this.#act({ kind: 'react', entry, emoji, on });
  }

  read(entries: readonly EntryId[], tell: boolean): void {
    this.#act({ kind: 'read', entries, tell });
  }

  withdraw(entry: EntryId): void {
    this.#act({ kind: 'withdraw', entry });
  }

  rename(nickname: string): void {
    if (this.#open) this.#controls.rename(nickname);
  }

  lock(on: boolean): void {
    if (this.#open) this.#controls.set({ locked: on });
  }

  setLifetime(lifetime: Lifetime): void {
    if (!isLifetime(lifetime)) throw invalidLifetime();
    if (this.#open) this.#controls.set({ lifetime });
  }

  typing(on: boolean): void {
    if (this.#open) this.#controls.typing(on);
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

  leave(): Promise<void> {
    if (this.#open) this.#controls.leave();
    return this.#left.promise;
  }

  #act(act: Act): void {
    if (this.#open) this.#controls.act(act);
  }

  /** Takes what the peer tells. For `join` only. */
  hear(told: Told): void {
    if (told.kind === 'refused') return this.#sending.refused(told.entry, told.reason);
    if (told.kind === 'note') return;
    const event = this.#note(told);
    this.#events.emit(event);
  }

  #note(told: Exclude<Told, { readonly kind: 'refused' | 'note' }>): RoomEvent {
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
        return { type: 'removed', id: told.entry, reason: told.reason };
      case 'member':
        this.#members.set(toHex(told.member.id), told.member);
        return { type: 'member', member: told.member };
      case 'gone':
        this.#members.delete(toHex(told.member));
        return { type: 'gone', id: told.member, reason: told.reason };
      case 'settings':
        return this.#noteSettings(told.settings);
      case 'typing':
        return { type: 'typing', id: told.member, typing: told.on };
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

  #noteSettings(settings: RoomSettings): RoomEvent {
    const { locked, lifetime, by } = settings;
    this.#settings = settings;
    return { type: 'settings', locked, lifetime, by };
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
    this.#settings = UNSET;
    this.#dht = 'absent';
    this.#relays = [];
    this.#sending.end();
    this.#left.resolve();
    return { type: 'left' };
  }
}

function invalidLifetime(): SottoError {
  const range = 'a lifetime is whole milliseconds, from a second to thirty days';
  return new SottoError('lifetime-invalid', range);
}
