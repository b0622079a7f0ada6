// What runs out at the side of a page, where nobody finds it.

import type { Page } from 'playwright-core';

/** In what is uppermost. What is made to be scrolled sideways may: code, and the rail of the rooms. */
export function outside(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const top = document.activeElement?.closest('dialog[open]') ?? document.querySelector('#app');
    const drawn = [...(top?.querySelectorAll('*') ?? [])].filter((element) => {
      for (let at: Element | null = element; at !== null; at = at.parentElement)
        if (at.matches('pre *, nav *') || at.getBoundingClientRect().width <= 1) return false;
      return true;
    });
    const beyond = drawn.filter((element) => {
      const { left, right } = element.getBoundingClientRect();
      return left < -1 || right > innerWidth + 1;
    });
    const cut = [top, ...(top?.querySelectorAll('.body') ?? [])].filter(
      (element) => element?.closest('dialog') && element.scrollWidth > element.clientWidth,
    );
    return [...beyond, ...cut].map(
      (element) =>
        `${element?.tagName} ${element?.className} ${element?.textContent?.slice(0, 60)}`,
    );
  });
}

/** The same with the text at twice its size. */
export async function outsideAtTwice(page: Page): Promise<string[]> {
  const resize = (size: string) =>
    page.evaluate((fontSize) => {
      document.documentElement.style.fontSize = fontSize;
    }, size);
  await resize('200%');
  const found = await outside(page);
  await resize('');
  return found;
}
