// The two ways out of the page: the clipboard, and for an invite the system's share sheet where there is one.

import { text } from './text.ts';

export type Shared = 'shared' | 'copied' | 'failed' | 'dismissed';

export async function copy(words: string): Promise<Shared> {
  try {
    await navigator.clipboard.writeText(words);
    return 'copied';
  } catch {
    // Refused by the browser, or not a secure page: the words stay on the screen to be read.
    return 'failed';
  }
}

/** A link, or where there is none, what stands for it. */
export async function shareLink(link: string): Promise<Shared> {
  if (!('share' in navigator)) return copy(link);
  const title = text.inviting.shareTitle;
  try {
    await navigator.share(URL.canParse(link) ? { title, url: link } : { title, text: link });
    return 'shared';
  } catch (error) {
    const dismissed = error instanceof DOMException && error.name === 'AbortError';
    return dismissed ? 'dismissed' : copy(link);
  }
}
