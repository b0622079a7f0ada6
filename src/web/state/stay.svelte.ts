// One stay in a room, from the tap that wanted it to leaving: first the key is made, then the room
// is joined, then there is a conversation. What the person wrote and did not send lives here too.

import { Conversation } from './conversation.svelte.ts';
import type { Derivation } from './derivation.svelte.ts';
import type { LoadEngine } from './engine.ts';
import type { Settings } from './settings.svelte.ts';
import { Writing } from './writing.svelte.ts';

/** What a person may ask of the connection; each has a sheet of its own. */
export type Question = 'doctor' | 'others-see';

/** The phrase as the room's screen may show it. */
export interface SharedPhrase {
  readonly text: string;
  /** Drawn here, and so to be told to others: shown at once. */
  readonly fresh: boolean;
}

export class Stay {
  readonly phrase: SharedPhrase;
  readonly derivation: Derivation;
  readonly settings: Settings;
  conversation = $state.raw<Conversation>();
  error = $state.raw<unknown>();
  asked = $state<Question>();
  readonly writing = new Writing();

  readonly #abort = new AbortController();

  constructor(
    phrase: SharedPhrase,
    { derivation, settings }: { readonly derivation: Derivation; readonly settings: Settings },
  ) {
    this.phrase = phrase;
    this.derivation = derivation;
    this.settings = settings;
  }

  /** The three symbols, from the moment that the key is made. */
  get emblem(): Conversation['emblem'] | undefined {
    return this.conversation?.emblem ?? this.derivation.derived?.emblem;
  }

  async enter(engine: LoadEngine): Promise<void> {
    this.error = undefined;
    const { signal } = this.#abort;
    try {
      const { root } = await this.derivation.settle();
      const { join } = await engine();
      if (signal.aborted) return;
      const room = await join({ root, ...this.settings.options() }, { signal });
      if (signal.aborted) return void room.leave();
      this.conversation = new Conversation(room, this.settings, { writing: this.writing });
    } catch (error) {
      if (!signal.aborted) this.error = error;
    }
  }

  /** Opens a sheet; only the doctor has anything to find out. */
  ask(question: Question): void {
    this.asked = question;
    if (question === 'doctor') void this.conversation?.connection.clock.read();
  }

  /** Says goodbye and forgets; what is on the screen goes before the network is done. */
  leave(): void {
    this.#abort.abort();
    this.writing.clear();
    this.derivation.forget();
    this.conversation?.leave().catch(() => {});
    this.conversation = undefined;
  }
}
