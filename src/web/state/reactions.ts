// Which reactions are shown: one emoji and nothing else. Whoever sends a word, a tower of marks or a
// direction mark as a "reaction" has it dropped here, whatever was signed.

/** What the wire takes (wire/message.ts, kind 4); a family with skin tones has fewer. */
export const MAX_REACTION_BYTES = 32;

/** Every sequence that Unicode recommends (UTS #51, ED-27), where the browser knows them. */
const RECOMMENDED = pattern('^\\p{RGI_Emoji}$', 'v');

/** UTS #51, §1.4.9, narrowed to what is drawn as one: a base with its look, joined to three others. */
const BASE =
  '(?![\\p{RI}\\p{EMod}])(?:\\p{Emoji_Presentation}\\p{EMod}?|\\p{Emoji}(?:\\ufe0f|\\p{EMod}))';
const SHAPED = pattern(
  `^(?:\\p{RI}{2}|[0-9#*]\\ufe0f\\u20e3|(?:${BASE})(?:\\u200d(?:${BASE}|\\p{ExtPict})){0,3}|🏴[\\u{e0061}-\\u{e007a}]{4,6}\\u{e007f})$`,
  'u',
);

const segmenter = 'Segmenter' in Intl ? new Intl.Segmenter('en') : undefined;

/** One emoji of at most 32 bytes, as a reader sees it. */
export function isReaction(text: string): boolean {
  if (text === '' || text.length > MAX_REACTION_BYTES) return false;
  if (new TextEncoder().encode(text).length > MAX_REACTION_BYTES) return false;
  return isRecommended(text) && isOneCharacter(text);
}

function isRecommended(text: string): boolean {
  return (RECOMMENDED ?? SHAPED)?.test(text) ?? false;
}

/** For a browser that does not know the recommended ones; exported for its test. */
export function isShapedAsEmoji(text: string): boolean {
  return SHAPED?.test(text) ?? false;
}

function isOneCharacter(text: string): boolean {
  return segmenter === undefined || [...segmenter.segment(text)].length === 1;
}

function pattern(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}
