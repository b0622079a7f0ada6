// One stay in a room: the key, the room, the conversation, and leaving at any moment between.

import { beforeEach, describe, expect, test, vi } from 'vitest';
import { SottoError } from '../../src/host/errors.ts';
import { Derivation } from '../../src/web/state/derivation.svelte.ts';
import { Settings } from '../../src/web/state/settings.svelte.ts';
import { Stay } from '../../src/web/state/stay.svelte.ts';
import { FakeEngine, ROOT } from './fake-engine.ts';
import { settled } from './page.ts';

const PHRASE = { text: 'velvet harbor', fresh: false };

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});

function bench(engine = new FakeEngine()) {
  const load = () => Promise.resolve(engine);
  const derivation = new Derivation(load);
  const settings = new Settings();
  settings.useUsual(engine);
  derivation.follow(PHRASE.text, true);
  const stay = new Stay({ kind: 'phrase', phrase: PHRASE }, { derivation, settings });
  return { engine, settings, stay, enter: () => stay.enter(load) };
}

test('first the key, then the room, then the conversation', async () => {
  const { engine, settings, stay, enter } = bench();
  settings.nickname = 'Ana';
  const entered = enter();
  await settled();
  const before = [engine.runs.map(({ phrase }) => phrase), [...engine.joined], stay.conversation];
  engine.runs[0]?.finish(ROOT);
  await entered;
  expect([before, engine.joined, stay.error]).toEqual([
    [['velvet harbor'], [], undefined],
    [{ root: ROOT.root, ...settings.options() }],
    undefined,
  ]);
  expect(stay.conversation?.emblem).toBe(engine.room.emblem);
});

test('the settings are those of the moment at which the key is made', async () => {
  const { engine, settings, stay, enter } = bench();
  const entered = enter();
  await settled();
  settings.relayOnly = true;
  engine.runs[0]?.finish(ROOT);
  await entered;
  expect(engine.joined.map(({ relayOnly }) => relayOnly)).toEqual([true]);
  expect(stay.conversation?.connection.trouble?.says).toBe(
    'Your address is hidden and no relay answers, so nobody can be reached.',
  );
});

test('the emblem is there as soon as the key is', async () => {
  const { engine, stay } = bench();
  await settled();
  const before = stay.emblem;
  engine.runs[0]?.finish(ROOT);
  await settled();
  expect([before, stay.emblem]).toEqual([undefined, ROOT.emblem]);
});

describe('a failure', () => {
  test('of the key is told, and a retry makes it anew', async () => {
    const { engine, stay, enter } = bench();
    const error = new SottoError('slow-hash-failed', 'no memory');
    const entered = enter();
    await settled();
    engine.runs[0]?.fail(error);
    await entered;
    const failed = [stay.error, engine.joined.length];
    const again = enter();
    const retrying = stay.error;
    await settled();
    engine.runs[1]?.finish(ROOT);
    await again;
    expect([failed, retrying, stay.error, engine.joined.length]).toEqual([
      [error, 0],
      undefined,
      undefined,
      1,
    ]);
  });

  test('of joining is told, and a retry takes the same key', async () => {
    const { engine, stay, enter } = bench();
    const error = new SottoError('tracker-invalid', 'no tracker');
    const refusing = vi.spyOn(engine, 'join').mockRejectedValueOnce(error);
    const entered = enter();
    await settled();
    engine.runs[0]?.finish(ROOT);
    await entered;
    const failed = [stay.error, stay.conversation];
    await enter();
    expect([failed, stay.error, engine.runs.length, refusing.mock.calls.length]).toEqual([
      [error, undefined],
      undefined,
      1,
      2,
    ]);
    expect(stay.conversation).toBeDefined();
  });
});

describe('leaving', () => {
  test('says goodbye and forgets the key, the draft and the conversation', async () => {
    const { engine, stay, enter } = bench();
    const entered = enter();
    await settled();
    engine.runs[0]?.finish(ROOT);
    await entered;
    stay.writing.text = 'not sent yet';
    stay.leave();
    expect({
      asked: engine.room.asked,
      listeners: engine.room.listeners,
      draft: stay.writing.text,
      emblem: stay.emblem,
      derived: stay.derivation.derived,
    }).toEqual({
      asked: ['leave'],
      listeners: 0,
      draft: '',
      emblem: undefined,
      derived: undefined,
    });
  });

  test('while the key is made: the run ends, nothing is joined, and nothing is told', async () => {
    const { engine, stay, enter } = bench();
    const entered = enter();
    await settled();
    stay.leave();
    await entered;
    expect([engine.runs[0]?.control.signal?.aborted, engine.joined, stay.error]).toEqual([
      true,
      [],
      undefined,
    ]);
  });

  test('while the room is joined: it is left as soon as it is there', async () => {
    const { engine, stay, enter } = bench();
    let open = () => {};
    vi.spyOn(engine, 'join').mockImplementation(
      () =>
        new Promise((joined) => {
          open = () => joined(engine.room);
        }),
    );
    const entered = enter();
    await settled();
    engine.runs[0]?.finish(ROOT);
    await settled();
    stay.leave();
    open();
    await entered;
    expect([stay.conversation, stay.error, engine.room.asked]).toEqual([
      undefined,
      undefined,
      ['leave'],
    ]);
  });

  test('tells the library, too, so that a join under way ends', async () => {
    const { engine, stay, enter } = bench();
    const join = vi.spyOn(engine, 'join');
    const entered = enter();
    await settled();
    engine.runs[0]?.finish(ROOT);
    await entered;
    const signal = join.mock.calls[0]?.[1]?.signal;
    const before = signal?.aborted;
    stay.leave();
    expect([before, signal?.aborted]).toEqual([false, true]);
  });
});

test('the page’s clock is asked about when the doctor is, and never before the room', async () => {
  const { engine, stay, enter } = bench();
  stay.ask('doctor');
  const entered = enter();
  await settled();
  engine.runs[0]?.finish(ROOT);
  await entered;
  const clock = stay.conversation?.connection.clock;
  const reading = clock && vi.spyOn(clock, 'read').mockResolvedValue();
  const calls = () => reading?.mock.calls.length;
  const asked = [[stay.asked, calls()]];
  for (const question of ['others-see', 'doctor', 'doctor'] as const) {
    stay.ask(question);
    asked.push([stay.asked, calls()]);
  }
  expect(asked).toEqual([
    ['doctor', 0],
    ['others-see', 0],
    ['doctor', 1],
    ['doctor', 2],
  ]);
});
