// Whether this device's clock is right, by the one server that has been spoken to anyway: the page's
// own. Every response of it carries the time (RFC 9110 §6.6.1); nobody new hears of this.

/**
 * DESIGN §4: envelopes outside of ±10 min are not used, so that a clock further off meets nobody
 * whose clock is right. `CLOCK_TOLERANCE_MS` of the protocol, which comes with the whole library.
 */
export const CLOCK_WINDOW_MS = 10 * 60_000;

/** Our choice: as long as a meeting point is waited for. */
const PATIENCE_MS = 8_000;

/** RFC 9110 §5.6.7: what a server must send; older forms are not guessed at. */
const IMF_FIXDATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

const SECOND_MS = 1_000;

export interface PageClockPorts {
  readonly fetcher: typeof fetch;
  /** Milliseconds since the Unix epoch, by this device. */
  readonly now: () => number;
}

/**
 * The server's clock minus this device's in milliseconds, right to a second or two; undefined when
 * it can't be told: a page from disk, no network, no such header.
 */
export async function askPageClock(page: URL, ports: PageClockPorts): Promise<number | undefined> {
  if (!/^https?:$/.test(page.protocol)) return undefined;
  const { fetcher, now } = ports;
  const askedAt = now();
  try {
    const { headers } = await fetcher(new URL(page.pathname, page), {
      // A worker or a cache that keeps pages answers GET with the time of long ago.
      method: 'HEAD',
      cache: 'no-store',
      credentials: 'omit',
      // The login page of a Wi-Fi is another server.
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const serverAt = timeOf(headers);
    return serverAt === undefined ? undefined : Math.round(serverAt - (askedAt + now()) / 2);
  } catch {
    return undefined;
  }
}

/** RFC 9111 §5.1: a shared cache passes on when the response was made, and its age since. */
function timeOf(headers: Headers): number | undefined {
  const date = headers.get('date') ?? '';
  const age = headers.get('age') ?? '0';
  if (!IMF_FIXDATE.test(date) || !/^\d{1,9}$/.test(age)) return undefined;
  const madeAt = Date.parse(date);
  return Number.isNaN(madeAt) ? undefined : madeAt + Number(age) * SECOND_MS;
}
