// What a screen reader tells of its own accord: what comes into a live region that it already knew,
// and an alert, also one that is new. As WAI-ARIA 1.2 has it (§6.6, aria-live), and no more than that.

import type { Page } from 'playwright-core';

const HEARD = 'heard';

/** Begins to listen on this page; returns what was heard since the last time, region by region. */
export async function listen(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate((name) => {
    const LIVE = '[role=status], [role=alert], [role=log], [aria-live=polite]';
    const heard: string[] = [];
    const known = new WeakSet<Element>(document.querySelectorAll(LIVE));
    const hear = (changes: MutationRecord[]) => {
      const told = new Set<Element>();
      for (const { target } of changes) {
        let region = (target instanceof Element ? target : target.parentElement)?.closest(LIVE);
        for (; region; region = region.parentElement?.closest(LIVE)) {
          if (known.has(region)) told.add(region);
        }
      }
      for (const region of document.querySelectorAll(LIVE)) {
        if (!known.has(region) && region.role === 'alert') told.add(region);
        known.add(region);
      }
      for (const region of told) if (region.textContent) heard.push(region.textContent.trim());
    };
    const observer = new MutationObserver(hear);
    observer.observe(document, { childList: true, characterData: true, subtree: true });
    Object.assign(window, { [name]: () => heard.splice(0) });
  }, HEARD);
  return () => page.evaluate((name) => Reflect.get(window, name)(), HEARD);
}
