// Which reactions are shown: one emoji and nothing else. Whoever sends a word, a tower of marks or a
// direction mark as a "reaction" has it dropped here, whatever was signed.
//
// What tells them apart takes a slow device a tenth of a second to make, and is made for the first of them.

import { lazily } from '../../text/lazily.ts';

/** What the wire takes (wire/message.ts, kind 4); a family with skin tones has fewer. */
export const MAX_REACTION_BYTES = 32;

/** Every sequence that Unicode recommends (UTS #51, ED-27), where the browser knows them. */
const recommended = lazily(() => pattern('^\\p{RGI_Emoji}$', 'v'));

/** UTS #51, §1.4.9, narrowed to what is drawn as one: a base with its look, joined to three others. */
const BASE =
  '(?![\\p{RI}\\p{EMod}])(?:\\p{Emoji_Presentation}\\p{EMod}?|\\p{Emoji}(?:\\ufe0f|\\p{EMod}))';
const shaped = lazily(() =>
  pattern(
    `^(?:\\p{RI}{2}|[0-9#*]\\ufe0f\\u20e3|(?:${BASE})(?:\\u200d(?:${BASE}|\\p{ExtPict})){0,3}|🏴[\\u{e0061}-\\u{e007a}]{4,6}\\u{e007f})$`,
    'u',
  ),
);

const segmenter = lazily(() => ('Segmenter' in Intl ? new Intl.Segmenter('en') : undefined));

/** One emoji of at most 32 bytes, as a reader sees it. */
export function isReaction(text: string): boolean {
  if (text === '' || text.length > MAX_REACTION_BYTES) return false;
  if (new TextEncoder().encode(text).length > MAX_REACTION_BYTES) return false;
  return isRecommended(text) && isOneCharacter(text);
}

function isRecommended(text: string): boolean {
  return (recommended() ?? shaped())?.test(text) ?? false;
}

/** For a browser that does not know the recommended ones; exported for its test. */
export function isShapedAsEmoji(text: string): boolean {
  return shaped()?.test(text) ?? false;
}

function isOneCharacter(text: string): boolean {
  const characters = segmenter()?.segment(text);
  return characters === undefined || [...characters].length === 1;
}

/** Undefined in a browser that does not know the notation. */
function pattern(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}
