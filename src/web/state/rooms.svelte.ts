// The rooms that this page is in, side by side. One of them is shown, or none while another is wanted.

import { alike } from './fold.ts';
import type { Stay } from './stay.svelte.ts';

/** Our choice: each holds connections to every meeting point of its own. */
export const MAX_ROOMS = 8;

export class Rooms {
  all = $state.raw<readonly Stay[]>([]);
  shown = $state.raw<Stay>();
  readonly full = $derived(this.all.length >= MAX_ROOMS);
  readonly unread = $derived(this.all.reduce((sum, { unread }) => sum + unread, 0));

  /** The newest, and shown. Any other rests by now. */
  add(stay: Stay): void {
    this.all = [...this.all, stay];
    this.shown = stay;
  }

  /**
   * The one that this phrase leads to: joined once more, one would be there twice and see oneself as
   * somebody else. Of a room that an invite led to no phrase is known, so it is not among them.
   */
  by(phrase: string): Stay | undefined {
    const wanted = alike(phrase);
    return this.all.find((stay) => stay.phrase && alike(stay.phrase.text) === wanted);
  }

  show(stay: Stay): void {
    if (this.shown === stay || !this.all.includes(stay)) return;
    this.rest();
    stay.show();
    this.shown = stay;
  }

  /** None is shown; all go on. */
  rest(): void {
    this.shown?.hide();
    this.shown = undefined;
  }

  /** Leaves it, for its neighbour if it was shown. */
  leave(stay: Stay): void {
    const place = this.all.indexOf(stay);
    if (place < 0) return;
    const next = this.all[place + 1] ?? this.all[place - 1];
    const wasShown = this.shown === stay;
    stay.leave();
    this.all = this.all.filter((other) => other !== stay);
    if (!wasShown) return;
    next?.show();
    this.shown = next;
  }

  /** Another in its place, under the same name. */
  replace(stay: Stay, make: (nickname: string) => Stay): Stay {
    const next = make(stay.nickname);
    const wasShown = this.shown === stay;
    this.all = this.all.map((other) => (other === stay ? next : other));
    if (wasShown) this.show(next);
    stay.leave();
    return next;
  }

  leaveAll(): void {
    for (const stay of this.all) stay.leave();
    this.all = [];
    this.shown = undefined;
  }
}
