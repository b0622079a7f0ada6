// Who is being verified, and which one is on the screen. Somebody who asks is told of, and opens
// nothing: a dialog that others can put up would be theirs.

import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { Room, RoomEvent } from '../../browser.ts';
import { keyOf } from './people.svelte.ts';
import { isAlarming, isOver, type VerifyAction, type VerifyStep } from './verification.ts';

type Stands = Extract<RoomEvent, { readonly type: 'verification' }>;

export interface Verifying {
  readonly id: Uint8Array;
  readonly step: VerifyStep;
}

export class Verifications {
  readonly #runs = new SvelteMap<string, Verifying>();
  /** With whom the last comparison did not match: it stays to be seen when its dialog is closed. */
  readonly #doubted = new SvelteSet<string>();
  #shown = $state<string>();
  /** What alarms stands before all else until the person has seen to it: no question takes its place. */
  #alarm = $state.raw<Verifying>();
  readonly #room: Pick<Room, 'verify'>;

  constructor(room: Pick<Room, 'verify'>) {
    this.#room = room;
  }

  /** The one whose dialog is open. */
  get shown(): Verifying | undefined {
    if (this.#alarm !== undefined) return this.#alarm;
    return this.#shown === undefined ? undefined : this.#runs.get(this.#shown);
  }

  /** Asked for every message: where nobody is, no key is written out. */
  isDoubted(id: Uint8Array): boolean {
    return this.#doubted.size > 0 && this.#doubted.has(keyOf(id));
  }

  /** Those who ask, and are not answered yet. */
  readonly asking: readonly Verifying[] = $derived.by(() =>
    [...this.#runs.values()].filter(({ step }) => step.kind === 'asked'),
  );

  /** Opens the dialog of somebody: what runs already is shown; who has asked is agreed with, else asked. */
  open(id: Uint8Array): void {
    const key = keyOf(id);
    const { step } = this.#runs.get(key) ?? {};
    const runs = step !== undefined && step.kind !== 'asked' && !isOver(step);
    if (!runs) {
      this.#runs.set(key, {
        id,
        step: { kind: step?.kind === 'asked' ? 'exchanging' : 'waiting' },
      });
      this.#room.verify(id, { kind: 'begin' });
    }
    this.#shown = key;
  }

  hear({ id, state }: Stands): void {
    const key = keyOf(id);
    // Told to whoever still looks; nothing else follows from it.
    if (state.kind === 'confirmed' && this.#runs.get(key)?.step.kind !== 'verified') return;
    if (isAlarming(state)) return this.#warn({ id, step: state });
    if (state.kind === 'verified') this.#doubted.delete(key);
    // What nobody looks at is over when it is over.
    if (state.kind === 'failed' && this.#shown !== key) this.#runs.delete(key);
    else this.#runs.set(key, { id, step: state });
  }

  /** Whatever they ask from then on is told beside the conversation, like every question. */
  #warn(alarm: Verifying): void {
    const key = keyOf(alarm.id);
    this.#doubted.add(key);
    this.#runs.delete(key);
    if (this.#shown === key) this.#shown = undefined;
    this.#alarm = alarm;
  }

  act(action: VerifyAction): void {
    const run = this.shown;
    if (run === undefined) return;
    const { id } = run;
    switch (action) {
      case 'agree':
      case 'again':
        return this.#room.verify(id, { kind: 'begin' });
      case 'same':
      case 'different':
        return this.#room.verify(id, { kind: 'compared', same: action === 'same' });
      case 'number-same':
      case 'number-different':
        return this.#room.verify(id, { kind: 'number-compared', same: action === 'number-same' });
      case 'later':
        this.decline(id);
        return this.#close();
      case 'leave':
      case 'close':
        if (run !== this.#alarm) this.#runs.delete(keyOf(id));
        return this.#close();
    }
  }

  /** Puts off what runs, or declines what was asked. */
  decline(id: Uint8Array): void {
    this.#room.verify(id, { kind: 'cancel' });
    this.#runs.delete(keyOf(id));
  }

  #close(): void {
    if (this.#alarm === undefined) this.#shown = undefined;
    this.#alarm = undefined;
  }
}
