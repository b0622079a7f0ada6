// Which build of the app this is: the name that scripts/seal.mjs wrote into the page. It is what this copy
// says of itself. Whoever changed a copy could let it say anything, so it is worth something only when the
// bytes are hashed again, or when somebody whose copy was hashed reads out the same.

const NAME = /^(?!0{64}$)[\da-f]{64}$/;
const GROUP_LENGTH = 8;

/** 64 lower-case hexadecimal digits; undefined in a page that was never sealed, as while developing. */
export function buildOf(page: Pick<Document, 'querySelector'>): string | undefined {
  const name = page.querySelector<HTMLMetaElement>('meta[name="build"]')?.content ?? '';
  return NAME.test(name) ? name : undefined;
}

/** The same as 32 bytes, as the library tells it to others. */
export function buildBytes(page: Pick<Document, 'querySelector'>): Uint8Array | undefined {
  const digits = buildOf(page)?.match(/../g) ?? undefined;
  return digits && Uint8Array.from(digits, (pair) => Number.parseInt(pair, 16));
}

/** In eight groups of eight digits, so that it can be read aloud and compared. */
export function inGroups(build: string): string[] {
  return build.match(new RegExp(`.{1,${GROUP_LENGTH}}`, 'g')) ?? [];
}
