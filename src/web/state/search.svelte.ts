// A search in what is on screen: the matches from top to bottom, and the one that is looked at, which
// is the newest at first. It holds the texts only while it is open.

import { type Folded, findAll, fold, MAX_MATCHES, MAX_QUERY_UNITS } from './find.ts';

export class Search {
  #query = $state('');
  #texts = $state.raw<readonly Folded[]>([]);
  /** Counted from the newest, so that what is said meanwhile below moves nothing far. */
  #fromEnd = $state(0);

  readonly #found = $derived(findAll(this.#texts, this.#query));
  readonly matches = $derived(this.#found.slice(0, MAX_MATCHES));
  /** There are more than those. */
  readonly more = $derived(this.#found.length > MAX_MATCHES);
  /** Which of the matches is looked at; -1 without any. */
  readonly current = $derived(Math.max(-1, this.matches.length - 1 - this.#place));

  get query(): string {
    return this.#query;
  }

  set query(query: string) {
    this.#query = query.slice(0, MAX_QUERY_UNITS);
    this.#fromEnd = 0;
  }

  /** What is on screen now, from top to bottom. What was folded before is not folded again. */
  look(texts: readonly string[], before: ReadonlyMap<string, Folded> = this.#byText()): void {
    this.#texts = texts.map((text) => before.get(text) ?? fold(text));
    this.#known = texts;
  }

  up(): void {
    this.#step(1);
  }

  down(): void {
    this.#step(-1);
  }

  /** Forgets all of it. */
  close(): void {
    this.query = '';
    this.look([], new Map());
  }

  #known: readonly string[] = [];

  get #place(): number {
    return Math.min(this.#fromEnd, Math.max(0, this.matches.length - 1));
  }

  #step(by: number): void {
    const all = this.matches.length;
    if (all > 0) this.#fromEnd = (this.#place + by + all) % all;
  }

  #byText(): ReadonlyMap<string, Folded> {
    return new Map(
      this.#known.flatMap((text, index) => {
        const folded = this.#texts[index];
        return folded ? [[text, folded] as const] : [];
      }),
    );
  }
}
