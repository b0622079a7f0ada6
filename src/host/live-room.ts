// The Room over a running peer: passes on what is asked, and keeps the promises that were made.

import { assert } from '../base/assert.ts';
import { equal } from '../base/bytes.ts';
import type { Identity } from '../crypto/identity.ts';
import { verificationNumber } from '../crypto/verification.ts';
import type { Clock } from '../ports/clock.ts';
import type { DhtHealth } from '../ports/dht.ts';
import type { RoomSettings, SettingsChange } from '../protocol/overlay/contract.ts';
import type { Act, Notice, PeerMember } from '../protocol/peer/contract.ts';
import type { HandRequest, TrackerHealth } from '../protocol/rendezvous/contract.ts';
import type { Entry, EntryId, VerifyAct } from '../protocol/room/contract.ts';
import { isLifetime, type Lifetime } from '../wire/lifetime.ts';
import { checkText, isEmoji } from '../wire/speech.ts';
import { deferred } from './deferred.ts';
import type { Emblem } from './derive.ts';
import type { Told } from './driver.ts';
import { SottoError } from './errors.ts';
import { Events, type RoomEvent } from './events.ts';
import { HandCodes } from './hand-codes.ts';
import { type Invite, type InvitePorts, Invites } from './invites.ts';
import { type NextRoom, readMove, sendMove, without } from './moving.ts';
import { type Note, Notes } from './notes.ts';
import { checkTrackers } from './options.ts';
import type { Room, SendOptions } from './room.ts';
import { Sending } from './sending.ts';
import { View } from './view.ts';

/** What a room asks of its peer. */
export interface Controls {
  act(act: Act): void;
  rename(nickname: string): void;
  set(change: SettingsChange): void;
  typing(on: boolean): void;
  useTrackers(trackers: readonly string[]): void;
  nudge(): void;
  handCode(request: HandRequest): void;
  takeCode(request: HandRequest, text: string): void;
  leave(): void;
}

export interface RoomSelf {
  readonly identity: Identity;
  readonly emblem: Emblem;
  /** What is handed to guests. */
  readonly root: Uint8Array;
  readonly roomId: Uint8Array;
}

export class LiveRoom implements Room {
  readonly id: Uint8Array;
  readonly emblem: Emblem;
  /** For the parts of the library that tell members something beside words. */
  readonly notes: Notes;
  readonly #self: RoomSelf;
  readonly #controls: Controls;
  readonly #clock: Clock;
  readonly #events = new Events();
  readonly #view = new View();
  readonly #sending = new Sending();
  readonly #handCodes = new HandCodes();
  readonly #invites: Invites;
  readonly #left = deferred<void>();
  #open = true;

  constructor(self: RoomSelf, controls: Controls, ports: InvitePorts) {
    this.#self = self;
    this.id = self.identity.id;
    this.emblem = self.emblem;
    this.#controls = controls;
    this.#clock = ports.clock;
    this.notes = new Notes((act) => this.#act(act));
    this.notes.on((note) => this.#heard(note));
    this.#invites = new Invites(ports, self.root, () => {
      this.#events.emit({ type: 'invites', invites: this.invites });
    });
  }

  get members(): readonly PeerMember[] {
    return this.#view.members;
  }

  get entries(): readonly Entry[] {
    return this.#view.entries;
  }

  get settings(): RoomSettings {
    return this.#view.settings;
  }

  get trackers(): readonly TrackerHealth[] {
    return this.#view.trackers;
  }

  get dht(): DhtHealth {
    return this.#view.dht;
  }

  get relays(): readonly string[] {
    return this.#view.relays;
  }

  get notices(): readonly Notice[] {
    return this.#view.notices;
  }

  get verified(): readonly Uint8Array[] {
    return this.#view.verified;
  }

  get invites(): readonly Invite[] {
    return this.#invites.list;
  }

  on(listener: (event: RoomEvent) => void): () => void {
    return this.#events.on(listener);
  }

  [Symbol.asyncIterator](): AsyncIterator<RoomEvent> {
    return this.#events.read();
  }

  send(text: string, options: SendOptions = {}): Promise<Entry> {
    const { lifetime = this.settings.lifetime, replyTo, to } = options;
    if (!this.#open) return Promise.reject(leftError());
    if (!isLifetime(lifetime)) return Promise.reject(lifetimeError());
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

  invite(): Invite {
    if (!this.#open) throw leftError();
    return this.#invites.create();
  }

  revokeInvite(code: string): void {
    this.#invites.revoke(code);
  }

  moveOn(next: NextRoom, left: readonly Uint8Array[]): Promise<number> {
    const { notes, members } = this;
    return sendMove({ notes, clock: this.#clock }, without(members, left), next);
  }

  verify(member: Uint8Array, act: VerifyAct): void {
    this.#act({ kind: 'verify', member, act });
  }

  verificationNumber(id: Uint8Array): readonly string[] | undefined {
    const member = this.members.find((each) => equal(each.id, id));
    if (member === undefined) return undefined;
    const { identity, roomId } = this.#self;
    const own = { id: this.id, s: identity.s.publicKey, g: identity.g.publicKey };
    return verificationNumber(roomId, own, {
      id,
      s: member.sealingKey,
      g: member.signingKey,
    });
  }

  rename(nickname: string): void {
    if (this.#open) this.#controls.rename(nickname);
  }

  lock(on: boolean): void {
    if (this.#open) this.#controls.set({ locked: on });
  }

  setLifetime(lifetime: Lifetime): void {
    if (!isLifetime(lifetime)) throw lifetimeError();
    if (this.#open) this.#controls.set({ lifetime });
  }

  typing(on: boolean): void {
    if (this.#open) this.#controls.typing(on);
  }

  useTrackers(trackers: readonly string[]): void {
    const checked = checkTrackers(trackers);
    if (!this.#open) return;
    this.#view.keepTrackers(checked);
    this.#controls.useTrackers(checked);
  }

  nudge(): void {
    if (this.#open) this.#controls.nudge();
  }

  async handCode(): Promise<string> {
    if (!this.#open) throw leftError();
    const { request, promise } = this.#handCodes.begin();
    this.#controls.handCode(request);
    const code = await promise;
    assert(code !== undefined, 'a code is the reply to who asks for one');
    return code;
  }

  takeCode(text: string): Promise<string | undefined> {
    if (!this.#open) return Promise.reject(leftError());
    const { request, promise } = this.#handCodes.begin();
    this.#controls.takeCode(request, text);
    return promise;
  }

  async leave(): Promise<void> {
    if (this.#open) this.#controls.leave();
    return this.#left.promise;
  }

  /** Takes what the peer tells. For `join` only. */
  hear(told: Told): void {
    switch (told.kind) {
      case 'refused':
        return this.#sending.refused(told.entry, told.reason);
      case 'note':
        return this.notes.hear(told);
      case 'noted':
        return this.notes.noted(told.note, told.isHeld);
      case 'hand-code':
      case 'hand-taken':
      case 'hand-refused':
        return this.#handCodes.reply(told);
      default: {
        const event = this.#view.see(told);
        this.#keepPromises(event);
        this.#events.emit(event);
      }
    }
  }

  #act(act: Act): void {
    if (this.#open) this.#controls.act(act);
    else if (act.kind === 'note') this.notes.noted(act.note, false);
  }

  #heard(note: Note): void {
    const to = note.topic === 'move' ? readMove(note) : undefined;
    if (to !== undefined) this.#events.emit({ type: 'move', from: note.from, to });
  }

  #keepPromises(event: RoomEvent): void {
    if (event.type === 'entry' && event.entry.own) this.#sending.changed(event.entry);
    if (event.type === 'removed') this.#sending.removed(event.id);
    if (event.type !== 'left') return;
    this.#open = false;
    this.#sending.end();
    this.#handCodes.end();
    this.notes.end();
    this.#invites.close();
    this.#left.resolve();
  }
}

function leftError(): SottoError {
  return new SottoError('left', 'the room was left');
}

function lifetimeError(): SottoError {
  const range = 'a lifetime is whole milliseconds, from a second to thirty days';
  return new SottoError('lifetime-invalid', range);
}
