// Light, dark, in high contrast, or as the device has it.

import { flushSync } from 'svelte';
import { expect, test } from 'vitest';
import { THEME_CHOICES, Theme } from '../../src/web/state/theme.svelte.ts';
import { page } from './page.ts';
import { watch } from './watch.svelte.ts';

test('four choices, the device’s own first', () => {
  expect(THEME_CHOICES).toEqual(['system', 'light', 'dark', 'contrast']);
  expect(new Theme().choice).toBe('system');
});

test('a choice is one attribute of the page, and the device’s own is none', () => {
  const theme = new Theme();
  const shown = watch(() => theme.choice);
  const attributes = (['light', 'dark', 'system', 'contrast'] as const).map((choice) => {
    theme.choice = choice;
    flushSync();
    return page.dataset.theme;
  });
  expect(attributes).toEqual(['light', 'dark', undefined, 'contrast']);
  expect(shown).toEqual(['system', 'light', 'dark', 'system', 'contrast']);
});
