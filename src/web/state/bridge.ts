// A page that a bridge serves learns of that bridge's tracker from `sotto.json` beside it. Same
// origin, so nobody new hears of this; anywhere else the file is not there, and that is fine.

const VERSION = 1;

/** The absolute address of the tracker, or undefined when the page came from elsewhere. */
export async function findBridge(page: URL, fetcher = fetch): Promise<string | undefined> {
  if (!/^https?:$/.test(page.protocol)) return undefined;
  try {
    const response = await fetcher(new URL('sotto.json', page), { credentials: 'omit' });
    return response.ok ? trackerOf(await response.json(), page) : undefined;
  } catch {
    // Offline, or not JSON: a page without a bridge.
    return undefined;
  }
}

function trackerOf(description: unknown, page: URL): string | undefined {
  if (typeof description !== 'object' || description === null) return undefined;
  const { version, tracker } = description as Readonly<Record<string, unknown>>;
  if (version !== VERSION || typeof tracker !== 'string') return undefined;
  const url = new URL(tracker, page);
  if (url.origin !== page.origin) return undefined;
  url.protocol = page.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
