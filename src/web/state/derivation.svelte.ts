// The slow key of the phrase that is being written: Argon2id, one run at a time. It starts when
// the phrase is complete or has been left alone for a moment, so that it is often done before
// **Join** is tapped, and it touches no network (DESIGN §3).

import type { DerivedRoot } from '../../browser.ts';
import type { LoadEngine } from './engine.ts';

/** DESIGN §3. */
const QUIET_MS = 600;

export type DerivationPhase = 'idle' | 'running' | 'done' | 'failed';

export class Derivation {
  phase = $state<DerivationPhase>('idle');
  /** In [0, 1]. */
  progress = $state(0);
  derived = $state.raw<DerivedRoot>();
  error = $state.raw<unknown>();

  readonly #engine: LoadEngine;
  #phrase = '';
  #quiet: ReturnType<typeof setTimeout> | undefined;
  #run: { readonly key: string; readonly abort: AbortController } | undefined;
  #result: Promise<DerivedRoot> | undefined;

  constructor(engine: LoadEngine) {
    this.#engine = engine;
  }

  /** The phrase as it stands now; `complete` when no further word is expected. */
  follow(phrase: string, complete: boolean): void {
    this.#phrase = phrase;
    clearTimeout(this.#quiet);
    const key = sameness(phrase);
    if (key === this.#run?.key) return;
    this.#end();
    if (key === '') return;
    if (complete) this.#start();
    else this.#quiet = setTimeout(() => this.#start(), QUIET_MS);
  }

  /** The key of the phrase; starts making it if that has not begun. */
  settle(): Promise<DerivedRoot> {
    clearTimeout(this.#quiet);
    if (this.#result === undefined || this.phase === 'failed') return this.#start();
    return this.#result;
  }

  /** Ends the run and forgets the phrase and its key. */
  forget(): void {
    clearTimeout(this.#quiet);
    this.#phrase = '';
    this.#end();
  }

  #start(): Promise<DerivedRoot> {
    this.#end();
    const abort = new AbortController();
    this.#run = { key: sameness(this.#phrase), abort };
    this.phase = 'running';
    this.#result = this.#derive(this.#phrase, abort.signal);
    this.#result.catch(() => {});
    return this.#result;
  }

  async #derive(phrase: string, signal: AbortSignal): Promise<DerivedRoot> {
    try {
      const engine = await this.#engine();
      const progress = (done: number) => {
        if (!signal.aborted) this.progress = done;
      };
      const derived = await engine.deriveRoot({ phrase }, { signal, progress });
      if (!signal.aborted) {
        this.derived = derived;
        this.phase = 'done';
      }
      return derived;
    } catch (error) {
      if (!signal.aborted) {
        this.error = error;
        this.phase = 'failed';
      }
      throw error;
    }
  }

  #end(): void {
    this.#run?.abort.abort();
    this.#run = undefined;
    this.#result = undefined;
    this.phase = 'idle';
    this.progress = 0;
    this.derived = undefined;
    this.error = undefined;
  }
}

/**
 * Two phrases that agree in this are surely the same one; so a space or a capital restarts nothing.
 * A byte-order mark is a space to JavaScript, and nothing at all to the library.
 */
function sameness(phrase: string): string {
  return phrase
    .trim()
    .replace(/[^\S\ufeff]+/g, ' ')
    .toLowerCase();
}
