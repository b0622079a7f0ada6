// A browser may name a language in a form that it does not take itself: Chromium without a locale of its
// own says "en-US@posix". Times are told all the same.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { Speech } from '../../src/web/state/language.svelte.ts';
import { page } from './page.ts';

const NOON = new Date(2025, 10, 24, 12, 5).getTime();
const { language, languages } = page.navigator;

beforeEach(() => Object.assign(page.navigator, { language: 'en-US@posix' }));
afterEach(() => Object.assign(page.navigator, { language, languages }));

test.each([[['en-US@posix']], [['en-US@posix', 'en-GB']], [['', 'en_GB.UTF-8']]])(
  'languages %j',
  async (wanted) => {
    page.navigator.languages = wanted;
    const speech = new Speech();
    await speech.begin();
    expect(speech.reader.timeOfDay(NOON)).toMatch(/^12:05/);
    expect(speech.reader.count(1_234)).toBe('1,234');
  },
);
