// What is told between two members beside words (wire/private-speech.ts): sent with a promise that is
// kept when the other holds it, and handed to whichever part of the library its topic belongs to.

import type { Act } from '../protocol/peer/contract.ts';
import type { NoteId } from '../protocol/room/contract.ts';
import type { NoteTopic } from '../wire/private-speech.ts';
import { type Deferred, deferred } from './deferred.ts';

export interface Note {
  /** 16 bytes. */
  readonly from: Uint8Array;
  readonly topic: NoteTopic;
  readonly body: Uint8Array;
}

export class Notes {
  readonly #act: (act: Act) => void;
  readonly #pending = new Map<NoteId, Deferred<boolean>>();
  readonly #listeners = new Set<(note: Note) => void>();
  #sent = 0;

  constructor(act: (act: Act) => void) {
    this.#act = act;
  }

  /** Resolves with whether `to` holds it; false when they left before, or we did. */
  send(to: Uint8Array, topic: NoteTopic, body: Uint8Array): Promise<boolean> {
    const note = `note-${++this.#sent}`;
    const noted = deferred<boolean>();
    this.#pending.set(note, noted);
    this.#act({ kind: 'note', note, to, topic, body });
    return noted.promise;
  }

  on(listener: (note: Note) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  hear(note: Note): void {
    for (const listener of [...this.#listeners]) listener(note);
  }

  noted(note: NoteId, isHeld: boolean): void {
    this.#pending.get(note)?.resolve(isHeld);
    this.#pending.delete(note);
  }

  end(): void {
    for (const note of [...this.#pending.keys()]) this.noted(note, false);
    this.#listeners.clear();
  }
}
