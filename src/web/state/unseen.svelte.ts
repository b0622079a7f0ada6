// Which entries there are, by their ids alone: those that are known, those that the person has had
// before their eyes, and those that came in behind a hidden page.

import type { Transcript } from './transcript.svelte.ts';

export class Unseen {
  /** How many came in since the page was hidden. */
  count = $state(0);
  readonly #transcript: Transcript;
  readonly #known = new Set<string>();
  readonly #read = new Set<string>();
  readonly #away = new Set<string>();

  constructor(transcript: Transcript) {
    this.#transcript = transcript;
  }

  /** True the first time. */
  know(id: string): boolean {
    if (this.#known.has(id)) return false;
    this.#known.add(id);
    return true;
  }

  /** Came in while nobody looked; the first of them begins what is new. */
  add(id: string): void {
    if (this.#away.size === 0) this.#transcript.markNew(id);
    this.#away.add(id);
    this.count = this.#away.size;
  }

  /** It is before the person's eyes: true the first time. */
  read(id: string): boolean {
    if (!this.#known.has(id) || this.#read.has(id)) return false;
    this.#read.add(id);
    return true;
  }

  forget(id: string): void {
    this.#known.delete(id);
    this.#read.delete(id);
    if (!this.#away.delete(id)) return;
    this.count = this.#away.size;
    const [next] = this.#away;
    if (this.#transcript.newFrom === id) this.#transcript.markNew(next);
  }

  /** The person is back; the line stays until they write or go away again. */
  clear(): void {
    this.#away.clear();
    this.count = 0;
  }
}
