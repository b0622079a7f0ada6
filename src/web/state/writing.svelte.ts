// What is being written, to whom and about what. Every place to write has a draft of its own, so that
// what was meant for one person is never sent to all because a banner was closed.

import { untrack } from 'svelte';
import type { Entry, Lifetime, SendOptions } from '../../browser.ts';
import { isShorter, OFF } from './lifetimes.ts';
import { keyOf } from './people.svelte.ts';

/** Where words go: to all, to one member, or in the place of an own message. */
type Place = string;

const TO_ALL: Place = 'all';
/** Our choice: as many people as one writes to at once; the oldest draft gives way. */
const MAX_DRAFTS = 32;

export class Writing {
  /** What stands in the field. */
  text = $state('');
  /** The entry that is answered. */
  replyTo = $state<string>();
  /** The own entry that is given other words. */
  editing = $state<string>();
  /**
   * What was being edited is gone, and the field holds something else: nothing is sent before that is seen,
   * as it is by whoever chooses what to write next.
   */
  interrupted = $state(false);
  /** The one member who alone will see it. */
  to = $state.raw<Uint8Array>();
  /** Counts the wishes to write that come from elsewhere: the field then takes the focus. */
  wishes = $state(0);
  #chosen = $state.raw<Lifetime>(OFF);
  #roomLifetime = $state.raw<Lifetime>(OFF);
  /** Drafts of the places where one is not writing just now. */
  readonly #kept = new Map<Place, string>();

  /** What was chosen last, as long as it is shorter than what the room has. */
  readonly lifetime: Lifetime = $derived(
    isShorter(this.#chosen, this.#roomLifetime) ? this.#chosen : this.#roomLifetime,
  );

  get roomLifetime(): Lifetime {
    return this.#roomLifetime;
  }

  /** What the room gives to each message unless its sender wants a shorter one. */
  followRoom(lifetime: Lifetime): void {
    this.#roomLifetime = lifetime;
  }

  chooseLifetime(lifetime: Lifetime): void {
    this.#chosen = lifetime;
  }

  /** The field is to take the focus; also asked for by effects, which must not run again for it. */
  wish(): void {
    untrack(() => {
      this.wishes += 1;
    });
  }

  /** Answers it, in the same company: in private what was said in private. */
  reply(entry: Entry): void {
    this.wish();
    this.cancelEdit();
    this.interrupted = false;
    if (entry.privateWith !== undefined) this.#move(entry.privateWith);
    this.replyTo = entry.id;
  }

  cancelReply(): void {
    this.replyTo = undefined;
  }

  edit(entry: Entry): void {
    this.wish();
    if (this.editing === entry.id) return;
    this.cancelEdit();
    this.#keep();
    this.interrupted = false;
    this.editing = entry.id;
    this.text = entry.text;
  }

  /** Back to what was being written before. */
  cancelEdit(): void {
    if (this.editing === undefined) return;
    this.editing = undefined;
    this.text = this.#take(this.#place);
  }

  /** To this member alone, or to all. A draft for all goes along into an empty private one. */
  writeTo(member: Uint8Array | undefined): void {
    this.wish();
    this.cancelEdit();
    this.interrupted = false;
    const carried = this.to === undefined ? this.text : '';
    if (!this.#move(member)) return;
    this.replyTo = undefined;
    if (member === undefined || this.text !== '' || carried === '') return;
    this.text = carried;
    this.#kept.delete(TO_ALL);
  }

  /** Escape takes back one thing at a time; false when there is nothing left to take back. */
  stepBack(): boolean {
    if (this.interrupted) this.interrupted = false;
    else if (this.editing !== undefined) this.cancelEdit();
    else if (this.replyTo !== undefined) this.cancelReply();
    else if (this.to !== undefined) this.writeTo(undefined);
    else return false;
    return true;
  }

  /** Takes what is written out of the field, with how it is to be sent. */
  take(): { readonly text: string; readonly options: SendOptions } {
    const { text, lifetime, replyTo, to } = this;
    this.text = '';
    this.replyTo = undefined;
    return { text, options: { lifetime, replyTo, to } };
  }

  /** It was refused: the words come back to where they were written, unless there are others now. */
  giveBack(text: string, { to }: SendOptions): void {
    const place = placeOf(to);
    if (this.editing === undefined && place === this.#place) {
      if (this.text === '') this.text = text;
    } else if (!this.#kept.has(place)) this.#put(place, text);
  }

  /** This entry is gone: none of its words may stay here, and nothing can answer it. */
  forget(id: string): void {
    if (this.editing === id) {
      this.cancelEdit();
      this.interrupted = true;
    }
    if (this.replyTo === id) this.replyTo = undefined;
  }

  clear(): void {
    this.#kept.clear();
    this.text = '';
    this.replyTo = undefined;
    this.editing = undefined;
    this.interrupted = false;
    this.to = undefined;
    this.#chosen = OFF;
    this.#roomLifetime = OFF;
  }

  get #place(): Place {
    return placeOf(this.to);
  }

  /** False when one writes there already. */
  #move(member: Uint8Array | undefined): boolean {
    const place = placeOf(member);
    if (place === this.#place) return false;
    const text = this.#take(place);
    this.#keep();
    this.to = member;
    this.text = text;
    return true;
  }

  #keep(): void {
    if (this.text !== '') this.#put(this.#place, this.text);
  }

  #put(place: Place, text: string): void {
    this.#kept.set(place, text);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_DRAFTS && oldest !== undefined) this.#kept.delete(oldest);
  }

  #take(place: Place): string {
    const text = this.#kept.get(place) ?? '';
    this.#kept.delete(place);
    return text;
  }
}

function placeOf(to: Uint8Array | undefined): Place {
  return to === undefined ? TO_ALL : keyOf(to);
}
