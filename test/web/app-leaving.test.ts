// Leaving a room, and vanishing with the page: what is said, and that nothing of it is left.

import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { App } from '../../src/web/state/app.svelte.ts';
import { Bench, ready, START, shown } from './app-bench.ts';
import { settled } from './page.ts';

// No key is made by mere waiting.
beforeEach(() => {
  vi.useFakeTimers();
});

/** In a room, with all that a person may have written on the way. */
async function livedIn() {
  const bench = await ready();
  const { app } = bench;
  await app.startRoom();
  await bench.derive();
  app.settings.nickname = 'Ana';
  app.settings.relayOnly = true;
  app.settings.addRelay({ url: 'turn:relay.example', username: 'ana', credential: 'secret' });
  app.settings.addTracker('wss://own.example');
  app.settingsOpen = true;
  const { stay } = app;
  if (stay === undefined) throw new Error('no stay');
  stay.writing.text = 'not sent yet';
  return { bench, app, stay };
}

/** Whatever of it is still there. */
function rest({ app, stay }: Awaited<ReturnType<typeof livedIn>>) {
  const { writing, conversation, derivation } = stay;
  const { settingsOpen, settings } = app;
  return {
    ...shown(app),
    draft: writing.text,
    conversation,
    derived: derivation.derived,
    settingsOpen,
    settings: settings.options(),
  };
}

const NOTHING = { draft: '', conversation: undefined, derived: undefined, settingsOpen: false };

describe('leaving', () => {
  test('says goodbye, forgets the stay and its name, keeps the settings, and says so', async () => {
    const lived = await livedIn();
    const settings = lived.app.settings.options();
    lived.app.leave();
    expect([rest(lived), lived.bench.engine.room.asked]).toEqual([
      { ...START, left: 'room', ...NOTHING, settings: { ...settings, nickname: '' } },
      ['leave'],
    ]);
  });

  test('is no longer told once one goes on', async () => {
    const { app } = await livedIn();
    const told: App['left'][] = [];
    for (const go of [() => app.openJoin(), () => app.startRoom()]) {
      app.leave();
      await go();
      told.push(app.left);
    }
    expect(told).toEqual([undefined, undefined]);
  });

  test('takes the name along that was chosen there: the next room does not hear it', async () => {
    const lived = await livedIn();
    lived.app.settings.nickname = 'Ana';
    lived.app.leave();
    await lived.app.startRoom();
    await settled();
    expect([lived.app.settings.nickname, lived.app.stay?.nickname]).toEqual(['', '']);
  });
});

describe('vanishing', () => {
  test('clears the room, the draft and the settings, and says nothing', async () => {
    const lived = await livedIn();
    const { settings } = await ready().then(({ app }) => app);
    lived.app.vanish();
    expect([rest(lived), lived.bench.engine.room.asked]).toEqual([
      { ...START, ...NOTHING, settings: settings.options() },
      ['leave'],
    ]);
  });

  test('clears the phrase that is being written, its judgement and its key', async () => {
    const bench = await ready();
    const field = await bench.openField('velvet harbor copper sapling quartz la');
    await bench.derive();
    bench.app.vanish();
    const { text, judged, suggestions, derivation } = field;
    expect([shown(bench.app), text, judged, suggestions, derivation.derived]).toEqual([
      START,
      '',
      undefined,
      [],
      undefined,
    ]);
  });

  test('clears what went wrong', async () => {
    const bench = new Bench();
    const tap = bench.app.startRoom();
    bench.loads[0]?.fail();
    await tap;
    bench.app.vanish();
    expect(shown(bench.app)).toEqual(START);
  });

  test('ends what a tap still waits for', async () => {
    const bench = await ready();
    await bench.app.startRoom();
    await settled();
    bench.app.vanish();
    await settled();
    expect([
      shown(bench.app),
      bench.engine.runs[0]?.control.signal?.aborted,
      bench.engine.joined,
    ]).toEqual([START, true, []]);
  });
});
