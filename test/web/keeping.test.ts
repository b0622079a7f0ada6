// Whether settings outlive the page: only when that was asked for, and gone at once when it no longer is.

import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Keeping } from '../../src/web/state/keeping.svelte.ts';
import { readKept } from '../../src/web/state/kept.ts';
import { Settings } from '../../src/web/state/settings.svelte.ts';
import { Theme } from '../../src/web/state/theme.svelte.ts';
import { Bench } from './app-bench.ts';
import { page } from './page.ts';

const USUAL = {
  trackers: ['wss://one.example', 'wss://two.example'],
  maxTrackers: 6,
  iceServers: [{ urls: ['stun:one.example'] }],
};

/** The browser's storage, and how often it was written to. */
class FakeStorage {
  readonly items = new Map<string, string>();
  writes = 0;
  full = false;
  getItem = (key: string) => this.items.get(key) ?? null;
  removeItem = (key: string) => void this.items.delete(key);
  setItem = (key: string, value: string) => {
    if (this.full) throw new DOMException('full', 'QuotaExceededError');
    this.writes += 1;
    this.items.set(key, value);
  };
}

let store: FakeStorage;
let stops: (() => void)[];

beforeEach(() => {
  store = new FakeStorage();
  stops = [];
});

afterEach(() => {
  for (const stop of stops) stop();
});

const speech = { choice: 'ar' };

/** A page that has just been opened. */
function open(storage: unknown = store) {
  const settings = new Settings();
  const theme = new Theme();
  const keeping = new Keeping(
    { settings, theme, speech },
    (storage ?? undefined) as Storage | undefined,
  );
  keeping.restore();
  stops.push(keeping.follow(page.window));
  settings.useUsual(USUAL);
  flushSync();
  return { settings, theme, keeping };
}

function change({ settings, theme }: { settings: Settings; theme: Theme }): void {
  theme.choice = 'contrast';
  settings.relayOnly = true;
  settings.nickname = 'Zephyrine';
  settings.addTracker('wss://own.example');
  settings.addStun('own.example');
  settings.addRelay({ url: 'turn:relay.example', username: 'ana', credential: 'secret' });
  flushSync();
}

test('off at first, and then nothing is ever written', () => {
  const opened = open();
  change(opened);
  expect([opened.keeping.possible, opened.keeping.on, store.writes]).toEqual([true, false, 0]);
});

describe('on', () => {
  test('what there is, is kept, and every change from then on; never a name or a relay', () => {
    const opened = open();
    opened.theme.choice = 'dark';
    opened.keeping.on = true;
    const [first] = [...store.items.values()];
    change(opened);
    const [second = ''] = [...store.items.values()];
    expect([readKept(first ?? null), readKept(second)]).toEqual([
      { theme: 'dark', language: 'ar', relayOnly: false, trackers: undefined, stun: undefined },
      {
        theme: 'contrast',
        language: 'ar',
        relayOnly: true,
        trackers: ['wss://own.example', ...USUAL.trackers],
        stun: ['stun:own.example', 'stun:one.example'],
      },
    ]);
    expect(second).not.toMatch(/Zephyrine|ana|secret|relay\.example/);
  });

  test('the next page begins with it, and goes on keeping', () => {
    const before = open();
    before.keeping.on = true;
    change(before);
    const after = open();
    expect([after.keeping.on, after.theme.choice, page.dataset.theme]).toEqual([
      true,
      'contrast',
      'contrast',
    ]);
    expect(after.keeping.language).toBe('ar');
    expect([after.settings.own, after.settings.nickname, after.settings.relays]).toEqual([
      before.settings.own,
      '',
      [],
    ]);
  });

  test('off again: deleted at once, and nothing more is written', () => {
    const opened = open();
    opened.keeping.on = true;
    flushSync();
    const { writes } = store;
    opened.keeping.on = false;
    change(opened);
    expect([store.items.size, store.writes - writes, opened.keeping.on]).toEqual([0, 0, false]);
  });

  test.each([
    ['the entry', { key: 'sotto settings', newValue: null }],
    ['everything', { key: null, newValue: null }],
  ])('another window deletes %s: this one does not bring it back', (_, event) => {
    const opened = open();
    opened.keeping.on = true;
    store.items.clear();
    page.fire('storage', event);
    change(opened);
    expect([opened.keeping.on, store.items.size]).toEqual([false, 0]);
  });

  test('another window keeps something else: that is no reason to stop', () => {
    const opened = open();
    opened.keeping.on = true;
    page.fire('storage', { key: 'sotto settings', newValue: '{}' });
    page.fire('storage', { key: 'other', newValue: null });
    expect(opened.keeping.on).toBe(true);
  });

  test('a browser that refuses to write: said, and nothing breaks', () => {
    const opened = open();
    store.full = true;
    opened.keeping.on = true;
    change(opened);
    expect([opened.keeping.failed, opened.theme.choice]).toEqual([true, 'contrast']);
  });
});

test('more trackers than a room takes are cut to what it does', () => {
  const opened = open();
  opened.settings.useOwn({
    relayOnly: false,
    trackers: Array.from({ length: 8 }, (_, n) => `wss://${n}.example`),
    stun: undefined,
  });
  expect(opened.settings.trackers.length).toBe(USUAL.maxTrackers);
});

test('a page without storage of its own keeps nothing', () => {
  const opened = open(null);
  opened.keeping.on = true;
  change(opened);
  expect([opened.keeping.possible, store.items.size]).toEqual([false, 0]);
});

test('a page that goes away forgets what was entered, and not what was kept', async () => {
  const bench = new Bench(store as unknown as Storage);
  stops.push(bench.app.keeping.follow(page.window));
  await bench.ready();
  bench.app.keeping.on = true;
  change(bench.app);
  flushSync(() => bench.app.vanish());
  const { settings, theme, keeping } = bench.app;
  expect([keeping.on, theme.choice, settings.relayOnly, settings.trackers[0]]).toEqual([
    true,
    'contrast',
    true,
    'wss://own.example',
  ]);
  expect([settings.nickname, settings.relays]).toEqual(['', []]);
  expect(readKept([...store.items.values()][0] ?? null)?.theme).toBe('contrast');
});
