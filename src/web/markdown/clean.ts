// A text without what could climb out of its line or turn it round. Applied before anything is read
// or drawn, so that what is copied from the screen is what was seen there.

/**
 * Embeddings, overrides and isolates (UAX #9): each paragraph, link and name is isolated by its own
 * element, so that nobody needs them; unbalanced they would reorder what stands around.
 * U+200E, U+200F and U+061C, which only mark a place, are left.
 */
const REORDERING = /[\u202a-\u202e\u2066-\u2069]/g;
/** Controls but tab and line feed; deprecated formats; annotations, drawn as nothing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: to take them out
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u206a-\u206f\ufff9-\ufffb]/g;
const LINE_ENDS = /\r\n?|[\u0085\u2028\u2029]/g;
/**
 * Marks that any letter takes, and joiners, which do not begin a new letter. Our choice: Arabic takes
 * three and a joiner, Vietnamese two.
 */
const STACKED =
  /((?:\p{Script=Inherited}|[\u200b\u2060\ufeff\u00ad]){4})(?:\p{Script=Inherited}|[\u200b\u2060\ufeff\u00ad])+/gu;
/** Marks of one script (Tibetan stacks five), and the six tags of a flag. Our choice. */
const IN_A_ROW =
  /([\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}]{8})[\p{Mn}\p{Me}\p{Default_Ignorable_Code_Point}]+/gu;

/** Cleaning twice changes nothing. */
export function clean(text: string): string {
  const lines = text.replace(LINE_ENDS, '\n');
  const ordered = lines.replace(REORDERING, '').replace(CONTROLS, '');
  return ordered.replace(STACKED, '$1').replace(IN_A_ROW, '$1');
}
