// The slow key of the phrase that is being written: when it starts, ends, starts anew and goes.

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Derivation } from '../../src/web/state/derivation.svelte.ts';
import { FakeEngine, ROOT } from './fake-engine.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  expect(vi.getTimerCount()).toBe(0);
});

function bench() {
  const engine = new FakeEngine();
  const derivation = new Derivation(() => Promise.resolve(engine));
  /** Each run that was ever begun, and whether it was ended early. */
  const runs = () =>
    engine.runs.map(({ phrase, control }) => (control.signal?.aborted ? `(${phrase})` : phrase));
  return { engine, derivation, runs };
}

function shown({ phase, progress, derived, error }: Derivation) {
  return { phase, progress, derived, error };
}

const IDLE = { phase: 'idle', progress: 0, derived: undefined, error: undefined };

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('begins', () => {
  test('at once for a complete phrase', async () => {
    const { derivation, runs } = bench();
    derivation.follow('one two three four five', true);
    expect(shown(derivation)).toEqual({ ...IDLE, phase: 'running' });
    await pass(0);
    expect(runs()).toEqual(['one two three four five']);
    derivation.forget();
  });

  test('after 600 ms of quiet for any other', async () => {
    const { derivation, runs } = bench();
    derivation.follow('one', false);
    await pass(599);
    const before = [shown(derivation), runs()];
    await pass(1);
    expect([before, shown(derivation), runs()]).toEqual([
      [IDLE, []],
      { ...IDLE, phase: 'running' },
      ['one'],
    ]);
  });

  test('after the quiet that follows the last key', async () => {
    const { derivation, runs } = bench();
    for (const phrase of ['o', 'on', 'one', 'one ']) {
      derivation.follow(phrase, false);
      await pass(599);
    }
    expect(runs()).toEqual([]);
    await pass(1);
    expect(runs()).toEqual(['one ']);
  });

  test('never for an empty field', async () => {
    const { derivation, runs } = bench();
    derivation.follow('', true);
    derivation.follow('  ', false);
    await pass(10_000);
    expect([shown(derivation), runs()]).toEqual([IDLE, []]);
  });

  test('with the tap, if it has not begun, and once', async () => {
    const { engine, derivation, runs } = bench();
    derivation.follow('one', false);
    const taps = [derivation.settle(), derivation.settle()];
    await pass(1_000);
    engine.runs[0]?.finish(ROOT);
    expect([await Promise.all(taps), runs()]).toEqual([[ROOT, ROOT], ['one']]);
  });
});

describe('goes on', () => {
  test('through a space, a capital, and the phrase becoming complete', async () => {
    const { engine, derivation, runs } = bench();
    derivation.follow('one two', false);
    await pass(600);
    engine.runs[0]?.control.progress?.(0.4);
    for (const phrase of ['One two', '  one   two ', 'ONE\ttwo', 'one two']) {
      derivation.follow(phrase, false);
      derivation.follow(phrase, true);
      await pass(1_000);
    }
    expect([runs(), shown(derivation)]).toEqual([
      ['one two'],
      { ...IDLE, phase: 'running', progress: 0.4 },
    ]);
  });

  test('to its end, and the key stays while the phrase does', async () => {
    const { engine, derivation, runs } = bench();
    derivation.follow('one', true);
    await pass(0);
    engine.runs[0]?.control.progress?.(0.9);
    engine.runs[0]?.finish(ROOT);
    await pass(0);
    derivation.follow('One ', false);
    await pass(1_000);
    expect([shown(derivation), runs(), await derivation.settle()]).toEqual([
      { phase: 'done', progress: 0.9, derived: ROOT, error: undefined },
      ['one'],
      ROOT,
    ]);
  });
});

describe('starts anew', () => {
  test('for another phrase: the run before is ended, and nothing of it is shown', async () => {
    const { engine, derivation, runs } = bench();
    derivation.follow('one', true);
    await pass(0);
    engine.runs[0]?.control.progress?.(0.7);
    derivation.follow('two', true);
    await pass(0);
    const begun = [runs(), shown(derivation)];
    engine.runs[0]?.control.progress?.(0.8);
    engine.runs[0]?.finish(ROOT);
    await pass(0);
    expect([begun, shown(derivation)]).toEqual([
      [['(one)', 'two'], { ...IDLE, phase: 'running' }],
      { ...IDLE, phase: 'running' },
    ]);
  });

  test('ends the run at once, though the next waits for quiet', async () => {
    const { derivation, runs } = bench();
    derivation.follow('one', true);
    await pass(0);
    derivation.follow('one t', false);
    expect([runs(), shown(derivation)]).toEqual([['(one)'], IDLE]);
    await pass(600);
    expect(runs()).toEqual(['(one)', 'one t']);
  });

  test('at most one run at a time, however fast it is written', async () => {
    const { derivation, runs } = bench();
    for (const phrase of ['one', 'two', 'three', 'four']) {
      derivation.follow(phrase, true);
      await pass(0);
      expect(runs().filter((run) => !run.startsWith('('))).toEqual([phrase]);
    }
  });

  test('when the phrase comes back after it was changed', async () => {
    const { derivation, runs } = bench();
    derivation.follow('one', true);
    await pass(0);
    derivation.follow('two', false);
    derivation.follow('one', true);
    await pass(1_000);
    expect(runs()).toEqual(['(one)', 'one']);
  });

  test('when the field is emptied, with nothing', async () => {
    const { derivation, runs } = bench();
    derivation.follow('one', true);
    await pass(0);
    derivation.follow('', false);
    await pass(1_000);
    expect([runs(), shown(derivation)]).toEqual([['(one)'], IDLE]);
  });

  test('for what only looks like a space: a byte-order mark within is none', async () => {
    const { derivation, runs } = bench();
    for (const phrase of ['one two', 'one\ufefftwo']) {
      derivation.follow(phrase, true);
      await pass(0);
    }
    expect(runs()).toEqual(['(one two)', 'one\ufefftwo']);
  });
});

describe('fails', () => {
  test('and says so to whoever waits, and to the screen', async () => {
    const { engine, derivation } = bench();
    const error = new Error('out of memory');
    derivation.follow('one', true);
    const waiting = derivation.settle();
    waiting.catch(() => {});
    await pass(0);
    engine.runs[0]?.fail(error);
    await expect(waiting).rejects.toBe(error);
    expect(shown(derivation)).toEqual({ ...IDLE, phase: 'failed', error });
  });

  test('and is tried again by a tap, with the failure forgotten', async () => {
    const { engine, derivation, runs } = bench();
    derivation.follow('one', true);
    await pass(0);
    engine.runs[0]?.fail(new Error('out of memory'));
    await pass(0);
    const again = derivation.settle();
    expect(shown(derivation)).toEqual({ ...IDLE, phase: 'running' });
    await pass(0);
    engine.runs[1]?.finish(ROOT);
    expect([await again, derivation.phase, runs()]).toEqual([ROOT, 'done', ['(one)', 'one']]);
  });

  test('when the library can’t be fetched, which is tried again likewise', async () => {
    const engine = new FakeEngine();
    const offline = new Error('offline');
    const load = vi.fn(() => Promise.resolve(engine)).mockRejectedValueOnce(offline);
    const derivation = new Derivation(load);
    derivation.follow('one', true);
    await pass(0);
    const failed = shown(derivation);
    const again = derivation.settle();
    await pass(0);
    engine.runs[0]?.finish(ROOT);
    expect([failed, await again]).toEqual([{ ...IDLE, phase: 'failed', error: offline }, ROOT]);
  });
});

describe('forgets', () => {
  test('the run, its progress and its key', async () => {
    const { engine, derivation, runs } = bench();
    derivation.follow('one', true);
    const waiting = derivation.settle();
    waiting.catch(() => {});
    await pass(0);
    engine.runs[0]?.control.progress?.(0.5);
    derivation.forget();
    await expect(waiting).rejects.toThrow('aborted');
    expect([runs(), shown(derivation)]).toEqual([['(one)'], IDLE]);
  });

  test('the key that was made, and what failed', async () => {
    const { engine, derivation } = bench();
    derivation.follow('one', true);
    await pass(0);
    engine.runs[0]?.finish(ROOT);
    await pass(0);
    derivation.forget();
    const done = shown(derivation);
    derivation.follow('two', true);
    await pass(0);
    engine.runs[1]?.fail(new Error('out of memory'));
    await pass(0);
    derivation.forget();
    expect([done, shown(derivation)]).toEqual([IDLE, IDLE]);
  });

  test('the phrase that waits for quiet', async () => {
    const { derivation, runs } = bench();
    derivation.follow('one', false);
    derivation.forget();
    await pass(1_000);
    expect(runs()).toEqual([]);
  });
});
