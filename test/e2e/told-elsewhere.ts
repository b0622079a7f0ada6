// What a browser may send to its maker: a page to be translated, words to be checked or gone on with.

import type { Page } from 'playwright-core';

/** Each place of this screen where the page does not ask it not to. */
export function toldElsewhere(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    const { translate } = document.documentElement;
    const google = document.querySelector<HTMLMetaElement>('meta[name=google]')?.content;
    if (translate || google !== 'notranslate') faults.push('the page may be translated');
    for (const field of document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
      'textarea, input:not([type=radio], [type=checkbox])',
    )) {
      const says = field.labels?.[0]?.textContent ?? field.ariaLabel;
      if (field.spellcheck) faults.push(`“${says}” may be checked`);
      if (field.writingSuggestions !== 'false') faults.push(`“${says}” may be gone on with`);
      if (field.autocomplete !== 'off') faults.push(`“${says}” may be kept`);
    }
    return faults;
  });
}
