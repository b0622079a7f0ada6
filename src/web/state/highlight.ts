// The texts of the messages on screen, and the marks over what was found in them: by the browser's
// own highlights, which change no element, or with an outline around the message where there are none.

import type { Match } from './find.ts';

/** The names of the two highlights, as the style sheets know them. */
const FOUND = 'found';
const CURRENT = 'found-current';

/** One message on screen. */
export interface Shown {
  readonly message: Element;
  readonly text: string;
  readonly pieces: readonly { readonly node: Text; readonly start: number }[];
}

/** Of all messages below `root`, in order. Buttons and labels are no part of what was said. */
export function shownBelow(root: Element): readonly Shown[] {
  return [...root.querySelectorAll('.message')].map((message) => {
    const pieces: { node: Text; start: number }[] = [];
    let text = '';
    let above: Element | null | undefined;
    for (const said of message.querySelectorAll('.markdown')) {
      for (const node of textsBelow(said)) {
        const block = node.parentElement?.closest('p, pre');
        if (above && above !== block) text += '\n';
        above = block;
        pieces.push({ node, start: text.length });
        text += node.data;
      }
    }
    return { message, text, pieces };
  });
}

function* textsBelow(root: Element): Generator<Text> {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!node.parentElement?.closest('[data-unsearched]')) yield node as Text;
  }
}

export function paint(shown: readonly Shown[], matches: readonly Match[], current: number): void {
  const ranges = matches.map((match) => rangeOf(shown, match));
  if ('highlights' in CSS) {
    const others = ranges.filter((range, index) => range && index !== current) as Range[];
    CSS.highlights.set(FOUND, new Highlight(...others));
    const range = ranges[current];
    if (range) CSS.highlights.set(CURRENT, new Highlight(range));
  } else {
    matches.forEach(({ line }, index) => {
      const message = shown[line]?.message;
      if (message && message.getAttribute('data-found') !== 'current')
        message.setAttribute('data-found', index === current ? 'current' : '');
    });
  }
}

export function clear(shown: readonly Shown[]): void {
  if ('highlights' in CSS) {
    CSS.highlights.delete(FOUND);
    CSS.highlights.delete(CURRENT);
  }
  for (const { message } of shown) message.removeAttribute('data-found');
}

/** Brings it into the middle of the view. */
export function reveal(shown: readonly Shown[], match: Match | undefined): void {
  const range = match && rangeOf(shown, match);
  range?.startContainer.parentElement?.scrollIntoView({ block: 'center', inline: 'nearest' });
}

function rangeOf(shown: readonly Shown[], { line, start, end }: Match): Range | undefined {
  const pieces = shown[line]?.pieces ?? [];
  const first = pieces.findLast((piece) => piece.start <= start);
  const last = pieces.findLast((piece) => piece.start < end);
  if (!first || !last) return undefined;
  const range = new Range();
  range.setStart(first.node, Math.min(start - first.start, first.node.length));
  range.setEnd(last.node, Math.min(end - last.start, last.node.length));
  return range;
}
