// axe in a page: what it has to say of it.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** What axe finds in the page as it stands, animations done. */
export async function axeFaults(page: Page): Promise<string[]> {
  // One that is cut short, with the element that it moved, is done as well.
  await page.evaluate(() =>
    Promise.allSettled(document.getAnimations().map(({ finished }) => finished)),
  );
  if (!(await page.evaluate(() => 'axe' in window))) {
    const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
    await page.evaluate(await readFile(source, 'utf8'));
  }
  return page.evaluate(async () => {
    const { violations } = await Reflect.get(window, 'axe').run(document, {
      resultTypes: ['violations'],
    });
    return violations.flatMap((rule: { id: string; nodes: { html: string }[] }) =>
      rule.nodes.map(({ html }) => `${rule.id}: ${html.slice(0, 160)}`),
    );
  });
}
