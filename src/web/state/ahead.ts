// Brings the files of the page's later parts here before any of them is run. A module that could not be
// fetched once can't be had any more until the page is loaded anew (HTML, "module map"), and Chromium
// gives up whatever is under way when the device changes its network (net::ERR_NETWORK_CHANGED). What is
// fetched as bytes may be asked for again.

import { persistently } from './persistently.ts';

class Ahead {
  #all: Promise<unknown> | undefined;

  /** Rejects when one of them can't be had; the next call tries again. */
  async fetch(): Promise<void> {
    this.#all ??= Promise.all(laterFiles().map((path) => persistently(() => bring(path))));
    try {
      await this.#all;
    } catch (error) {
      this.#all = undefined;
      throw error;
    }
  }
}

/** There is one set for the whole page. */
export const ahead = new Ahead();

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
