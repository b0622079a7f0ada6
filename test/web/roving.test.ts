// One stop for Tab among many lines: who hears of what.

import { beforeEach, expect, test } from 'vitest';
import { Roving, type Standing } from '../../src/web/parts/roving.ts';

let roving: Roving;
let heard: string[] = [];

const say = (id: string) => (standing: Standing) => {
  const marks = [standing.stop ? 'stop' : '', standing.active ? 'active' : ''].filter(Boolean);
  heard.push([id, ...marks].join(' '));
};

/** What was told meanwhile, and to whom. */
function told(act: () => void): string[] {
  heard = [];
  act();
  return heard;
}

beforeEach(() => {
  roving = new Roving();
  roving.follow('c');
  for (const id of ['a', 'b', 'c', 'd']) roving.enrol(id, say(id));
});

test('the newest is the stop, and moves along; nobody else hears of it', () => {
  expect(told(() => roving.follow('d'))).toEqual(['c', 'd stop']);
  expect(told(() => roving.follow(undefined))).toEqual(['d']);
});

test('where the reader is stays the stop, whatever comes below', () => {
  expect(told(() => roving.enter('a'))).toEqual(['c', 'a stop active']);
  expect(told(() => roving.follow('d'))).toEqual(['a stop active']);
  expect(told(() => roving.enter('b'))).toEqual(['a', 'b stop active']);
  expect(told(() => roving.enter(undefined))).toEqual(['b', 'd stop']);
});

test('what goes hands its place to the one below, or to the one above', () => {
  roving.enter('b');
  expect(told(() => roving.settle(['a', 'b', 'c'], ['a', 'c']))).toEqual(['b', 'c stop active']);
  expect(told(() => roving.settle(['a', 'c'], ['a']))).toEqual(['c', 'a stop active']);
  expect(told(() => roving.settle(['a'], []))).toEqual(['a', 'c stop']);
});

test('a line that is drawn anew takes over from the one before, and hears at once', () => {
  const stop = roving.enrol('c', say('old'));
  expect(told(() => roving.enrol('c', say('new')))).toEqual(['new stop']);
  stop();
  expect(told(() => roving.follow('d'))).toEqual(['new', 'd stop']);
});
