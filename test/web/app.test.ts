// Which screen is shown, and what each tap leads to. Nothing is joined without one.

import { beforeEach, describe, expect, test, vi } from 'vitest';
import { SottoError } from '../../src/host/errors.ts';
import type { App } from '../../src/web/state/app.svelte.ts';
import { NotLoaded } from '../../src/web/state/engine.ts';
import { Bench, BRIDGE, FRESH, offline, ready, START, shown, WEAK_BITS } from './app-bench.ts';
import { ROOT } from './fake-engine.ts';
import { settled } from './page.ts';
import { watch } from './watch.svelte.ts';

// No key is made by mere waiting.
beforeEach(() => {
  vi.useFakeTimers();
});

describe('before a tap', () => {
  test('the library and the bridge are fetched, and nothing else is done', async () => {
    const { app, engine, loads } = await ready();
    expect([shown(app), loads.length, engine.runs, engine.joined]).toEqual([START, 1, [], []]);
    expect(app.settings.trackers).toEqual([BRIDGE, ...engine.trackers]);
  });

  test('a fetch that fails is nobody’s trouble yet', async () => {
    const bench = new Bench();
    bench.bridge = () => Promise.reject(offline);
    const warm = bench.app.warmUp();
    bench.loads[0]?.fail();
    await warm;
    expect(shown(bench.app)).toEqual(START);
  });

  test('a phrase is written, judged and even derived, and nothing is joined', async () => {
    const bench = await ready();
    await bench.openField('velvet harbor copper sapling quartz');
    await bench.derive();
    expect([bench.app.screen, bench.runs, bench.engine.joined]).toEqual([
      'join',
      ['velvet harbor copper sapling quartz'],
      [],
    ]);
  });
});

describe('Start a room', () => {
  test('draws a phrase and goes in', async () => {
    const bench = await ready();
    await bench.app.startRoom();
    const entered = shown(bench.app);
    await bench.derive();
    expect([entered, bench.runs, bench.engine.joined]).toEqual([
      { ...START, screen: 'room', phrase: FRESH },
      [FRESH.text],
      [{ root: ROOT.root, ...bench.app.settings.options() }],
    ]);
  });

  test('twice quickly gives one room, and once more gives none', async () => {
    const bench = new Bench();
    const taps = [bench.app.startRoom(), bench.app.startRoom()];
    bench.loads[0]?.come();
    await Promise.all(taps);
    const { stay } = bench.app;
    await bench.app.startRoom();
    await bench.derive();
    expect([
      bench.app.stay === stay,
      bench.loads.length,
      bench.runs,
      bench.engine.joined.length,
    ]).toEqual([true, 1, [FRESH.text], 1]);
  });

  test('a library that can’t be fetched is told, and the next tap tries again', async () => {
    const bench = new Bench();
    const tap = bench.app.startRoom();
    bench.loads[0]?.fail();
    await tap;
    const failed = shown(bench.app);
    const again = bench.app.startRoom();
    const trying = shown(bench.app);
    bench.loads[1]?.come();
    await again;
    expect([failed, trying, shown(bench.app)]).toEqual([
      { ...START, error: new NotLoaded(offline) },
      START,
      { ...START, screen: 'room', phrase: FRESH },
    ]);
  });

  test.each<[string, (app: App) => void]>([
    ['opened the Join screen', (app) => app.openJoin()],
    ['opened the Join screen and came back', (app) => [app.openJoin(), app.closeJoin()]],
    ['left the page', (app) => app.vanish()],
  ])('comes to nothing for who has since %s', async (_, meanwhile) => {
    for (const outcome of ['come', 'fail'] as const) {
      const bench = new Bench();
      const tap = bench.app.startRoom();
      meanwhile(bench.app);
      const before = shown(bench.app);
      bench.loads[0]?.[outcome]();
      await tap;
      expect([shown(bench.app), bench.runs]).toEqual([before, []]);
    }
  });

  test('from the Join screen forgets what was written there', async () => {
    const bench = await ready();
    const field = await bench.openField('hello');
    await bench.app.startRoom();
    expect([shown(bench.app), field.text, field.derivation.phase]).toEqual([
      { ...START, screen: 'room', phrase: FRESH },
      '',
      'idle',
    ]);
  });
});

describe('Join', () => {
  test('goes in with what is written, and with the key that is made of it already', async () => {
    const bench = await ready();
    await bench.openField(' velvet harbor copper sapling quartz ');
    await bench.derive();
    await bench.app.join();
    await bench.derive();
    expect([shown(bench.app), bench.runs, bench.engine.joined.length]).toEqual([
      {
        ...START,
        screen: 'room',
        phrase: { text: 'velvet harbor copper sapling quartz', fresh: false },
      },
      [' velvet harbor copper sapling quartz '],
      1,
    ]);
  });

  test('does nothing while nothing is written', async () => {
    const bench = await ready();
    await bench.app.join();
    await bench.openField('  ');
    await bench.app.join();
    expect([shown(bench.app), bench.runs]).toEqual([
      { ...START, screen: 'join', written: '  ' },
      [],
    ]);
  });

  test('asks of a weak phrase, and goes in at the second tap', async () => {
    const bench = await ready();
    bench.bits = WEAK_BITS;
    const field = await bench.openField('hello');
    await bench.app.join();
    const asked = [bench.app.screen, field.warned];
    await bench.app.join();
    await bench.derive();
    expect([asked, bench.app.screen, bench.engine.joined.length]).toEqual([
      ['join', true],
      'room',
      1,
    ]);
  });

  test('two taps before the question are one', async () => {
    const bench = await ready();
    bench.bits = WEAK_BITS;
    const field = await bench.openField('hello');
    await Promise.all([bench.app.join(), bench.app.join(), bench.app.join()]);
    expect([bench.app.screen, field.warned, bench.engine.joined]).toEqual(['join', true, []]);
  });

  test('twice quickly gives one room', async () => {
    const bench = await ready();
    await bench.openField('my own words');
    await Promise.all([bench.app.join(), bench.app.join()]);
    await bench.derive();
    expect([bench.runs, bench.engine.joined.length]).toEqual([['my own words'], 1]);
  });

  test('comes to nothing when the screen is closed meanwhile', async () => {
    const bench = await ready();
    const field = await bench.openField('my own words');
    const tap = bench.app.join();
    bench.app.closeJoin();
    await tap;
    expect([shown(bench.app), bench.runs, field.text]).toEqual([START, [], '']);
  });

  test('comes to nothing when the phrase is rewritten meanwhile', async () => {
    const bench = await ready();
    const field = await bench.openField('my own words');
    const tap = bench.app.join();
    void field.write('my own');
    await tap;
    expect([shown(bench.app), bench.engine.joined]).toEqual([
      { ...START, screen: 'join', written: 'my own' },
      [],
    ]);
  });

  test('a library that can’t be fetched is told, and the next tap tries again', async () => {
    const bench = new Bench();
    bench.app.openJoin();
    const written = bench.app.field?.write('velvet harbor copper sapling quartz');
    written?.catch(() => {});
    const tap = bench.app.join();
    bench.loads[0]?.fail();
    await tap;
    const failed = [bench.app.screen, bench.app.error];
    const again = bench.app.join();
    bench.loads[1]?.come();
    await again;
    await bench.derive();
    expect([failed, bench.app.screen, bench.app.error, bench.engine.joined.length]).toEqual([
      ['join', new NotLoaded(offline)],
      'room',
      undefined,
      1,
    ]);
  });

  test('an error of the Join screen stays there', async () => {
    const bench = new Bench();
    bench.app.openJoin();
    bench.app.field?.write('hello').catch(() => {});
    const tap = bench.app.join();
    bench.loads[0]?.fail();
    await tap;
    bench.app.closeJoin();
    expect(shown(bench.app)).toEqual(START);
  });
});

test('whoever finds nobody looks at the phrase again: the room is left, and the words are there', async () => {
  const bench = await ready();
  const words = 'velvet harbor copper sapling quartz';
  await bench.openField(words);
  const joined = bench.app.join();
  await bench.derive();
  await joined;
  const inside = bench.app.screen;
  bench.app.retype();
  await settled();
  expect([inside, shown(bench.app)]).toEqual([
    'room',
    { ...START, screen: 'join', written: words },
  ]);
});

test('a failed entry is tried again at a tap, in the same room', async () => {
  const bench = await ready();
  const error = new SottoError('slow-hash-failed', 'no memory');
  await bench.app.startRoom();
  await settled();
  bench.engine.runs[0]?.fail(error);
  await settled();
  const failed = bench.app.stay?.error;
  bench.app.retry();
  await bench.derive();
  expect([failed, bench.app.stay?.error, bench.runs, bench.engine.joined.length]).toEqual([
    error,
    undefined,
    [FRESH.text, FRESH.text],
    1,
  ]);
});

test('a view follows from screen to screen', async () => {
  const bench = await ready();
  const seen = watch(() => bench.app.screen);
  bench.app.openJoin();
  await settled();
  await bench.app.startRoom();
  await settled();
  bench.app.leave();
  await settled();
  expect(seen).toEqual(['start', 'join', 'room', 'start']);
});
