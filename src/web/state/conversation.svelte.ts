// One room as its screen shows it: follows the library's events, a whole burst at a time.

import type { Emblem, Entry, Lifetime, Room, RoomEvent, SendOptions } from '../../browser.ts';
import { ByHand } from './by-hand.svelte.ts';
import { Connection, type Servers } from './connection.svelte.ts';
import { sameLifetime } from './lifetimes.ts';
import { Notifier } from './notify.ts';
import { Now } from './now.svelte.ts';
import { People, type Person, personOf } from './people.svelte.ts';
import type { Settings } from './settings.svelte.ts';
import { type Removals, Transcript } from './transcript.svelte.ts';
import { Typing } from './typing.svelte.ts';
import { Unseen } from './unseen.svelte.ts';
import { Verifications, type Verifying } from './verifications.svelte.ts';
import { Writing } from './writing.svelte.ts';

/** When the next drawing is due: a frame of a page in view, a moment of one that is not. */
export type Schedule = (draw: () => void) => void;

/** Our choice: seldom enough for a hidden page, often enough for its title. */
const HIDDEN_MS = 250;

/** A page that hides before its next frame has none: then the moment it is. */
export const nextFrame: Schedule = (draw) => {
  let done = false;
  const once = () => {
    clearTimeout(timer);
    if (!done) draw();
    done = true;
  };
  const timer = setTimeout(once, HIDDEN_MS);
  if (!document.hidden) requestAnimationFrame(once);
};

/** What changes who is here, or how they are called. */
const PEOPLE_EVENTS: ReadonlySet<RoomEvent['type']> = new Set(['member', 'gone', 'verification']);

export interface ConversationOptions {
  readonly schedule?: Schedule;
  /** What was begun to be written before the room was there. */
  readonly writing?: Writing;
  /** Those that the room was joined with, which may be long ago; else those of the settings. */
  readonly servers?: Servers;
}

export class Conversation {
  readonly people: People;
  readonly verifications: Verifications;
  readonly transcript = new Transcript();
  readonly connection: Connection;
  readonly byHand: ByHand;
  readonly emblem: Emblem;
  readonly writing: Writing;
  /** Moves what counts down; rests while nothing does. */
  readonly now = new Now();
  readonly unseen = new Unseen(this.transcript);
  /** Since when nobody else is here; undefined in company. */
  aloneSince = $state<number>();
  /** Somebody was here before. */
  hadCompany = $state(false);
  /** What all here share: the lock, and how long messages live. */
  settings: Room['settings'];
  invites: Room['invites'];

  readonly #room: Room;
  readonly #settings: Settings;
  readonly #schedule: Schedule;
  readonly #notifier: Notifier;
  readonly #typing: Typing;
  readonly #stop: () => void;
  #removed = new Map<string, 'withdrawn' | 'vanished' | 'deleted' | 'oldest'>();
  #due = false;
  /** Judging everybody's name anew for every message would be too much. */
  #peopleChanged = true;

  constructor(room: Room, settings: Settings, options: ConversationOptions = {}) {
    this.#room = room;
    this.settings = $state.raw(room.settings);
    this.invites = $state.raw(room.invites);
    this.people = new People(room.id);
    this.verifications = new Verifications(room);
    this.#settings = settings;
    this.#schedule = options.schedule ?? nextFrame;
    this.#notifier = new Notifier(settings);
    this.#typing = new Typing((on) => this.#room.typing(on));
    this.writing = options.writing ?? new Writing();
    this.writing.followRoom(this.#room.settings.lifetime);
    this.emblem = room.emblem;
    this.connection = new Connection(this.people, options.servers ?? settings);
    this.byHand = new ByHand(room, this.people);
    this.aloneSince = Date.now();
    for (const notice of room.notices) this.connection.notice(notice);
    for (const { id } of room.entries) this.unseen.know(id);
    this.#stop = room.on((event) => this.#hear(event));
    this.#draw();
  }

  readonly me: Person = $derived.by(() => personOf(this.#room.id, this.#settings.nickname));
  /** Who is writing just now, by name. */
  readonly typing: readonly string[] = $derived.by(() =>
    this.#typing.members
      .filter((id) => !this.people.isMuted(id))
      .map((id) => this.people.person(id).name),
  );
  /** Who asks to be verified. One who is muted waits until they no longer are. */
  readonly asking: readonly Verifying[] = $derived.by(() =>
    this.verifications.asking.filter(({ id }) => !this.people.isMuted(id)),
  );

  /** What came in since the page was hidden. */
  get unread(): number {
    return this.unseen.count;
  }

  /** How many there are to read beyond the first `seen`. */
  below(seen: number): number {
    const more = this.transcript.entries.slice(seen);
    return more.filter(({ author }) => !this.people.isMuted(author)).length;
  }

  person(id: Uint8Array, own: boolean): Person {
    return own ? this.me : this.people.person(id);
  }

  /** The text was taken, or why it was not. */
  send(text: string, options?: SendOptions): Promise<unknown> {
    this.#typing.rest();
    this.transcript.markNew(undefined);
    return this.#room.send(text, options);
  }

  edit(id: string, text: string): void {
    this.#typing.rest();
    this.#room.edit(id, text);
  }

  delete(id: string): void {
    this.#room.delete(id);
  }

  react(id: string, emoji: string, on: boolean): void {
    this.#room.react(id, emoji, on);
  }

  withdraw(id: string): void {
    this.#room.withdraw(id);
  }

  /** The person has these before their eyes. */
  seen(ids: readonly string[]): void {
    const fresh = ids.filter((id) => this.unseen.read(id));
    if (fresh.length > 0) this.#room.read(fresh, this.#settings.tellRead);
  }

  /** A key in the composer; `something`: its field is not empty. */
  wrote(something: boolean): void {
    this.#typing.note(something);
  }

  rename(nickname: string): void {
    this.#settings.nickname = nickname;
    this.#room.rename(nickname);
  }

  lock(on: boolean): void {
    this.#room.lock(on);
  }

  setLifetime(lifetime: Lifetime): void {
    this.#room.setLifetime(lifetime);
  }

  /** A link's end for one person. Throws `too-many-invites`. */
  invite(): string {
    return this.#room.invite().code;
  }

  revokeInvite(code: string): void {
    this.#room.revokeInvite(code);
  }

  /** Twelve groups of five digits, empty when the other has gone. */
  verificationNumber(id: Uint8Array): readonly string[] {
    return this.#room.verificationNumber(id) ?? [];
  }

  useTrackers(trackers: readonly string[]): void {
    this.#room.useTrackers(trackers);
    this.connection.trackers = this.#room.trackers;
  }

  retry(): void {
    this.#room.nudge();
  }

  /** The page is in view again. */
  read(): void {
    this.unseen.clear();
  }

  leave(): Promise<void> {
    this.#stop();
    this.#typing.rest();
    this.#notifier.clear();
    this.writing.clear();
    return this.#room.leave();
  }

  #hear(event: RoomEvent): void {
    if (PEOPLE_EVENTS.has(event.type)) this.#peopleChanged = true;
    if (event.type === 'member') this.#meet(event.member.id);
    if (event.type === 'gone') this.#part(event.reason, event.id);
    if (event.type === 'notice') this.connection.notice(event.notice);
    if (event.type === 'entry') this.#note(event.entry);
    if (event.type === 'removed') this.#remove(event.id, event.reason);
    if (event.type === 'typing') this.#typing.hear(event.id, event.typing);
    if (event.type === 'verification') this.verifications.hear(event);
    if (event.type === 'settings') this.#settle(event);
    if (this.#due) return;
    this.#due = true;
    this.#schedule(() => {
      this.#due = false;
      this.#draw();
    });
  }

  /** Told of everything that changes about somebody; only the first time they come. */
  #meet(id: Uint8Array): void {
    if (this.people.isHere(id)) return;
    const back = this.people.knows(id);
    this.#draw();
    this.transcript.mark(back ? 'back' : 'came', id);
    this.connection.met();
  }

  /** Below what was said last, and before they can come back within the same frame. */
  #part(reason: 'left' | 'lost', id: Uint8Array): void {
    this.#draw();
    this.transcript.mark(reason, id);
    this.#typing.hear(id, false);
  }

  /** Told to all who look, with who did it where that is known. */
  #settle({ locked, lifetime, by }: Extract<RoomEvent, { readonly type: 'settings' }>): void {
    this.writing.followRoom(lifetime);
    const before = this.settings;
    if (locked !== before.locked) this.transcript.mark(locked ? 'locked' : 'unlocked', by);
    if (!sameLifetime(lifetime, before.lifetime)) this.transcript.mark('lifetime', by);
    this.settings = this.#room.settings;
  }

  /** An entry is told of again whenever it changes: only the first time is news, and of those who are heard. */
  #note({ id, state, author }: Entry): void {
    const isNew = this.unseen.know(id);
    if (!isNew || state.kind !== 'received' || !document.hidden) return;
    if (this.people.isMuted(author)) return;
    this.unseen.add(id);
    this.#notifier.tell();
  }

  #remove(id: string, reason: 'withdrawn' | 'vanished' | 'deleted' | 'oldest'): void {
    this.#removed.set(id, reason);
    this.writing.forget(id);
    this.unseen.forget(id);
  }

  #draw(): void {
    const removed: Removals = this.#removed;
    this.#removed = new Map();
    if (this.#peopleChanged) this.people.update(this.#room.members, this.#room.verified);
    this.#peopleChanged = false;
    this.settings = this.#room.settings;
    this.invites = this.#room.invites;
    this.transcript.update(this.#room.entries, removed);
    this.connection.trackers = this.#room.trackers;
    this.connection.relays = this.#room.relays;
    this.connection.dht = this.#room.dht;
    const alone = this.#room.members.length === 0;
    if (!alone) this.hadCompany = true;
    if (alone) this.aloneSince ??= Date.now();
    else this.aloneSince = undefined;
  }
}
