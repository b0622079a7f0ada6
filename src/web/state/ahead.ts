// Brings the files of the page's later parts here before any of them is run. A module that could not be
// fetched once can't be had any more until the page is loaded anew (HTML, "module map"), and Chromium
// gives up whatever is under way when the device changes its network (net::ERR_NETWORK_CHANGED). What is
// fetched as bytes may be asked for again.

import { once } from './once.ts';
import { persistently } from './persistently.ts';

/** Rejects when one of them can't be had. There is one set for the whole page. */
export const fetchAhead = once(() =>
  Promise.all(laterFiles().map((path) => persistently(() => bring(path)))),
);

/** As build/later-files.ts wrote them; none where the page is one file. */
function laterFiles(): readonly string[] {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="later"]');
  return meta?.content.split(' ').filter((path) => path !== '') ?? [];
}

/** Into the browser's cache, out of which it is run a moment later. */
async function bring(path: string): Promise<void> {
  const response = await fetch(path);
  if (!response.ok) throw new Error(`${path} could not be fetched`);
  await response.arrayBuffer();
}
