// A phrase without what makes no difference to its key (DESIGN §3), so that its strength is never
// that of its accents, capitals and dots. It only measures and compares: the library alone says which
// phrases are one. It drops all that the library drops and, of what nobody sees, a little more.

/** The longest phrase is 1,024 code points (DESIGN §3); what a paste has beyond is not even read. */
export const MAX_RAW_UNITS = 2_048;

const DROPPED =
  /[\u{300}-\u{36f}\u{64b}-\u{65f}\u{670}\u{2060}-\u{206f}\p{Variation_Selector}\p{Cf}]/gu;

const SEPARATORS = /[\p{White_Space}\p{Pd}._]+/gu;

/** Its hyphens and dots still stand where they were written. */
export function fold(phrase: string): string {
  const seen = phrase.normalize('NFKD').replace(DROPPED, '');
  return seen.toLowerCase().replaceAll('ς', 'σ').normalize('NFKC');
}

/** In the form that its key is made of, but for what nobody sees: two that agree in it look alike to all. */
export function alike(phrase: string): string {
  return fold(phrase).replace(SEPARATORS, ' ').trim();
}

/** All of it as one word. */
export function joined(phrase: string): string {
  return fold(phrase).replace(SEPARATORS, '');
}
