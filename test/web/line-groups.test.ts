// Lines in groups: what comes in or goes leaves all but its neighbours where they are.

import { expect, test } from 'vitest';
import { groupLines, type LineGroup } from '../../src/web/state/line-groups.ts';
import type { Line } from '../../src/web/state/transcript.svelte.ts';

/** A line is known by its kind and its id here. */
const said = (id: string) => ({ kind: 'said', id }) as Line;
const NUMBERED = Array.from({ length: 1_000 }, (_, number) => said(`entry-${number}`));

const group = (lines: readonly Line[], folded: readonly Line[] = []) =>
  groupLines(lines, { folded, before: [] });

const idsOf = (groups: readonly LineGroup[]) =>
  groups.map(({ lines }) => lines.map(({ id }) => id));

/** How many lines are not in the group where they were. */
function moved(before: readonly LineGroup[], after: readonly LineGroup[]): number {
  const place = (groups: readonly LineGroup[]) =>
    new Map(groups.flatMap(({ id, lines }) => lines.map((line) => [line.id, id])));
  const was = place(before);
  return [...place(after)].filter(([id, group]) => was.has(id) && was.get(id) !== group).length;
}

test('all lines are there, in order, in groups of some thirty', () => {
  const groups = group(NUMBERED);
  expect(idsOf(groups).flat()).toEqual(NUMBERED.map(({ id }) => id));
  expect([groups.length > 20, groups.length < 50]).toEqual([true, true]);
});

test('no line moves when lines are folded away, unfolded, or added below', () => {
  const all = group(NUMBERED);
  for (const from of [1, 300, 700, 999]) {
    const some = group(NUMBERED.slice(from), NUMBERED.slice(0, from));
    expect(moved(all, some)).toBe(0);
  }
  const fewer = group(NUMBERED.slice(0, -1));
  expect(moved(fewer, all)).toBe(0);
});

test('where one goes from between, at most the rest of its group moves', () => {
  const all = group(NUMBERED);
  const most = Math.max(...all.map(({ lines }) => lines.length));
  for (let gone = 0; gone < NUMBERED.length; gone++) {
    const others = NUMBERED.filter((_, number) => number !== gone);
    expect(moved(all, group(others))).toBeLessThan(most);
  }
});

test('what stands between messages goes with the one above; nothing makes no group', () => {
  const mark = { kind: 'new', id: 'new' } as const;
  expect(group([mark, said('a'), mark])).toEqual([{ id: 'top', lines: [mark, said('a'), mark] }]);
  expect(group([], NUMBERED)).toEqual([]);
});

test('a group with the very same lines is the same as before, and no other', () => {
  const before = group(NUMBERED);
  const lines = NUMBERED.with(500, said('entry-500'));
  const kept = groupLines(lines, { folded: [], before }).map((one, at) => one === before[at]);
  const changed = before.findIndex((one) => one.lines.includes(NUMBERED[500] as Line));
  expect(kept).toEqual(before.map((_, at) => at !== changed));
});
