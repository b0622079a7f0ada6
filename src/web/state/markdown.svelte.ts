// Markdown as the screens read it. The parser is fetched once, when a room is entered; before that,
// and where it can't be fetched, messages are shown as they were written. No result is kept here:
// what a view holds goes with the view, so that a message that vanishes leaves no copy.

import { type Block, plain } from '../markdown/ast.ts';
import { clean } from '../markdown/clean.ts';

type Parse = (source: string) => readonly Block[];

/** Given to a reader, so that a test can give another. */
export type LoadParser = () => Promise<{ readonly parse: Parse }>;

export class MarkdownReader {
  #parse = $state.raw<Parse>();
  #loading = false;
  readonly #load: LoadParser;

  constructor(load: LoadParser) {
    this.#load = load;
  }

  /** A failed fetch is tried again by the next message. */
  async load(): Promise<void> {
    if (this.#parse || this.#loading) return;
    this.#loading = true;
    try {
      const { parse } = await this.#load();
      this.#parse = parse;
    } catch {
      // Nothing to tell: every word is there, only its marks are not read.
    }
    this.#loading = false;
  }

  read(source: string): readonly Block[] {
    return this.#parse?.(source) ?? plain(clean(source));
  }
}

export const markdown = new MarkdownReader(() => import('../markdown/parse.ts'));
