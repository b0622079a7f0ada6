// From the text of a message to the tree that is drawn. Whatever is too long, too deep or too much
// is shown as it was written. Nothing is kept: a message that vanishes leaves no copy here.

import { addressOf, tellsHost } from './address.ts';
import {
  type Block,
  type Inline,
  inlineWords,
  MAX_DEPTH,
  MAX_NODES,
  MAX_SOURCE_BYTES,
  plain,
  type Span,
  wordsOf,
} from './ast.ts';
import { clean } from './clean.ts';
import { grammar, opensTooMuch } from './grammar.ts';

type SyntaxNode = ReturnType<typeof grammar.parse>['topNode'];

/** Never throws, whatever the text. */
export function parse(source: string): readonly Block[] {
  const text = clean(source);
  const tooLong = text.length > MAX_SOURCE_BYTES || byteLength(text) > MAX_SOURCE_BYTES;
  if (tooLong || opensTooMuch(text)) return plain(text);
  const builder = new Builder(text);
  const blocks = builder.blocks(grammar.parse(text).topNode, 0);
  // Marks and nothing else, such as a lone "1.", are what somebody wanted to say.
  return builder.over || wordsOf(blocks).trim() === '' ? plain(text) : blocks;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

const SPANS: Readonly<Record<string, Span>> = {
  Emphasis: 'emphasis',
  StrongEmphasis: 'strong',
  Strikethrough: 'strike',
};

/** The punctuation of Markdown itself, which is not shown. */
const MARK = /^(?:Emphasis|Strikethrough|Header|Quote|Code)Mark$/;
const ESCAPED = /\\([!-/:-@[-`{-~])/g;
/** Our choice: every language has a shorter name. */
const LANGUAGE = /^[\p{L}\p{N}+#._-]{1,24}$/u;

/** Where an inline stands. */
interface Place {
  readonly depth: number;
  /** Lines are indented by a list or a quote, not by the author. */
  readonly nested: boolean;
  readonly inLink: boolean;
}

class Builder {
  /** A limit was reached: what has been built is of no use. */
  over = false;
  #nodes = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  blocks(parent: SyntaxNode, depth: number): readonly Block[] {
    if (depth > MAX_DEPTH) this.over = true;
    return childrenOf(parent).flatMap((node) => this.#block(node, depth) ?? []);
  }

  #block(node: SyntaxNode, depth: number): Block | undefined {
    if (this.#isOver()) return undefined;
    const place = { depth: 0, nested: depth > 0, inLink: false };
    if (node.name === 'Paragraph')
      return { kind: 'paragraph', content: this.#paragraph(node, place) };
    if (node.name.startsWith('ATXHeading')) return heading(this.#inlines(node, place));
    if (node.name === 'FencedCode') return this.#code(node);
    if (node.name === 'Blockquote') return { kind: 'quote', blocks: this.blocks(node, depth + 1) };
    if (node.name === 'BulletList') return { kind: 'list', items: this.#items(node, depth) };
    if (node.name === 'OrderedList') {
      const start = Number.parseInt(this.#slice(node.from, node.to), 10);
      return { kind: 'list', start, items: this.#items(node, depth) };
    }
    return node.name === 'HorizontalRule' ? { kind: 'rule' } : undefined;
  }

  #items(list: SyntaxNode, depth: number): readonly (readonly Block[])[] {
    return childrenOf(list)
      .filter(({ name }) => name === 'ListItem')
      .map((item) => this.blocks(item, depth + 1));
  }

  #code(node: SyntaxNode): Block {
    const parts = childrenOf(node);
    const of = (wanted: string) =>
      parts.filter(({ name }) => name === wanted).map(({ from, to }) => this.#slice(from, to));
    const [language = ''] = of('CodeInfo').join('').split(/\s/);
    const text = of('CodeText').join('');
    return { kind: 'code', language: LANGUAGE.test(language) ? language : '', text };
  }

  /** With the spaces in front of its first line, if the author put them there. */
  #paragraph(node: SyntaxNode, place: Place): readonly Inline[] {
    const content = this.#inlines(node, place);
    if (place.nested) return content;
    const line = this.#text.lastIndexOf('\n', node.from - 1) + 1;
    return joined([{ kind: 'text', text: this.#slice(line, node.from) }, ...content]);
  }

  /** All of a node but its marks: its children, and the text between them. */
  #inlines(parent: SyntaxNode, place: Place): readonly Inline[] {
    return this.#between(parent, { from: parent.from, to: parent.to }, place);
  }

  #between(parent: SyntaxNode, range: Range, place: Place): readonly Inline[] {
    if (place.depth > MAX_DEPTH) this.over = true;
    const inside = childrenOf(parent).filter(
      ({ from, to }) => from >= range.from && to <= range.to,
    );
    const pieces: Inline[] = [];
    let at = range.from;
    let afterQuoteMark = false;
    for (const child of inside) {
      pieces.push(this.#gap({ from: at, to: child.from }, afterQuoteMark, place));
      if (!MARK.test(child.name)) pieces.push(...this.#inline(child, place));
      afterQuoteMark = child.name === 'QuoteMark';
      at = child.to;
    }
    pieces.push(this.#gap({ from: at, to: range.to }, afterQuoteMark, place));
    return joined(pieces);
  }

  #gap({ from, to }: Range, afterQuoteMark: boolean, { nested }: Place): Inline {
    const text = this.#slice(from, to);
    const begun = afterQuoteMark ? text.replace(/^[ \t]+/, '') : text;
    return { kind: 'text', text: nested ? begun.replace(/\n[ \t]+/g, '\n') : begun };
  }

  #inline(node: SyntaxNode, place: Place): readonly Inline[] {
    if (this.#isOver()) return [];
    const span = SPANS[node.name];
    if (span) return [{ kind: span, content: this.#inlines(node, deeper(place)) }];
    if (node.name === 'InlineCode') return [{ kind: 'code', text: codeText(this.#words(node)) }];
    if (node.name === 'Escape')
      return [{ kind: 'text', text: this.#slice(node.from + 1, node.to) }];
    if (node.name === 'Link' || node.name === 'Image') return this.#link(node, place);
    if (node.name === 'BareAddress')
      return this.#bare(node, { from: node.from, to: node.to }, place);
    if (node.name === 'Autolink') {
      return this.#bare(node, { from: node.from + 1, to: node.to - 1 }, place);
    }
    return [{ kind: 'text', text: this.#words(node) }];
  }

  /** An address in the text, shown as it is written. */
  #bare(node: SyntaxNode, { from, to }: Range, { inLink }: Place): readonly Inline[] {
    const text = this.#slice(from, to);
    const address = inLink ? undefined : addressOf(text);
    if (!address) return [{ kind: 'text', text: this.#slice(node.from, node.to) }];
    const told = tellsHost(text, address) ? {} : { host: address.host };
    return [{ kind: 'link', href: address.href, ...told, content: [{ kind: 'text', text }] }];
  }

  /** `[words](address)`. What has no address, or none that may be followed, is shown as written. */
  #link(node: SyntaxNode, place: Place): readonly Inline[] {
    const parts = childrenOf(node);
    const [opens, closes] = parts.filter(({ name }) => name === 'LinkMark');
    const url = parts.find(({ name }) => name === 'URL');
    if (!opens || !closes) return [{ kind: 'text', text: this.#words(node) }];
    const range = { from: opens.to, to: closes.from };
    if (!url) return this.#brackets(node, range, place);
    const words = this.#between(node, range, { ...deeper(place), inLink: true });
    const written = this.#slice(url.from, url.to).replace(/^<|>$/g, '').replace(ESCAPED, '$1');
    const address = addressOf(written);
    if (!address) return [{ kind: 'text', text: this.#words(node) }];
    if (place.inLink) return words;
    const picture = node.name === 'Image';
    const blank = !picture && inlineWords(words).trim() === '';
    const content: readonly Inline[] = blank ? [{ kind: 'text', text: address.host }] : words;
    const told = !picture && tellsHost(inlineWords(content), address) ? {} : { host: address.host };
    const kind = picture ? ({ picture } as const) : {};
    return [{ kind: 'link', href: address.href, ...told, ...kind, content }];
  }

  /** A reference, or somebody's remark in brackets: the marks within it are read all the same. */
  #brackets(node: SyntaxNode, range: Range, place: Place): readonly Inline[] {
    return [
      { kind: 'text', text: this.#slice(node.from, range.from) },
      ...this.#between(node, range, deeper(place)),
      { kind: 'text', text: this.#slice(range.to, node.to) },
    ];
  }

  /** As written, without the marks of a quote around and of code. */
  #words(node: SyntaxNode): string {
    let out = '';
    let at = node.from;
    for (const { name, from, to } of childrenOf(node)) {
      if (name !== 'QuoteMark' && name !== 'CodeMark') continue;
      out += this.#slice(at, from);
      at = to;
    }
    return out + this.#slice(at, node.to);
  }

  #isOver(): boolean {
    if (++this.#nodes > MAX_NODES) this.over = true;
    return this.over;
  }

  #slice(from: number, to: number): string {
    return this.#text.slice(from, to);
  }
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

function deeper(place: Place): Place {
  return { ...place, depth: place.depth + 1 };
}

/** CommonMark 0.31, §6.1: line endings are spaces, and one space on both sides is taken off. */
function codeText(text: string): string {
  const line = text.replace(/\n[ \t]*/g, ' ');
  const isSpaced = line.startsWith(' ') && line.endsWith(' ') && /[^ ]/.test(line);
  return isSpaced ? line.slice(1, -1) : line;
}

/** A message has no chapters: a heading is a strong line. */
function heading(content: readonly Inline[]): Block {
  const trimmed = content.map((piece, index) => {
    if (piece.kind !== 'text') return piece;
    const begun = index === 0 ? piece.text.trimStart() : piece.text;
    return { ...piece, text: index === content.length - 1 ? begun.trimEnd() : begun };
  });
  return { kind: 'paragraph', content: [{ kind: 'strong', content: joined(trimmed) }] };
}

/** Neighbouring texts as one, empty ones as none. */
function joined(pieces: readonly Inline[]): readonly Inline[] {
  const out: Inline[] = [];
  for (const piece of pieces) {
    const last = out.at(-1);
    if (piece.kind === 'text' && last?.kind === 'text') {
      out[out.length - 1] = { kind: 'text', text: last.text + piece.text };
    } else if (piece.kind !== 'text' || piece.text !== '') out.push(piece);
  }
  return out;
}
