// The two ways out for a phrase: the system's share sheet where there is one, else the clipboard.

import { text } from './text.ts';

export type Shared = 'shared' | 'copied' | 'failed' | 'dismissed';

export async function copy(phrase: string): Promise<Shared> {
  try {
    await navigator.clipboard.writeText(phrase);
    return 'copied';
  } catch {
    // Refused by the browser, or not a secure page: the words stay on the screen to be read.
    return 'failed';
  }
}

export function share(phrase: string): Promise<Shared> {
  return shareOr({ title: text.start.shareTitle, text: phrase }, phrase);
}

/** A link, or where there is none, what stands for it. */
export function shareLink(link: string): Promise<Shared> {
  const title = text.inviting.shareTitle;
  return shareOr(URL.canParse(link) ? { title, url: link } : { title, text: link }, link);
}

async function shareOr(data: ShareData, phrase: string): Promise<Shared> {
  if (!('share' in navigator)) return copy(phrase);
  try {
    await navigator.share(data);
    return 'shared';
  } catch (error) {
    const dismissed = error instanceof DOMException && error.name === 'AbortError';
    return dismissed ? 'dismissed' : copy(phrase);
  }
}
