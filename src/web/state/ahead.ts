// Brings the files of the page's later parts here before any of them is run. A module that could not be
// fetched once can't be had any more until the page is loaded anew (HTML, "module map"), and Chromium
// gives up whatever is under way when the device changes its network (net::ERR_NETWORK_CHANGED). What is
// fetched as bytes may be asked for again.

import { once } from './once.ts';
import { persistently } from './persistently.ts';

/** What is wanted together; build/later-files.ts writes the files of each into the page. */
export type Part = 'later' | 'qr-drawing' | 'qr-reading';

/** Rejects when one of them can't be had. There is one set for the whole page. */
export const fetchAhead = once(() => bringPart('later'));

/** Its files; rejects when one of them can't be had. */
export async function bringPart(part: Part): Promise<void> {
  await Promise.all(filesOf(part).map((path) => persistently(() => bring(path))));
}

/** None where the page is one file. */
function filesOf(part: Part): readonly string[] {
  const meta = document.querySelector<HTMLMetaElement>(`meta[name="${part}"]`);
  return meta?.content.split(' ').filter((path) => path !== '') ?? [];
}

/** Into the browser's cache, out of which it is run a moment later. */
async function bring(path: string): Promise<void> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} could not be fetched`);
  await response.arrayBuffer();
}
