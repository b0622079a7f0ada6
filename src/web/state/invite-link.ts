// The link of an invite: this very page, and the invite's code after the `#`, which no server is sent.

/** Undefined where the page has no address that others could open, as one from disk. */
export function inviteLink(code: string, page: URL): string | undefined {
  if (!/^https?:$/.test(page.protocol)) return undefined;
  const link = new URL(page);
  link.search = '';
  link.hash = code;
  return link.href;
}
