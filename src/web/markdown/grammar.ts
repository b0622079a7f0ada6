// Which Markdown is read: CommonMark by @lezer/markdown, which gives places in the text and no HTML,
// less what surprises in a conversation, plus bare addresses. What costs more than its length is
// bounded here: nothing that follows is ever worse than a few hundred squared.

import { type InlineContext, type MarkdownConfig, parser, Strikethrough } from '@lezer/markdown';
import { withoutTail } from './address.ts';
import { MAX_DEPTH } from './ast.ts';

/** In one paragraph; with more it has no marks at all. Our choice: honest ones have a few dozen. */
const MAX_MARKS = 500;
const MARKS = /[*_~[\]<`]/g;

/** `- > 1.` at the beginning of a line. */
const OPENED = /^(?:[ \t]*(?:>|[-+*](?=[ \t]|$)|\d{1,9}[.)](?=[ \t]|$)))+/gm;
const OPENER = /[>+*.)-]/g;
const RULE = /^[ \t]*(?:(?:-[ \t]*)+|(?:\*[ \t]*)+)$/;

/** Some line opens more quotes and lists than may stand within each other. */
export function opensTooMuch(text: string): boolean {
  return [...text.matchAll(OPENED)].some(
    ([opened]) => (opened.match(OPENER)?.length ?? 0) > MAX_DEPTH && !RULE.test(opened),
  );
}

/** Before all others: takes a crowded paragraph as one piece of text. */
function crowded(cx: InlineContext, _next: number, pos: number): number {
  if (pos !== cx.offset) return -1;
  return (cx.text.match(MARKS)?.length ?? 0) > MAX_MARKS ? cx.end : -1;
}

const WEB = /(?:https?:\/\/|www\.)[^\s<>[\]"`|\\]{1,2048}/iy;
const MAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/y;
const WITHIN_WORD = /[\p{L}\p{N}_.+@/-]/u;

function bareAddress(cx: InlineContext, _next: number, pos: number): number {
  const at = pos - cx.offset;
  if (at > 0 && WITHIN_WORD.test(cx.text.charAt(at - 1))) return -1;
  const found = from(WEB, cx.text, at) || from(MAIL, cx.text, at);
  const address = withoutTail(found);
  if (address === '') return -1;
  return cx.addElement(cx.elt('BareAddress', pos, pos + address.length));
}

function from(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}

const CHAT: MarkdownConfig = {
  defineNodes: ['BareAddress'],
  parseInline: [
    { name: 'Crowded', parse: crowded, before: 'Escape' },
    { name: 'BareAddress', parse: bareAddress, before: 'Emphasis' },
  ],
  // An indented line is no code and an underlined one no heading; every line feed breaks anyway;
  // entities and HTML are words like others; a reference would move an address out of sight.
  remove: ['IndentedCode', 'SetextHeading', 'HTMLBlock', 'LinkReference', 'HardBreak', 'Entity'],
};

export const grammar = parser.configure([Strikethrough, CHAT]);
