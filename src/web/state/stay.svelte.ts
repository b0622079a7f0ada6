// One stay in a room, from the tap that wanted it to leaving: first the key is made or an invite is
// shown to whoever made it, then the room is joined, then there is a conversation. What the person
// wrote and did not send lives here too, and so does where they had scrolled to.

import type { JoinOptions, Room } from '../../browser.ts';
import type { Servers } from './connection.svelte.ts';
import { Conversation } from './conversation.svelte.ts';
import type { Derivation } from './derivation.svelte.ts';
import type { LoadEngine } from './engine.ts';
import { Missed } from './missed.svelte.ts';
import { Moves } from './moves.svelte.ts';
import type { MovingOn } from './moving-on.svelte.ts';
import { keyOf } from './people.svelte.ts';
import { ReadingPlace } from './reading-place.svelte.ts';
import type { Settings } from './settings.svelte.ts';
import { text } from './text.ts';
import { Waiting } from './waiting.svelte.ts';
import { Writing } from './writing.svelte.ts';

/** What a person may ask of the connection; each has a sheet of its own. */
export type Question = 'doctor' | 'others-see';

/** The phrase as the room's screen may show it. */
export interface SharedPhrase {
  readonly text: string;
  /** Drawn here, and so to be told to others: shown at once. */
  readonly fresh: boolean;
}

/** How a room is entered. Somebody else's word for its phrase is shown once it has proved true. */
export type Way =
  | { readonly kind: 'phrase'; readonly phrase: SharedPhrase }
  | { readonly kind: 'invite'; readonly code: string }
  | { readonly kind: 'root'; readonly root: Uint8Array; readonly claimed: string };

export interface StayOptions {
  /** Makes the key of the phrase; idle where there is none. */
  readonly derivation: Derivation;
  readonly settings: Settings;
  /** Entered while another room is shown, and under this name. */
  readonly aside?: string | undefined;
}

/** Trying the same again would come to the same. */
export function isHopeless(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'invite-used' || code === 'invite-invalid';
}

type Next = Parameters<Room['moveOn']>[0];

export class Stay {
  readonly way: Way;
  readonly derivation: Derivation;
  readonly settings: Settings;
  /** Undefined: it is not known here. */
  phrase = $state.raw<SharedPhrase>();
  conversation = $state.raw<Conversation>();
  /** While an invite waits for whoever made it. */
  waiting = $state.raw<Waiting>();
  error = $state.raw<unknown>();
  asked = $state<Question>();
  panelOpen = $state(false);
  readonly moves = new Moves();
  /** Moving on, from the tap until it is done or given up. */
  moving = $state.raw<MovingOn>();
  /** Moved on from another room: how many of those who were asked may not have heard of it. */
  unheard = $state(0);
  shown = $state(true);
  /** Whom to leave behind, while that is being chosen. */
  choosing = $state.raw<readonly Uint8Array[]>();
  readonly place = new ReadingPlace();
  readonly writing = new Writing();

  readonly #abort = new AbortController();
  readonly #missed = new Missed();
  #room: Room | undefined;
  #stop = () => {};
  /** Kept while another room is shown: no two rooms hear the same name unless told it. */
  #nickname = '';

  constructor(way: Way, { derivation, settings, aside }: StayOptions) {
    this.way = way;
    this.derivation = derivation;
    this.settings = settings;
    this.phrase = way.kind === 'phrase' ? way.phrase : undefined;
    if (aside === undefined) return;
    this.shown = false;
    this.#nickname = aside;
  }

  /** The three symbols, from the moment that the key is made. */
  get emblem(): Conversation['emblem'] | undefined {
    const made = this.way.kind === 'phrase' ? this.derivation.derived?.emblem : undefined;
    return this.conversation?.emblem ?? made;
  }

  /** A key is to be made before there can be a room. */
  get making(): boolean {
    return this.way.kind === 'phrase' && this.emblem === undefined;
  }

  get nickname(): string {
    return this.shown ? this.settings.nickname : this.#nickname;
  }

  /** The way in has led nowhere. */
  get failed(): boolean {
    return this.error !== undefined && this.conversation === undefined;
  }

  /** What came in and was not seen, on a hidden page or in another room. */
  get unread(): number {
    return this.shown ? (this.conversation?.unread ?? 0) : this.#missed.count;
  }

  /** Who is here, in one line. */
  get title(): string {
    if (this.conversation) return text.room.here(this.conversation.people.here.length);
    if (this.failed) return text.rooms.notIn;
    return this.way.kind === 'invite' ? text.invited.waiting : text.room.here(0);
  }

  /** How the connection is doing, in one line. */
  get summary(): string {
    const { conversation, waiting } = this;
    if (conversation) return conversation.connection.summary;
    if (waiting) return waiting.connection.summary;
    if (this.failed) return '';
    return this.making ? text.deriving.title : text.rooms.opening;
  }

  async enter(engine: LoadEngine): Promise<void> {
    this.error = undefined;
    const { signal } = this.#abort;
    try {
      const key = await this.#key();
      const { join } = await engine();
      if (signal.aborted) return;
      const { relays, relayOnly, stun } = this.settings;
      const servers = { relays, relayOnly, stun };
      const options = { ...this.settings.options(), nickname: this.nickname };
      const waiting = (hall: Room) => {
        this.waiting = new Waiting(hall, servers);
      };
      const room = await join({ ...key, ...options }, { signal, waiting });
      if (signal.aborted) return void room.leave();
      this.#arrive(room, servers);
    } catch (error) {
      if (!signal.aborted) this.error = error;
    } finally {
      this.#endWaiting();
    }
  }

  /** Opens a sheet; only the doctor has anything to find out. */
  ask(question: Question): void {
    this.asked = question;
    if (question === 'doctor') void this.conversation?.connection.clock.read();
  }

  /** Its name is the one in the settings while it is shown. */
  show(): void {
    if (this.shown) return;
    this.shown = true;
    this.settings.nickname = this.#nickname;
    this.#missed.end();
    this.conversation?.read();
  }

  hide(): void {
    if (!this.shown) return;
    this.#nickname = this.settings.nickname;
    this.settings.nickname = '';
    this.shown = false;
    if (this.#room) this.#missed.begin(this.#room);
  }

  /** How many are here but for these, some of whom may have left by themselves. */
  countBut(without: readonly Uint8Array[]): number {
    const keys = new Set(without.map(keyOf));
    return this.conversation?.people.here.filter(({ id }) => !keys.has(keyOf(id))).length ?? 0;
  }

  /** Asks the others to come along to another room; resolves with how many have heard it. */
  async tell(next: Next, without: readonly Uint8Array[]): Promise<number> {
    return (await this.#room?.moveOn(next, without)) ?? 0;
  }

  stopMoving(): void {
    this.moving?.derivation.forget();
    this.moving = undefined;
  }

  /** Says goodbye and forgets; what is on the screen goes before the network is done. */
  leave(): void {
    this.#abort.abort();
    this.#stop();
    this.#endWaiting();
    this.stopMoving();
    this.moves.forget();
    this.#missed.end();
    this.writing.clear();
    this.#nickname = '';
    // The next room must not hear it unasked.
    if (this.shown) this.settings.nickname = '';
    this.phrase = undefined;
    this.derivation.forget();
    this.conversation?.leave().catch(() => {});
    this.conversation = undefined;
    this.#room = undefined;
  }

  async #key(): Promise<Key> {
    const { way } = this;
    if (way.kind === 'invite') return { invite: way.code };
    return { root: way.kind === 'root' ? way.root : (await this.derivation.settle()).root };
  }

  #arrive(room: Room, servers: Servers): void {
    const { writing } = this;
    const conversation = new Conversation(room, this.settings, { writing, servers });
    this.#room = room;
    this.conversation = conversation;
    this.#stop = room.on((event) => {
      const isMuted = (id: Uint8Array) => conversation.people.isMuted(id);
      if (event.type !== 'entry' || !isMuted(event.entry.author)) this.#missed.hear(event);
      if (event.type === 'move' && !isMuted(event.from)) this.moves.hear(event);
    });
    if (!this.shown) this.#missed.begin(room);
    if (this.way.kind === 'root') void this.#prove(this.way);
  }

  /** A phrase that leads elsewhere must not be passed on as this room's. */
  async #prove({ root, claimed }: Extract<Way, { readonly kind: 'root' }>): Promise<void> {
    this.derivation.follow(claimed, true);
    const derived = await this.derivation.settle().catch(() => undefined);
    const same = derived?.root.every((byte, index) => byte === root[index]);
    if (same && !this.#abort.signal.aborted) this.phrase = { text: claimed, fresh: true };
  }

  #endWaiting(): void {
    this.waiting?.close();
    this.waiting = undefined;
  }
}

type Key = Extract<JoinOptions, { invite: string }> | Extract<JoinOptions, { root: Uint8Array }>;
