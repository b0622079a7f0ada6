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

export async function share(phrase: string): Promise<Shared> {
  if (!('share' in navigator)) return copy(phrase);
  try {
    await navigator.share({ title: text.start.shareTitle, text: phrase });
    return 'shared';
  } catch (error) {
    const dismissed = error instanceof DOMException && error.name === 'AbortError';
    return dismissed ? 'dismissed' : copy(phrase);
  }
}
