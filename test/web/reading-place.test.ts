// Where the reader is: each row is what has scrolled, and what is known afterwards.

import { describe, expect, test } from 'vitest';
import { ReadingPlace } from '../../src/web/state/reading-place.svelte.ts';

const WINDOW_PX = 500;

/** At the newest of ten entries, 1,000 px below the oldest. */
function atNewest(): ReadingPlace {
  const place = new ReadingPlace();
  scroll(place, 1_000, 1_000);
  return place;
}

/** To `top` px, where `bottom` shows the newest. */
function scroll(place: ReadingPlace, top: number, bottom: number, entries = 10): void {
  const scrollHeight = bottom + WINDOW_PX;
  place.scrolled({ scrollTop: top, scrollHeight, clientHeight: WINDOW_PX }, entries);
}

const told = ({ atNewest, seen, abovePx }: ReadingPlace) => ({ atNewest, seen, abovePx });

describe('at the newest line', () => {
  test('is where one begins', () => {
    expect(told(new ReadingPlace())).toEqual({ atNewest: true, seen: 0, abovePx: 0 });
  });

  test('stays whoever has not gone up, however much comes in', () => {
    const place = atNewest();
    scroll(place, 1_000, 4_000, 11);
    expect(told(place)).toEqual({ atNewest: true, seen: 0, abovePx: 3_000 });
  });

  test('and whoever goes up less than a line and a half', () => {
    const place = atNewest();
    scroll(place, 961, 1_000);
    expect(place.atNewest).toBe(true);
  });

  test('and whoever has lost what was below', () => {
    const place = atNewest();
    scroll(place, 200, 200, 2);
    expect(place.atNewest).toBe(true);
  });

  test('nobody stays who goes up further, at once or little by little', () => {
    for (const steps of [[960], [990, 975, 965, 960]]) {
      const place = atNewest();
      for (const top of steps) scroll(place, top, 1_000);
      expect(told(place)).toEqual({ atNewest: false, seen: 10, abovePx: 40 });
    }
  });

  test('nobody stays who goes up while something comes in', () => {
    const place = atNewest();
    scroll(place, 900, 1_300, 11);
    expect(told(place)).toEqual({ atNewest: false, seen: 11, abovePx: 400 });
  });
});

describe('further up', () => {
  test('what was seen is what was there when one went up', () => {
    const place = atNewest();
    scroll(place, 500, 1_000);
    scroll(place, 400, 1_200, 14);
    expect(told(place)).toEqual({ atNewest: false, seen: 10, abovePx: 800 });
  });

  test('one is back by scrolling down, or by asking', () => {
    const scrolled = atNewest();
    scroll(scrolled, 500, 1_000);
    scroll(scrolled, 970, 1_000);
    const asked = atNewest();
    scroll(asked, 500, 1_000);
    asked.toNewest();
    expect([scrolled.atNewest, asked.atNewest]).toEqual([true, true]);
  });
});
