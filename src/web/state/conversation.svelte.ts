// One room as its screen shows it: follows the library's events, a whole burst at a time.

import type { Emblem, Room, RoomEvent } from '../../browser.ts';
import { ByHand } from './by-hand.svelte.ts';
import { Connection } from './connection.svelte.ts';
import { People, type Person, personOf } from './people.svelte.ts';
import type { Settings } from './settings.svelte.ts';
import { Transcript } from './transcript.svelte.ts';

/** When the next drawing is due: a frame of a page in view, a moment of one that is not. */
export type Schedule = (draw: () => void) => void;

/** Our choice: seldom enough for a hidden page, often enough for its title. */
const HIDDEN_MS = 250;

export const nextFrame: Schedule = (draw) => {
  if (document.hidden) setTimeout(draw, HIDDEN_MS);
  else requestAnimationFrame(draw);
};

export class Conversation {
  readonly people = new People();
  readonly transcript = new Transcript();
  readonly connection: Connection;
  readonly byHand: ByHand;
  readonly emblem: Emblem;
  /** Since when nobody else is here; undefined in company. */
  aloneSince = $state<number>();
  /** Somebody was here before. */
  hadCompany = $state(false);
  /** What came in since the page was hidden. */
  unread = $state(0);

  readonly #room: Room;
  readonly #settings: Settings;
  readonly #schedule: Schedule;
  readonly #stop: () => void;
  #due = false;

  constructor(room: Room, settings: Settings, schedule: Schedule = nextFrame) {
    this.#room = room;
    this.#settings = settings;
    this.#schedule = schedule;
    this.emblem = room.emblem;
    this.connection = new Connection(this.people, settings);
    this.byHand = new ByHand(room, this.people);
    this.aloneSince = Date.now();
    for (const notice of room.notices) this.connection.notice(notice);
    this.#stop = room.on((event) => this.#hear(event));
    this.#draw();
  }

  readonly me: Person = $derived.by(() => personOf(this.#room.id, this.#settings.nickname));

  /** The text was taken, or why it was not. */
  send(text: string): Promise<unknown> {
    return this.#room.send(text);
  }

  withdraw(id: string): void {
    this.#room.withdraw(id);
  }

  rename(nickname: string): void {
    this.#settings.nickname = nickname;
    this.#room.rename(nickname);
  }

  useTrackers(trackers: readonly string[]): void {
    this.#room.useTrackers(trackers);
    this.connection.trackers = this.#room.trackers;
  }

  retry(): void {
    this.#room.nudge();
  }

  read(): void {
    this.unread = 0;
  }

  leave(): Promise<void> {
    this.#stop();
    return this.#room.leave();
  }

  #hear(event: RoomEvent): void {
    if (event.type === 'member') this.#meet(event.member.id);
    if (event.type === 'gone') this.#part(event.reason, event.id);
    if (event.type === 'notice') this.connection.notice(event.notice);
    if (event.type === 'entry') this.#count(event.entry.state.kind);
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
  }

  #count(kind: string): void {
    if (kind === 'received' && document.hidden) this.unread += 1;
  }

  #draw(): void {
    this.people.update(this.#room.members);
    this.transcript.update(this.#room.entries);
    this.connection.trackers = this.#room.trackers;
    this.connection.relays = this.#room.relays;
    this.connection.dht = this.#room.dht;
    const alone = this.#room.members.length === 0;
    if (!alone) this.hadCompany = true;
    if (alone) this.aloneSince ??= Date.now();
    else this.aloneSince = undefined;
  }
}
