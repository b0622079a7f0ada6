// Escape three times: how quickly, and how little it takes to be no panic.

import { beforeEach, expect, test } from 'vitest';
import { watchEscapes } from '../../src/web/state/panic.ts';
import { page } from './page.ts';

let panics: number;

beforeEach(() => {
  panics = 0;
});

/** Presses at these moments, in ms; a name beside one is another key. */
function press(...moments: (number | readonly [string, number])[]): number {
  const stop = watchEscapes(() => {
    panics += 1;
  });
  for (const moment of moments) {
    const [key, at] = typeof moment === 'number' ? ['Escape', moment] : moment;
    const event = new Event('keydown');
    Object.defineProperty(event, 'timeStamp', { value: at });
    const isEscape = key === 'held' || key === 'composing';
    page.window.dispatchEvent(
      Object.assign(event, {
        key: isEscape ? 'Escape' : key,
        repeat: key === 'held',
        isComposing: key === 'composing',
      }),
    );
  }
  stop();
  return panics;
}

test('three within a second and a half', () => {
  expect(press(0, 700, 1_500)).toBe(1);
});

test('one more press is not one more panic', () => {
  expect(press(0, 100, 200, 300, 400)).toBe(1);
});

test('the last three count', () => {
  expect(press(0, 5_000, 5_400, 5_800)).toBe(1);
});

test.each([
  ['two', [0, 100]],
  ['three, slowly', [0, 800, 1_501]],
  ['another key between', [0, 100, ['a', 200], 300] as const],
])('%s: nothing', (_, moments) => {
  expect(press(...moments)).toBe(0);
});

test('a key that is held repeats, and is one press', () => {
  expect(press(0, ['held', 100], ['held', 200], ['held', 300])).toBe(0);
});

test('what an input method is given to cancel does not count', () => {
  expect(press(['composing', 0], ['composing', 100], ['composing', 200])).toBe(0);
});
