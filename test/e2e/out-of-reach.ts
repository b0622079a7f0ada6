// What of a page nobody gets at: it runs out at the side, lies under something else, is to be scrolled
// in a slit, or makes a room longer than the window.

import type { JSHandle, Page } from 'playwright-core';

/** What is uppermost: a dialog, or the page. */
type Top = JSHandle<Element | null>;

/** In what is uppermost; a line each. */
export async function outOfReach(page: Page): Promise<string[]> {
  const top = await page.evaluateHandle(
    () => document.activeElement?.closest('dialog[open]') ?? document.querySelector('#app'),
  );
  const found = [...(await outside(top)), ...(await covered(top)), ...(await slits(top))];
  return [...found, ...(await tooLong(page))];
}

/** The same with the text at twice its size. */
export async function outOfReachAtTwice(page: Page): Promise<string[]> {
  const resize = (size: string) =>
    page.evaluate((fontSize) => {
      document.documentElement.style.fontSize = fontSize;
    }, size);
  await resize('200%');
  const found = await outOfReach(page);
  await resize('');
  return found.map((fault) => `at 200 %, ${fault}`);
}

/** A room scrolls within itself: what makes the page longer takes its message box out of the window. */
function tooLong(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const beyond = document.documentElement.scrollHeight - innerHeight;
    return document.querySelector('.composer') && beyond > 1 ? [`${beyond} px too long`] : [];
  });
}

/** What is made to be scrolled sideways may run out: code, and the rail of the rooms. */
function outside(uppermost: Top): Promise<string[]> {
  return uppermost.evaluate((top) => {
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
        `out at the side: ${element?.tagName} ${element?.className} ${element?.textContent?.slice(0, 60)}`,
    );
  });
}

/**
 * What can be pressed or written in, and is not there where a finger goes for it, even after
 * scrolling. All in one task, after which everything is scrolled as it was: the page does not notice.
 */
function covered(uppermost: Top): Promise<string[]> {
  return uppermost.evaluate((top) => {
    const all = [document.documentElement, ...document.querySelectorAll('*')];
    const places = all.map((element) => [element, element.scrollTop, element.scrollLeft] as const);
    const isHitAt = (element: Element, block: ScrollLogicalPosition): boolean => {
      element.scrollIntoView({ block, inline: 'center', behavior: 'instant' });
      // A link that is broken into lines is pressed in any of them.
      const { left = 0, top = 0, width = 0, height = 0 } = element.getClientRects()[0] ?? {};
      const hit = document.elementFromPoint(left + width / 2, top + height / 2);
      // A label is pressed for its box; a list of words is offered over what is below it.
      const isOfLabel = hit?.closest('label')?.control === element;
      return element.contains(hit) || isOfLabel || hit?.closest('[role="listbox"]') != null;
    };
    const isHit = (element: Element) =>
      (['center', 'start', 'end'] as const).some((block) => isHitAt(element, block));
    /** For a screen reader alone: as wide as a hair, or in something that is. */
    const isHair = (element: Element | null): boolean =>
      element !== null &&
      (element.getBoundingClientRect().width <= 1 || isHair(element.parentElement));
    const faults = [...(top?.querySelectorAll('a[href], button, input, textarea, summary') ?? [])]
      .filter((element) => element.checkVisibility({ opacityProperty: true }) && !isHair(element))
      .filter((element) => !isHit(element))
      .map((element) => element.ariaLabel ?? element.textContent?.trim().slice(0, 60));
    for (const [element, y, x] of places)
      element.scrollTo({ top: y, left: x, behavior: 'instant' });
    return faults.map((name) => `covered: ${name}`);
  });
}

/** What is scrolled must show two lines at once. */
function slits(uppermost: Top): Promise<string[]> {
  return uppermost.evaluate((top) => {
    const scrolled = [...(top?.querySelectorAll('*') ?? [])].filter((element) => {
      const { overflowY } = getComputedStyle(element);
      const isHigh = element.scrollHeight > element.clientHeight + 1;
      return isHigh && (overflowY === 'auto' || overflowY === 'scroll');
    });
    return scrolled
      .filter((element) => {
        const { lineHeight } = getComputedStyle(element);
        return element.clientHeight < 2 * Number.parseFloat(lineHeight);
      })
      .map((element) => `no room to scroll: ${element.tagName} ${element.className}`);
  });
}
