// A message as it is drawn: a small tree of our own, and nothing in it that a browser would fetch,
// run or style. A line break is a line feed within a text; raw HTML is text like any other.

/** Bytes, as many as a message holds (DESIGN §6): what is longer never came over the wire. */
export const MAX_SOURCE_BYTES = 15_000;
/** Of blocks within blocks, and of marks within marks, each. Our choice: deeper is no conversation. */
export const MAX_DEPTH = 8;
/** Our choice: four times as many as six pages of honest prose have. */
export const MAX_NODES = 2_000;

export type Block =
  | { readonly kind: 'paragraph'; readonly content: readonly Inline[] }
  | { readonly kind: 'code'; readonly language: string; readonly text: string }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  /** `start`: the first number of an ordered one. */
  | {
      readonly kind: 'list';
      readonly start?: number;
      readonly items: readonly (readonly Block[])[];
    }
  | { readonly kind: 'rule' };

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: Span; readonly content: readonly Inline[] }
  | Link;

export type Span = 'emphasis' | 'strong' | 'strike';

export interface Link {
  readonly kind: 'link';
  /** http, https or mailto, as the browser writes it, without user name and password. */
  readonly href: string;
  /** Where it really leads, in ASCII, if its words do not say so themselves. */
  readonly host?: string;
  /** It was written as a picture, which is never fetched. */
  readonly picture?: true;
  readonly content: readonly Inline[];
}

/** The message as it was written: one paragraph, no marks read. `text` is clean already. */
export function plain(text: string): readonly Block[] {
  return [{ kind: 'paragraph', content: [{ kind: 'text', text }] }];
}

/** All words of it, in order; blocks end in a line feed. */
export function wordsOf(blocks: readonly Block[]): string {
  return blocks.map((block) => `${blockWords(block)}\n`).join('');
}

function blockWords(block: Block): string {
  if (block.kind === 'paragraph') return inlineWords(block.content);
  if (block.kind === 'code') return block.text;
  if (block.kind === 'quote') return wordsOf(block.blocks);
  return block.kind === 'list' ? block.items.map(wordsOf).join('') : '';
}

export function inlineWords(content: readonly Inline[]): string {
  return content
    .map((piece) => ('text' in piece ? piece.text : inlineWords(piece.content)))
    .join('');
}
