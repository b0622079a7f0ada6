// The library, and the estimator: each fetched once, when first wanted, and again after a failure.

import { expect, test, vi } from 'vitest';
import { loadOnce, NotLoaded } from '../../src/web/state/engine.ts';
import { lazyEstimate } from '../../src/web/state/estimate.ts';
import { FakeEngine } from './fake-engine.ts';

const offline = new Error('offline');

/** Fails at first, as often as it is told to. */
function loads(failures: number) {
  const engine = new FakeEngine();
  const load = vi.fn(() => Promise.resolve(engine));
  for (let failed = 0; failed < failures; failed++) load.mockRejectedValueOnce(offline);
  return { engine, load };
}

test('the library is fetched when first wanted, and once', async () => {
  const { engine, load } = loads(0);
  const once = loadOnce(load);
  const before = load.mock.calls.length;
  const loaded = await Promise.all([once(), once()]);
  expect([before, loaded, await once(), load.mock.calls.length]).toEqual([
    0,
    [engine, engine],
    engine,
    1,
  ]);
});

test('a failed fetch is told to all who wait, and tried again by the next', async () => {
  const { engine, load } = loads(1);
  const once = loadOnce(load);
  const outcomes = await Promise.allSettled([once(), once()]);
  expect(outcomes).toEqual([
    { status: 'rejected', reason: new NotLoaded(offline) },
    { status: 'rejected', reason: new NotLoaded(offline) },
  ]);
  expect([await once(), load.mock.calls.length]).toEqual([engine, 2]);
});

test('the estimator is fetched by the first phrase, and once', async () => {
  const { load } = loads(0);
  const estimate = lazyEstimate(load);
  const before = load.mock.calls.length;
  const estimated = await Promise.all([estimate('my own words'), estimate('my own words')]);
  const bits = estimated.map((each) => each.bits);
  expect([before, load.mock.calls.length, new Set(bits).size]).toEqual([0, 1, 1]);
  expect(bits[0]).toBeGreaterThan(10);
});

test('an estimator that could not be fetched is tried again by the next phrase', async () => {
  const { load } = loads(1);
  const estimate = lazyEstimate(load);
  await expect(estimate('my own words')).rejects.toBe(offline);
  expect((await estimate('my own words')).bits).toBeGreaterThan(10);
});
