// What is shown of the address of a server: where it is.

/** The host with its port; of what is no such address, all of it. */
export function hostOf(url: string): string {
  // URL knows no host in `stun:` and `turn:` (RFC 7064 §3.1, RFC 7065 §3.1).
  const server = url.replace(/^(?:stuns?|turns?):/i, 'https://');
  return URL.canParse(server) ? new URL(server).host : url;
}
