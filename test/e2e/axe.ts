// axe in a page: what it has to say of it, in each of the looks that a page can have.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

/** As a person chooses it in the settings (see state/theme.svelte.ts), and as the device has it. */
export interface Look {
  readonly name: string;
  /** What the settings leave at the root. */
  readonly theme?: 'light' | 'dark' | 'contrast';
  readonly device: {
    readonly colorScheme: 'light' | 'dark';
    readonly contrast?: 'more' | 'no-preference';
  };
}

/** Chosen here, on a device that has it otherwise. */
export const CHOSEN: readonly Look[] = [
  { name: 'light', theme: 'light', device: { colorScheme: 'dark' } },
  { name: 'dark', theme: 'dark', device: { colorScheme: 'light' } },
  { name: 'high contrast, light', theme: 'contrast', device: { colorScheme: 'light' } },
  { name: 'high contrast, dark', theme: 'contrast', device: { colorScheme: 'dark' } },
];

/** As the device has it. */
export const SYSTEM: readonly Look[] = (['no-preference', 'more'] as const).flatMap((contrast) =>
  (['light', 'dark'] as const).map((colorScheme) => ({
    name: contrast === 'more' ? `high contrast, ${colorScheme}` : colorScheme,
    device: { colorScheme, contrast },
  })),
);

function isHighContrast({ theme, device }: Look): boolean {
  return theme === 'contrast' || device.contrast === 'more';
}

/** The rules of axe-core 4.14 that look at colours. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

/** What axe finds in the page as it stands, all animations brought to their end. */
export function axeFaults(page: Page): Promise<string[]> {
  return run(page, {});
}

/**
 * What axe finds in each of these looks; in high contrast by the measure of enhanced contrast as well
 * (WCAG 2.2, 1.4.6: 7:1). From one look to the next nothing but colours changes, so the rules that
 * ask for no colour, and what lies below a dialog, are looked at in the first alone.
 */
export async function axeFaultsInLooks(page: Page, looks: readonly Look[]): Promise<string[]> {
  const found: string[] = [];
  for (const look of looks) {
    await page.emulateMedia(look.device);
    await page.evaluate((theme) => {
      if (theme === undefined) delete document.documentElement.dataset.theme;
      else document.documentElement.dataset.theme = theme;
    }, look.theme);
    const colours = isHighContrast(look) ? [...COLOURS, 'color-contrast-enhanced'] : COLOURS;
    const faults = await run(page, look === looks[0] ? {} : { runOnly: colours });
    found.push(...faults.map((fault) => `${look.name}: ${fault}`));
  }
  return found;
}

async function run(page: Page, options: object): Promise<string[]> {
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) animation.finish();
  });
  if (!(await page.evaluate(() => 'axe' in window))) {
    const source = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
    await page.evaluate(await readFile(source, 'utf8'));
  }
  return page.evaluate(async (given) => {
    const dialog = 'runOnly' in given && document.activeElement?.closest('dialog[open]');
    const { violations } = await Reflect.get(window, 'axe').run(dialog || document, {
      resultTypes: ['violations'],
      ...given,
    });
    return violations.flatMap((rule: { id: string; nodes: { html: string }[] }) =>
      rule.nodes.map(({ html }) => `${rule.id}: ${html.slice(0, 160)}`),
    );
  }, options);
}
