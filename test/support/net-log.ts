// What a browser asked of the network, by its own log: in Chromium every request, every socket and every
// name that was looked up, in Firefox every host that was looked up, an address by number included;
// whoever in the browser wanted it, and by whatever means (prefetching, STUN and what a page can't see of
// itself included). Whole once the browser has closed.

import { readFile } from 'node:fs/promises';

/** Where an event names the other side: by URL, origin, or host name. */
const NAMED_IN = ['url', 'host', 'hostname', 'destination', 'logical_destination'];

/** The browser's own errands (sign-in, check-in, its connectivity probe), whatever page is shown; and
 * what they are led to below. */
const OF_THE_BROWSER = /(^|\.)(google|googleapis|gvt1)\.com$|^~notfound$/;

/** As above, in Firefox: its settings, its help and its new tab. */
const OF_FIREFOX = /(^|\.)mozilla\.(com|org|net)$|^localhost$/;

/** For `launchChromium`: writes the log, and lets names be looked up, but for the browser's own. */
export function netLogArguments(file: string): string[] {
  const own = ['google', 'googleapis', 'gvt1'].map((name) => `MAP *.${name}.com ~NOTFOUND`);
  return [`--log-net-log=${file}`, `--host-resolver-rules=${own.join(', ')}`];
}

/** Every host that is named in the log of a browser that has closed. */
export async function hostsOf(file: string): Promise<ReadonlySet<string>> {
  const { events } = JSON.parse(await readFile(file, 'utf8')) as {
    readonly events: readonly { readonly params?: Readonly<Record<string, unknown>> }[];
  };
  const hosts = events.flatMap(({ params = {} }) => NAMED_IN.map((field) => hostIn(params[field])));
  return new Set(hosts.filter((host) => host !== '' && !OF_THE_BROWSER.test(host)));
}

function hostIn(value: unknown): string {
  if (typeof value !== 'string' || value === '') return '';
  const url = /^[a-z][\w+.-]*:\/\//i.test(value) ? value : `http://${value}`;
  // A name that is looked up ends in the dot of the root.
  return URL.canParse(url) ? new URL(url).hostname.replace(/\.$/, '') : '';
}

/** For `launchFirefox`: writes the log. */
export function hostLogEnvironment(file: string): Readonly<Record<string, string>> {
  return { MOZ_LOG: 'nsHostResolver:5', MOZ_LOG_FILE: file };
}

/** Every host that is named in the log of a Firefox that has closed. */
export async function hostsOfFirefox(file: string): Promise<ReadonlySet<string>> {
  const log = await readFile(`${file}.moz_log`, 'utf8');
  const hosts = [...log.matchAll(/Resolving host \[([^\]]+)\]/g)].map(([, host = '']) => host);
  return new Set(hosts.filter((host) => !OF_FIREFOX.test(host)));
}
